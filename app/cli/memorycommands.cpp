#include "app/cli/memorycommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/configuredagents.h"
#include "app/cli/secretaccess.h"
#include "gateway/agents/memory/memory.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct MemoryOptions
{
    std::string agent = {};
    std::string query = {};
    bool force = false;
    int limit = 0;
};

/// One agent's memory, and what reads it. The gateway may do the same at the same time: the database orders
/// that by itself.
struct Memory
{
    QString agentId = {};
    MemorySettings settings = {};
    QString provider = {}; ///< of vectors; empty: words only
    MemoryDatabase database = {};
};

Result<Memory> openMemory(CommandContext &context, const MemoryOptions &options)
{
    const auto config = context.loadValid();
    if (!config)
        return config.error();
    const auto agent = configuredAgent(context, *config, text(options.agent));
    if (!agent)
        return agent.error();
    auto database = loadMemoryDatabase();
    if (!database)
        return database.error();
    return Memory{.agentId = agent->id,
                  .settings = memorySettings(config->effective, agent->id, agent->workspace,
                                             context.selection.paths.stateDir),
                  .provider = memorySection(config->effective, agent->id)["provider"_L1].toString(),
                  .database = *std::move(database)};
}

int status(CommandContext &context, const MemoryOptions &options)
{
    const CommandApplication application;
    const auto memory = openMemory(context, options);
    if (!memory)
        return context.out.fail(memory.error());
    const auto found = memoryStatus(memory->database, memory->settings);
    if (!found)
        return context.out.fail(found.error());
    if (context.out.json())
        context.out.document({{"agentId"_L1, memory->agentId},
                              {"enabled"_L1, memory->settings.isEnabled},
                              {"search"_L1, memory->provider.isEmpty() ? u"words"_s : u"meaning"_s},
                              {"index"_L1, memory->settings.indexPath},
                              {"workspace"_L1, memory->settings.place.workspace},
                              {"notes"_L1, found->notes},
                              {"indexed"_L1, found->indexed},
                              {"chunks"_L1, found->chunks},
                              {"behind"_L1, found->behind}});
    context.out.line(u"Agent      %1%2"_s.arg(
        memory->agentId, memory->settings.isEnabled ? QString() : u" (memory search is switched off)"_s));
    context.out.line(u"Workspace  %1"_s.arg(context.out.shortPath(memory->settings.place.workspace)));
    context.out.line(u"Index      %1"_s.arg(context.out.shortPath(memory->settings.indexPath)));
    context.out.line(
        memory->provider.isEmpty()
            ? u"Search     by words"_s
            : u"Search     agents by meaning (%1) and words, this command by words"_s.arg(memory->provider));
    context.out.line(u"Notes      %1, %2 of them in the index as %3 pieces"_s.arg(found->notes)
                         .arg(found->indexed)
                         .arg(found->chunks));
    if (found->behind > 0)
        context.out.line(u"Next: "_s + context.hint(u"memory index"_s));
    return ExitSuccess;
}

int index(CommandContext &context, const MemoryOptions &options)
{
    const CommandApplication application;
    const auto memory = openMemory(context, options);
    if (!memory)
        return context.out.fail(memory.error());
    const auto synced = syncMemory(memory->database, memory->settings, options.force);
    if (!synced)
        return context.out.fail(synced.error());
    if (context.out.json())
        context.out.document({{"ok"_L1, true},
                              {"agentId"_L1, memory->agentId},
                              {"changed"_L1, synced->changed},
                              {"removed"_L1, synced->removed}});
    context.out.line(u"%1 notes were read, %2 are gone."_s.arg(synced->changed).arg(synced->removed));
    return ExitSuccess;
}

int search(CommandContext &context, const MemoryOptions &options)
{
    const CommandApplication application;
    auto memory = openMemory(context, options);
    if (!memory)
        return context.out.fail(memory.error());
    if (options.limit > 0)
        memory->settings.maxResults = options.limit;
    const auto hits = searchMemory(memory->database, memory->settings, text(options.query));
    if (!hits)
        return context.out.fail(hits.error());
    QJsonArray results;
    for (const MemoryHit &hit : *hits) {
        results += QJsonObject{{"path"_L1, hit.name},
                               {"startLine"_L1, hit.firstLine},
                               {"endLine"_L1, hit.lastLine},
                               {"score"_L1, hit.score},
                               {"snippet"_L1, hit.snippet}};
        const QString place = u"%1:%2"_s.arg(hit.name).arg(hit.firstLine);
        context.out.line(
            u"%1  %2"_s.arg(context.out.styled(place, Style::Bold), QString::number(hit.score, 'f', 2)));
        context.out.line(hit.snippet.trimmed() + u'\n');
    }
    if (context.out.json())
        context.out.document({{"agentId"_L1, memory->agentId}, {"results"_L1, results}});
    if (hits->isEmpty())
        context.out.line(u"Nothing in the notes fits."_s);
    return ExitSuccess;
}

} // namespace

void addMemoryCommands(CLI::App &root, Action &chosen)
{
    CLI::App *memory = root.add_subcommand("memory", "What agents have written down");
    memory->require_subcommand(1);
    const auto add = [&](const char *name, const char *description,
                         int (*run)(CommandContext &, const MemoryOptions &)) {
        const auto options = std::make_shared<MemoryOptions>();
        CLI::App *command = memory->add_subcommand(name, description);
        command->add_option("--agent", options->agent, "Of this agent (default: the default agent)")
            ->type_name("AGENT");
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    add("status", "Show how much there is, and how much of it can be found", status);
    const auto [indexing, indexOptions] = add("index", "Bring the index up to date", index);
    indexing->add_flag("--force", indexOptions->force, "Read every note anew");
    const auto [searching, searchOptions] = add("search", "Find notes by words", search);
    searching->add_option("query", searchOptions->query, "The words")->type_name("QUERY")->required();
    searching->add_option("--limit", searchOptions->limit, "At most so many")
        ->type_name("N")
        ->check(CLI::Range(1, 100));
}

} // namespace wsagent
