#include "app/cli/confighistorycommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/findingsview.h"
#include "gateway/base/exitcodes.h"
#include "gateway/config/confighistory.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct NoOptions
{
};

struct CopyOptions
{
    std::string name = "bak";
    bool yes = false;
    bool access = false;
    bool dryRun = false;
};

QString shown(const QJsonValue &value)
{
    if (value.isUndefined())
        return u"(not set)"_s;
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

QJsonArray toJson(const QList<ConfigDifference> &differences)
{
    QJsonArray array;
    for (const ConfigDifference &difference : differences) {
        QJsonObject json{{"path"_L1, difference.path}, {"secret"_L1, difference.isSecret}};
        if (!difference.before.isUndefined())
            json["before"_L1] = difference.before;
        if (!difference.after.isUndefined())
            json["after"_L1] = difference.after;
        array += json;
    }
    return array;
}

void print(const Output &out, const QList<ConfigDifference> &differences)
{
    for (const ConfigDifference &difference : differences) {
        const QString change = difference.isSecret
                                   ? u"another secret"_s
                                   : u"%1 → %2"_s.arg(shown(difference.before), shown(difference.after));
        out.line(u"  %1: %2"_s.arg(difference.path, change));
    }
}

int history(CommandContext &context, const NoOptions &)
{
    const Output &out = context.out;
    const LoadedConfig now = context.load();
    const QList<ConfigCopy> copies = configHistory(context.source(), context.schema());
    QJsonArray entries;
    Table table;
    table.header = {u"COPY"_s, u"KEPT"_s, u"STATE"_s, u"KEYS THAT DIFFER"_s};
    for (const ConfigCopy &copy : copies) {
        const auto differences = configDifferences(copy.loaded.source, now.source, context.schema());
        entries += QJsonObject{{"name"_L1, copy.name},
                               {"path"_L1, copy.path},
                               {"savedAt"_L1, copy.savedAt.toUTC().toString(Qt::ISODate)},
                               {"hash"_L1, copy.hash},
                               {"valid"_L1, copy.isValid},
                               {"current"_L1, copy.isCurrent},
                               {"differs"_L1, toJson(differences)}};
        QStringList keys;
        for (const ConfigDifference &difference : differences)
            keys += difference.path;
        const qsizetype more = keys.size() - 3;
        const QString few =
            keys.mid(0, 3).join(", "_L1) + (more > 0 ? u" and %1 more"_s.arg(more) : QString());
        table.rows += {copy.name, copy.savedAt.toString(Qt::ISODate),
                       copy.isCurrent ? u"current"_s
                       : copy.isValid ? u"valid"_s
                                      : u"NOT valid"_s,
                       few.isEmpty() ? u"-"_s : few};
    }
    if (out.json())
        out.document({{"path"_L1, context.selection.paths.configPath}, {"copies"_L1, entries}});
    else if (copies.isEmpty())
        out.line(u"%1 has no older copies."_s.arg(out.shortPath(context.selection.paths.configPath)));
    else
        out.print(table);
    return ExitSuccess;
}

int diff(CommandContext &context, const CopyOptions &options)
{
    const auto copy = findCopy(text(options.name), context.source(), context.schema());
    if (!copy)
        return context.out.fail(copy.error());
    const auto differences = configDifferences(copy->loaded.source, context.load().source, context.schema());
    if (context.out.json())
        context.out.document({{"from"_L1, copy->path},
                              {"to"_L1, context.selection.paths.configPath},
                              {"differences"_L1, toJson(differences)}});
    if (differences.isEmpty())
        context.out.line(u"No key differs."_s);
    print(context.out, differences);
    return ExitSuccess;
}

int restore(CommandContext &context, const CopyOptions &options)
{
    const Output &out = context.out;
    const auto copy = findCopy(text(options.name), context.source(), context.schema());
    if (!copy)
        return out.fail(copy.error());
    const auto differences = configDifferences(context.load().source, copy->loaded.source, context.schema());
    print(out, differences);
    if (!options.dryRun) {
        if (!confirm(out, u"Put %1 in the place of the config?"_s.arg(copy->name), options.yes))
            return ExitFailure;
        if (const auto done = restoreCopy(*copy, context.source(), context.schema(), options.access); !done)
            return out.fail(done.error());
    }
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"from"_L1, copy->path},
                      {"dryRun"_L1, options.dryRun},
                      {"differences"_L1, toJson(differences)}});
    out.line(options.dryRun
                 ? u"Nothing was changed (--dry-run)."_s
                 : u"The config is what %1 was; the one before is the copy bak now."_s.arg(copy->name));
    return ExitSuccess;
}

} // namespace

void addConfigHistoryCommands(CLI::App &config, Action &chosen)
{
    onChosen(config.add_subcommand("history", "Show the older copies of the config"), chosen,
             std::make_shared<NoOptions>(), history);

    const auto diffOptions = std::make_shared<CopyOptions>();
    CLI::App *diffCommand = config.add_subcommand("diff", "Show which keys an older copy has otherwise");
    diffCommand->add_option("copy", diffOptions->name, "bak, bak.1, last-good …; see config history")
        ->type_name("COPY");
    onChosen(diffCommand, chosen, diffOptions, diff);

    const auto restoreOptions = std::make_shared<CopyOptions>();
    CLI::App *restoreCommand =
        config.add_subcommand("restore", "Put an older copy in the place of the config");
    restoreCommand->add_option("copy", restoreOptions->name, "bak, bak.1, last-good …; see config history")
        ->type_name("COPY");
    restoreCommand->add_flag("--yes", restoreOptions->yes, "Do not ask");
    restoreCommand->add_flag("--access", restoreOptions->access, "Also take over who gets in");
    restoreCommand->add_flag("--dry-run", restoreOptions->dryRun, "Only show what would change");
    onChosen(restoreCommand, chosen, restoreOptions, restore);
}

} // namespace wsagent
