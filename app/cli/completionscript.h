#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>

#include <optional>

namespace wsagent {

enum class Shell { Bash, Zsh, Fish, PowerShell };

/// Of "bash" or "/usr/bin/bash"; nothing for a shell that has no script.
std::optional<Shell> shellNamed(const QString &name);
QString shellName(Shell shell);

QByteArray completionScript(Shell shell);
QString completionFileName(Shell shell); ///< "ws-agent.bash"

/// Where `completion --install` puts the script, and what makes the shell read it.
struct CompletionPlaces
{
    QString script;
    QString startupFile = {}; ///< empty: the shell looks for the script on its own
    QString startupLine = {};

    bool operator==(const CompletionPlaces &) const = default;
};

CompletionPlaces completionPlaces(Shell shell, const QString &home, const QProcessEnvironment &environment);

} // namespace wsagent
