#pragma once

#include "tests/support/cliprocess.h"

namespace wsagent::test {

/// One run of the program with one of its file operations below the home met by a fault.
struct Fault
{
    int at = -1;      ///< number of the operation; -1: none, only watch
    QString how = {}; ///< see tests/faults/faults.cpp
};

/// As `home.run`. The operations that were begun, in order, are put into `operations`.
CliResult runWithFault(const CliHome &home, const QStringList &arguments, const Fault &fault,
                       QStringList *operations = nullptr);

/// Runs the program and tells what it does to the files below a directory: "read /…/ws-agent.json".
CliResult runWatched(const CliHome &home, const QStringList &arguments, const QByteArray &input,
                     const QString &directory, QStringList &operations);

} // namespace wsagent::test
