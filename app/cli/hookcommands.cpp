#include "app/cli/hookcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/configset.h"
#include "app/cli/configuredagents.h"
#include "gateway/agents/hooks/eventhook.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct HookOptions
{
    std::string name = {};
    bool eligible = false;
};

/// A hook, and whether it is run.
struct KnownHook
{
    EventHook hook = {};
    HookState state = {};
};

/// Read from the files: no gateway has to run for it.
Result<QList<KnownHook>> knownHooks(CommandContext &context)
{
    const auto config = context.loadValid();
    if (!config)
        return config.error();
    const AgentList agents = configuredAgents(context, *config);
    const SkillFacts facts = skillFacts(config->effective);
    QList<KnownHook> known;
    for (const EventHook &hook :
         loadHooks(agents.defaultAgent().workspace, context.selection.paths.stateDir, config->effective))
        known += KnownHook{.hook = hook, .state = judgeHook(hook, facts)};
    return known;
}

QString stateOf(const KnownHook &known)
{
    if (!known.state.problem.isEmpty())
        return known.state.problem;
    return known.state.enabled ? u"runs"_s : u"off"_s;
}

QJsonObject toJson(const KnownHook &known)
{
    return {{"name"_L1, known.hook.about.name},
            {"description"_L1, known.hook.about.description},
            {"source"_L1, known.hook.about.source},
            {"events"_L1, QJsonArray::fromStringList(known.hook.events)},
            {"filePath"_L1, known.hook.about.filePath},
            {"program"_L1, known.hook.program},
            {"enabled"_L1, known.state.enabled},
            {"eligible"_L1, known.state.problem.isEmpty()},
            {"problem"_L1, known.state.problem}};
}

QJsonArray toJson(const QList<KnownHook> &hooks)
{
    QJsonArray rows;
    for (const KnownHook &hook : hooks)
        rows += toJson(hook);
    return rows;
}

int list(CommandContext &context, const HookOptions &options)
{
    auto hooks = knownHooks(context);
    if (!hooks)
        return context.out.fail(hooks.error());
    if (options.eligible)
        hooks->removeIf([](const KnownHook &known) { return !known.state.problem.isEmpty(); });
    if (context.out.json())
        context.out.document({{"hooks"_L1, toJson(*hooks)}});
    Table table{.header = {u"HOOK"_s, u"FROM"_s, u"STATE"_s, u"ON"_s, u"WHAT IT DOES"_s}, .rows = {}};
    for (const KnownHook &known : std::as_const(*hooks))
        table.rows += {known.hook.about.name, known.hook.about.source, stateOf(known),
                       known.hook.events.join(u' '), known.hook.about.description.simplified().left(60)};
    context.out.print(table);
    return ExitSuccess;
}

/// The one that is named.
Result<KnownHook> namedHook(CommandContext &context, const HookOptions &options)
{
    const auto hooks = knownHooks(context);
    if (!hooks)
        return hooks.error();
    const auto found = std::find_if(hooks->begin(), hooks->end(), [&options](const KnownHook &known) {
        return known.hook.about.name == text(options.name);
    });
    if (found == hooks->end())
        return Error{u"there is no hook %1"_s.arg(text(options.name)), context.hint(u"hooks list"_s),
                     ErrorKind::NotFound};
    return *found;
}

int info(CommandContext &context, const HookOptions &options)
{
    const auto known = namedHook(context, options);
    if (!known)
        return context.out.fail(known.error());
    if (context.out.json())
        context.out.document(toJson(*known));
    context.out.line(context.out.styled(known->hook.about.name, Style::Bold) + u": "_s + stateOf(*known));
    context.out.line(known->hook.about.description);
    context.out.line(u"on "_s + known->hook.events.join(", "_L1));
    if (!known->hook.program.isEmpty())
        context.out.line(context.out.shortPath(known->hook.program));
    return ExitSuccess;
}

int check(CommandContext &context, const HookOptions &)
{
    const auto hooks = knownHooks(context);
    if (!hooks)
        return context.out.fail(hooks.error());
    const auto problems = std::count_if(
        hooks->begin(), hooks->end(), [](const KnownHook &known) { return !known.state.problem.isEmpty(); });
    if (context.out.json())
        context.out.document({{"hooks"_L1, toJson(*hooks)}, {"problems"_L1, qint64(problems)}});
    context.out.line(u"%1 hooks, %2 of them cannot be run"_s.arg(hooks->size()).arg(problems));
    for (const KnownHook &known : *hooks) {
        if (!known.state.problem.isEmpty())
            context.out.line(u"  %1: %2"_s.arg(known.hook.about.name, known.state.problem));
    }
    return ExitSuccess;
}

int change(CommandContext &context, const HookOptions &options, bool enabled)
{
    const auto known = namedHook(context, options);
    if (!known)
        return context.out.fail(known.error());
    if (enabled && !known->state.problem.isEmpty())
        return context.out.fail(
            {u"the hook %1 cannot be run: it %2"_s.arg(known->hook.about.name, known->state.problem),
             context.hint(u"hooks info "_s + known->hook.about.name)});
    const JsonPath internal{{u"hooks"_s}, {u"internal"_s}};
    QList<JsonEdit> edits;
    if (enabled)
        edits += JsonEdit{internal + JsonPath{{u"enabled"_s}}, true};
    edits += JsonEdit{internal + JsonPath{{u"entries"_s}, {known->hook.about.name}, {u"enabled"_s}}, enabled};
    return applyEdits(context, {.edits = edits});
}

int enable(CommandContext &context, const HookOptions &options)
{
    return change(context, options, true);
}

int disable(CommandContext &context, const HookOptions &options)
{
    return change(context, options, false);
}

} // namespace

void addHookCommands(CLI::App &root, Action &chosen)
{
    CLI::App *hooks =
        root.add_subcommand("hooks", "Programs that are run when something happens in the gateway");
    hooks->require_subcommand(1);
    const auto add = [&](const char *name, const char *description,
                         int (*run)(CommandContext &, const HookOptions &)) {
        const auto options = std::make_shared<HookOptions>();
        CLI::App *command = hooks->add_subcommand(name, description);
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    const auto [listing, listOptions] = add("list", "Show the hooks that there are", list);
    listing->add_flag("--eligible", listOptions->eligible, "Only those that can be run here");
    add("check", "Show what keeps hooks from being run", check);
    for (const auto &[name, description, run] :
         {std::tuple("info", "Show one hook", &info), std::tuple("enable", "Run it from now on", &enable),
          std::tuple("disable", "Run it no more", &disable)}) {
        const auto [command, options] = add(name, description, run);
        command->add_option("name", options->name, "As hooks list shows it")->type_name("HOOK")->required();
    }
}

} // namespace wsagent
