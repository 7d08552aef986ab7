#include "app/cli/completionscript.h"

#include "gateway/base/paths.h"

#include <QFile>
#include <QFileInfo>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ShellRow
{
    Shell shell;
    QLatin1StringView name;
    QLatin1StringView fileName;
};

constexpr std::array shells = {
    ShellRow{Shell::Bash, "bash"_L1, "ws-agent.bash"_L1},
    ShellRow{Shell::Zsh, "zsh"_L1, "ws-agent.zsh"_L1},
    ShellRow{Shell::Fish, "fish"_L1, "ws-agent.fish"_L1},
    ShellRow{Shell::PowerShell, "powershell"_L1, "ws-agent.ps1"_L1},
};

const ShellRow &rowOf(Shell shell)
{
    return shells[size_t(shell)];
}

QString directoryFrom(const QProcessEnvironment &environment, const QString &variable,
                      const QString &fallback)
{
    const QString given = environment.value(variable);
    return isAbsolutePath(given) ? given : fallback;
}

QString powerShellProfile(const QString &home, const QString &configHome)
{
#ifdef Q_OS_WIN
    Q_UNUSED(configHome)
    return home + "/Documents/PowerShell/Microsoft.PowerShell_profile.ps1"_L1;
#else
    Q_UNUSED(home)
    return configHome + "/powershell/Microsoft.PowerShell_profile.ps1"_L1;
#endif
}

/// As text within single quotes of a POSIX shell.
QString quoted(QString path)
{
    return u'\'' + path.replace(u'\'', u"'\\''"_s) + u'\'';
}

} // namespace

std::optional<Shell> shellNamed(const QString &name)
{
    const QString base = QFileInfo(name).fileName();
    if (base == "pwsh"_L1)
        return Shell::PowerShell;
    for (const ShellRow &row : shells) {
        if (base == row.name)
            return row.shell;
    }
    return std::nullopt;
}

QString shellName(Shell shell)
{
    return rowOf(shell).name;
}

QString completionFileName(Shell shell)
{
    return rowOf(shell).fileName;
}

QByteArray completionScript(Shell shell)
{
    QFile file(":/wsagent/completion/"_L1 + completionFileName(shell));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

CompletionPlaces completionPlaces(Shell shell, const QString &home, const QProcessEnvironment &environment)
{
    const QString config = directoryFrom(environment, u"XDG_CONFIG_HOME"_s, home + "/.config"_L1);
    const QString data = directoryFrom(environment, u"XDG_DATA_HOME"_s, home + "/.local/share"_L1);
    const QString script = data + "/ws-agent/completion/"_L1 + completionFileName(shell);
    const QString posixLine = u"[ -r %1 ] && . %1"_s.arg(quoted(script));

    switch (shell) {
    case Shell::Bash:
        return {script, home + "/.bashrc"_L1, posixLine};
    case Shell::Zsh:
        return {script, directoryFrom(environment, u"ZDOTDIR"_s, home) + "/.zshrc"_L1, posixLine};
    case Shell::Fish:
        return {config + "/fish/completions/ws-agent.fish"_L1};
    case Shell::PowerShell: {
        const QString path = u'\'' + QString(script).replace(u'\'', u"''"_s) + u'\'';
        return {script, powerShellProfile(home, config), u"if (Test-Path %1) { . %1 }"_s.arg(path)};
    }
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
