#pragma once

#include "tests/support/cliprocess.h"

namespace wsagent::test {

/// Runs the real `ws-agent` with a terminal of its own, types `input`, and returns what stood on the screen
/// when the program had ended.
QByteArray runOnTerminal(const CliHome &home, const QStringList &arguments, const QByteArray &input);

} // namespace wsagent::test
