#pragma once

#include "tests/support/cliprocess.h"

namespace wsagent::test {

/// Runs the real `ws-agent` with a terminal of its own, types `input`, and returns what stood on the screen
/// when the program had ended.
QByteArray runOnTerminal(const CliHome &home, const QStringList &arguments, const QByteArray &input,
                         const QString &program = QStringLiteral(WSAGENT_PROGRAM));

struct TerminalDialog
{
    QByteArray shown;
    int exitCode = -1;        ///< -1: ended by a signal
    bool showsTyping = false; ///< afterwards
};

/// Runs the program as a shell does, with its own terminal, and types `answer` when it has asked `question`.
TerminalDialog answerOnTerminal(const CliHome &home, const QStringList &arguments, const QByteArray &question,
                                const QByteArray &answer);

/// What is typed when something has appeared on the screen since the last time something was typed.
struct TerminalStep
{
    QByteArray shown;
    QByteArray typed;
};

/// Runs the program with a terminal of its own, step by step, until it has ended: all that stood there.
TerminalDialog playOnTerminal(const CliHome &home, const QStringList &arguments,
                              const QList<TerminalStep> &steps);

} // namespace wsagent::test
