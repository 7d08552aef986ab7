#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>

namespace wsagent {

struct ToolRunResult
{
    bool wasStarted = false; ///< false: there is no such program
    int exitCode = -1;
    QByteArray out = {};
    QByteArray err = {};

    bool ok() const { return wasStarted && exitCode == 0; }
    /// What it said about its failure, in one line.
    QString complaint() const;
};

/// Runs a program of the system and waits for its end. Another one in tests.
using RunTool = std::function<ToolRunResult(const QString &program, const QStringList &arguments)>;

/// The real one. Blocks: for commands, which have nothing else to do. A program that hangs is ended after
/// `patience`. Messages come untranslated.
ToolRunResult runTool(const QString &program, const QStringList &arguments,
                      std::chrono::milliseconds patience = std::chrono::seconds(400));

} // namespace wsagent
