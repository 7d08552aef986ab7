#include "app/cli/desktopcommands.h"

#include "app/cli/commandtree.h"
#include "gateway/base/exitcodes.h"

#include <QFile>
#include <QFileInfo>

#include <cstring>
#include <unistd.h>
#include <vector>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct TrayOptions
{
    bool hidden = false;
    bool requireTray = false;
};

struct SettingsOptions
{
    std::string page = {};
};

/// Beside this program.
QString trayProgram()
{
    const QString own = QFile::symLinkTarget(u"/proc/self/exe"_s);
    return own.isEmpty() ? QString() : QFileInfo(own).absolutePath() + "/ws-agent-tray"_L1;
}

bool hasScreen(const QProcessEnvironment &environment)
{
    for (const auto variable : {"DISPLAY"_L1, "WAYLAND_DISPLAY"_L1, "QT_QPA_PLATFORM"_L1}) {
        if (!environment.value(variable).isEmpty())
            return true;
    }
    return false;
}

QStringList forProfile(const CommandContext &context, QStringList arguments)
{
    if (!context.selection.profile.isDefault())
        arguments += u"--profile="_s + context.selection.profile.display();
    return arguments;
}

int tray(CommandContext &context, const TrayOptions &options)
{
    QStringList arguments;
    if (options.hidden)
        arguments += u"--hidden"_s;
    if (options.requireTray)
        arguments += u"--require-tray"_s;
    return context.out.fail(becomeDesktop(forProfile(context, arguments), context.selection.environment));
}

int settings(CommandContext &context, const SettingsOptions &options)
{
    QStringList arguments{u"--settings"_s};
    if (!options.page.empty())
        arguments += u"--page="_s + text(options.page);
    return context.out.fail(becomeDesktop(forProfile(context, arguments), context.selection.environment));
}

} // namespace

bool hasDesktop(const QProcessEnvironment &environment)
{
    return hasScreen(environment) && QFileInfo(trayProgram()).isExecutable();
}

Error becomeDesktop(const QStringList &arguments, const QProcessEnvironment &environment)
{
    if (!hasScreen(environment))
        return {u"there is no display to show a window on"_s, u"ws-agent --no-gui"_s};
    const QString program = trayProgram();
    if (!QFileInfo(program).isExecutable())
        return {u"the desktop application is not installed"_s, u"install the package ws-agent-tray"_s,
                ErrorKind::NotFound};
    std::vector<QByteArray> words{QFile::encodeName(program)};
    for (const QString &argument : arguments)
        words.push_back(argument.toLocal8Bit());
    std::vector<char *> pointers;
    for (QByteArray &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(words.front().constData(), pointers.data());
    return {u"%1 cannot be started: %2"_s.arg(program, QString::fromLocal8Bit(std::strerror(errno)))};
}

void addDesktopCommands(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<TrayOptions>();
    CLI::App *command = root.add_subcommand("tray", "Show the gateways of all profiles in the tray");
    command->add_flag("--hidden", options->hidden, "Only the tray, no window");
    command->add_flag("--require-tray", options->requireTray, "Fail where there is no tray");
    onChosen(command, chosen, options, tray);

    const auto wishes = std::make_shared<SettingsOptions>();
    CLI::App *dialog = root.add_subcommand("settings", "Open the settings of the selected profile");
    dialog->add_option("--page", wishes->page, "The page to begin with: general, paths, ports, …")
        ->type_name("PAGE");
    onChosen(dialog, chosen, wishes, settings);
}

} // namespace wsagent
