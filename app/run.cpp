#include "app/run.h"

#include "app/cli/commandtree.h"
#include "app/cli/completioncommand.h"
#include "app/cli/desktopcommands.h"
#include "app/cli/supervisorrun.h"
#include "app/commandline.h"
#include "app/platform/account.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/version.h"

#include <QDir>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

int printVersion(const Output &out, const char *commit)
{
    if (out.json())
        out.document({{"version"_L1, QLatin1String(version)},
                      {"commit"_L1, QLatin1String(commit)},
                      {"qt"_L1, QLatin1String(qVersion())}});
    else
        out.line(u"ws-agent "_s + QLatin1String(version));
    return ExitSuccess;
}

/// Usage errors are told before an instance is known.
int failUsage(const Output &out, const Error &error, const QString &help = {})
{
    if (!out.json() && !help.isEmpty())
        out.note(help);
    return out.fail(error);
}

/// No command, and no wish for help.
bool isBare(const QStringList &arguments)
{
    return std::all_of(arguments.begin(), arguments.end(),
                       [](const QString &argument) { return argument == "--json"_L1; });
}

int run(const QStringList &arguments, const char *commit)
{
    const bool completes = arguments.value(0) == "__complete"_L1;
    CommandTree commands(completes ? QStringList() : arguments);
    if (completes)
        return answerCompletion(commands.root(), arguments.mid(1), accountHome());
    const auto takesValue = [&commands](const QStringList &words, const QString &option) {
        return commands.takesValue(words, option);
    };
    const Output plain(arguments.contains("--json"_L1), wantsColour(arguments.contains("--no-color"_L1)), {});
    const auto options = takeRootOptions(arguments, takesValue);
    if (!options)
        return failUsage(plain, options.error());
    if (options->version)
        return printVersion(plain, commit);

    auto action = commands.parse(options->rest);
    if (options->noGui && isBare(options->rest)) {
        if (options->profile)
            return failUsage(plain, {u"--no-gui alone runs all enabled profiles, not one"_s,
                                     commandHint(*options->profile, u"gateway"_s), ErrorKind::Usage});
        action = Action(runSupervisor);
    }
    // D1: on a desktop the bare command is the desktop application.
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (arguments.isEmpty() && hasDesktop(environment))
        return plain.fail(becomeDesktop({}, environment));
    if (!action && action.error().message.isEmpty()) {
        plain.raw(commands.helpText().toUtf8());
        return ExitSuccess;
    }
    if (!action)
        return failUsage(plain, action.error(), commands.helpText());

    const auto selection = selectInstance(options->profile, environment, accountHome(), QDir::currentPath());
    if (!selection)
        return failUsage(plain, selection.error());
    CommandContext context(*selection,
                           Output(commands.json(), wantsColour(options->noColor), selection->paths.home));
    return (*action)(context);
}

} // namespace

int runCommandLine(int argc, char **argv, const char *commit)
{
    // The most frequent question of scripts gets its answer before anything is set up.
    if (argc == 2 && (std::string_view(argv[1]) == "--version" || std::string_view(argv[1]) == "-V")) {
        std::printf("ws-agent %s\n", version);
        return ExitSuccess;
    }
    return run(argumentsOf(argc, argv), commit);
}

} // namespace wsagent
