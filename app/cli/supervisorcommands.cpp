#include "app/cli/supervisorcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/supervisorcall.h"
#include "gateway/base/exitcodes.h"

#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct NoOptions
{
};

struct ProfileOptions
{
    std::string profile = {};
    int drainMs = -1;
};

struct ShutdownOptions
{
    int drainMs = -1;
};

QString memory(const QJsonValue &bytes)
{
    return bytes.isUndefined() ? u"-"_s : u"%1 MiB"_s.arg(bytes.toDouble() / (1024 * 1024), 0, 'f', 1);
}

QString processorTime(const QJsonValue &milliseconds)
{
    return milliseconds.isUndefined() ? u"-"_s : u"%1 s"_s.arg(milliseconds.toDouble() / 1000, 0, 'f', 1);
}

QString number(qint64 value)
{
    return value > 0 ? QString::number(value) : u"-"_s;
}

QStringList row(const Output &out, const QJsonObject &json)
{
    const GatewayStatus status = gatewayStatusFromJson(json);
    const Style style = status.state == GatewayState::Running   ? Style::Good
                        : status.state == GatewayState::GaveUp  ? Style::Bad
                        : status.state == GatewayState::Stopped ? Style::Plain
                                                                : Style::Warning;
    const QDateTime since = QDateTime::fromMSecsSinceEpoch(status.sinceMs);
    return {status.profile,
            out.styled(wireName(status.state), style),
            status.isService ? u"service"_s : u"child"_s,
            number(status.port),
            number(status.pid),
            QString::number(status.restarts),
            processorTime(json["cpuMs"_L1]),
            memory(json["memoryBytes"_L1]),
            since.toString(u"yyyy-MM-dd HH:mm:ss"_s)};
}

int status(CommandContext &context, const NoOptions &)
{
    const Output &out = context.out;
    const auto answer = callSupervisor(context, {.verb = ControlVerb::List, .usage = true});
    if (!answer)
        return out.fail(answer.error());
    if (out.json()) {
        out.document(*answer);
        return ExitSuccess;
    }
    Table table{.header = {u"PROFILE"_s, u"STATE"_s, u"AS"_s, u"PORT"_s, u"PID"_s, u"RESTARTS"_s, u"CPU"_s,
                           u"MEMORY"_s, u"SINCE"_s},
                .rows = {}};
    QStringList notes;
    const QJsonArray profiles = (*answer)["profiles"_L1].toArray();
    for (const QJsonValue &profile : profiles) {
        table.rows += row(out, profile.toObject());
        const QString message = profile["message"_L1].toString();
        const QString fix = profile["fix"_L1].toString();
        if (!message.isEmpty())
            notes += profile["profile"_L1].toString() + u": "_s + message +
                     (fix.isEmpty() ? QString() : u"\n  try: "_s + fix);
    }
    out.print(table);
    for (const QString &note : notes)
        out.line(note);
    return ExitSuccess;
}

int change(CommandContext &context, ControlVerb verb, const ProfileOptions &options)
{
    const QString name = text(options.profile);
    const auto profile = ProfileName::parse(name);
    const auto answer =
        callSupervisor(context, {.verb = verb,
                                 .profile = profile ? profile->display() : name,
                                 .drainMs = verb == ControlVerb::Start ? -1 : options.drainMs});
    if (!answer)
        return context.out.fail(answer.error());
    const GatewayStatus status = gatewayStatusFromJson(*answer);
    const bool isDone = verb == ControlVerb::Stop ? status.state == GatewayState::Stopped : status.serves();
    if (!isDone)
        return context.out.fail(
            {u"%1 is %2: %3"_s.arg(status.profile, wireName(status.state), status.message), status.fix},
            {{"status"_L1, *answer}});
    if (context.out.json())
        context.out.document(*answer);
    context.out.line(toLine(status));
    return ExitSuccess;
}

int start(CommandContext &context, const ProfileOptions &options)
{
    return change(context, ControlVerb::Start, options);
}

int stop(CommandContext &context, const ProfileOptions &options)
{
    return change(context, ControlVerb::Stop, options);
}

int restart(CommandContext &context, const ProfileOptions &options)
{
    return change(context, ControlVerb::Restart, options);
}

int shutdown(CommandContext &context, const ShutdownOptions &options)
{
    const auto answer = callSupervisor(context, {.verb = ControlVerb::Shutdown, .drainMs = options.drainMs});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document({{"ok"_L1, true}});
    context.out.line(u"The supervisor stops its gateways and ends."_s);
    return ExitSuccess;
}

void addDrainOption(CLI::App *command, int &drainMs)
{
    command->add_option("--drain", drainMs, "How long it may answer what it is being asked (default: 20 s)")
        ->type_name("MS")
        ->check(CLI::Range(0, 3'600'000));
}

} // namespace

void addSupervisorCommands(CLI::App &root, Action &chosen)
{
    CLI::App *supervisor =
        root.add_subcommand("supervisor", "Look after the supervisor that ws-agent --no-gui runs");
    supervisor->require_subcommand(1);
    onChosen(supervisor->add_subcommand("status", "Show what it runs, and what that takes"), chosen,
             std::make_shared<NoOptions>(), status);
    struct Verb
    {
        const char *name;
        const char *description;
        int (*run)(CommandContext &, const ProfileOptions &);
    };
    for (const Verb &verb : {Verb{"start", "Start a profile, also one that was given up", start},
                             Verb{"stop", "Stop a profile until it is started again", stop},
                             Verb{"restart", "Stop a profile and start it again", restart}}) {
        const auto options = std::make_shared<ProfileOptions>();
        CLI::App *command = supervisor->add_subcommand(verb.name, verb.description);
        command->add_option("profile", options->profile, "Its name")->type_name("PROFILE")->required();
        if (verb.run != start)
            addDrainOption(command, options->drainMs);
        onChosen(command, chosen, options, verb.run);
    }
    const auto options = std::make_shared<ShutdownOptions>();
    CLI::App *command = supervisor->add_subcommand("shutdown", "Stop all its gateways and the supervisor");
    addDrainOption(command, options->drainMs);
    onChosen(command, chosen, options, shutdown);
}

} // namespace wsagent
