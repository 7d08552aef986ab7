#include "app/cli/skillcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/jsontexts.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct SkillOptions : RpcOptions
{
    std::string name = {};
    bool eligible = false;
    bool verbose = false;
};

/// What keeps a skill from being used, in words.
QString obstacle(const QJsonValue &skill)
{
    if (skill["disabled"_L1].toBool())
        return u"disabled"_s;
    if (skill["blockedByAllowlist"_L1].toBool())
        return u"not in skills.allowBundled"_s;
    QStringList missing;
    for (const auto &[key, word] :
         {std::pair("os"_L1, u"system: "_s), std::pair("bins"_L1, u"programs: "_s),
          std::pair("anyBins"_L1, u"one of: "_s), std::pair("env"_L1, u"variables: "_s),
          std::pair("config"_L1, u"config: "_s)}) {
        if (const QStringList names = textsIn(skill["missing"_L1][key]); !names.isEmpty())
            missing += word + names.join(u' ');
    }
    return missing.isEmpty() ? u"ready"_s : u"needs "_s + missing.join("; "_L1);
}

Result<QJsonObject> status(CommandContext &context, const SkillOptions &options)
{
    const auto answer = callGateway(context, options, u"skills.status"_s, QJsonObject());
    return answer ? Result<QJsonObject>(answer->payload.toObject()) : Result<QJsonObject>(answer.error());
}

int list(CommandContext &context, const SkillOptions &options)
{
    auto answer = status(context, options);
    if (!answer)
        return context.out.fail(answer.error());
    QJsonArray shown;
    Table table{.header = {u"SKILL"_s, u"FROM"_s, u"STATE"_s, u"WHAT IT IS FOR"_s}, .rows = {}};
    const QJsonArray skills = (*answer)["skills"_L1].toArray();
    for (const QJsonValue &skill : skills) {
        if (options.eligible && !skill["eligible"_L1].toBool())
            continue;
        shown += skill;
        const QString description = skill["description"_L1].toString().simplified();
        table.rows += {skill["name"_L1].toString(), skill["source"_L1].toString(), obstacle(skill),
                       options.verbose ? description : description.left(60)};
    }
    answer->insert("skills"_L1, shown);
    if (context.out.json())
        context.out.document(*answer);
    if (table.rows.isEmpty())
        context.out.line(u"There is no skill. They are folders with a SKILL.md in %1/skills"_s.arg(
            context.out.shortPath((*answer)["workspaceDir"_L1].toString())));
    else
        context.out.print(table);
    return ExitSuccess;
}

int info(CommandContext &context, const SkillOptions &options)
{
    const auto answer = status(context, options);
    if (!answer)
        return context.out.fail(answer.error());
    const QJsonArray skills = (*answer)["skills"_L1].toArray();
    for (const QJsonValue &skill : skills) {
        if (skill["name"_L1] != text(options.name))
            continue;
        if (context.out.json())
            context.out.document(skill.toObject());
        context.out.line(context.out.styled(skill["name"_L1].toString(), Style::Bold) + u": "_s +
                         obstacle(skill));
        context.out.line(skill["description"_L1].toString());
        context.out.line(context.out.shortPath(skill["filePath"_L1].toString()));
        return ExitSuccess;
    }
    return context.out.fail({u"there is no skill %1"_s.arg(text(options.name)),
                             context.hint(u"skills list"_s), ErrorKind::NotFound});
}

int check(CommandContext &context, const SkillOptions &options)
{
    const auto answer = status(context, options);
    if (!answer)
        return context.out.fail(answer.error());
    QJsonArray ready;
    QJsonArray missing;
    const QJsonArray skills = (*answer)["skills"_L1].toArray();
    for (const QJsonValue &skill : skills) {
        if (skill["eligible"_L1].toBool())
            ready += skill["name"_L1];
        else
            missing += QJsonObject{{"name"_L1, skill["name"_L1]}, {"reason"_L1, obstacle(skill)}};
    }
    if (context.out.json())
        context.out.document({{"ready"_L1, ready}, {"missing"_L1, missing}});
    context.out.line(u"%1 ready, %2 not"_s.arg(ready.size()).arg(missing.size()));
    for (const QJsonValue &each : missing)
        context.out.line(u"  %1: %2"_s.arg(each["name"_L1].toString(), each["reason"_L1].toString()));
    return ExitSuccess;
}

} // namespace

void addSkillCommands(CLI::App &root, Action &chosen)
{
    CLI::App *skills = root.add_subcommand("skills", "What agents can read up on");
    skills->require_subcommand(1);
    const auto add = [&](const char *name, const char *description,
                         int (*run)(CommandContext &, const SkillOptions &)) {
        const auto options = std::make_shared<SkillOptions>();
        CLI::App *command = skills->add_subcommand(name, description);
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    const auto [listing, listOptions] = add("list", "Show the skills of the main agent", list);
    listing->add_flag("--eligible", listOptions->eligible, "Only those that can be used here");
    listing->add_flag("--verbose", listOptions->verbose, "Whole descriptions");
    const auto [showing, showOptions] = add("info", "Show one skill", info);
    showing->add_option("name", showOptions->name, "Its name")->type_name("SKILL")->required();
    add("check", "Show what is missing for those that cannot be used", check);
}

} // namespace wsagent
