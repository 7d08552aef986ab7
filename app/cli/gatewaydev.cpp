#include "app/cli/gatewaydev.h"

#include "app/profiles/profilechanges.h"
#include "gateway/config/configwriter.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonArray devAgents()
{
    return {QJsonObject{{"id"_L1, u"dev"_s},
                        {"default"_L1, true},
                        {"identity"_L1, QJsonObject{{"name"_L1, u"Dev"_s}, {"emoji"_L1, u"🔧"_s}}}}};
}

} // namespace

Result<void> ensureDevInstance(CommandContext &context)
{
    const bool isNew = !context.load().exists;
    const auto locked = context.surveyLocked();
    if (!locked)
        return locked.error();
    const auto made = makeInstance({.selection = context.selection,
                                    .currentVariables = true,
                                    .bind = isNew ? u"loopback"_s : QString(),
                                    .firstRun = false},
                                   locked->fleet, context.schema());
    // One that is there may start beside those that rest; what forbids that is looked at when it starts.
    if (!made && !isNew && made.error().error.kind == ErrorKind::Isolation)
        return {};
    if (!made)
        return made.error().error;
    if (!isNew)
        return {};
    const LoadedConfig loaded = context.load();
    const auto written =
        writeConfig(context.source(), context.schema(),
                    {.edits = {JsonEdit{*parseJsonPath(u"agents.list"_s), devAgents()}}, .base = loaded.raw});
    return written ? Result<void>() : written.error();
}

Result<void> throwDevInstanceAway(CommandContext &context)
{
    const QString name = instanceName(context.selection);
    if (name != "dev"_L1)
        return Error{
            u"--reset throws a whole profile away, and does that with the profile dev alone, not with %1"_s
                .arg(name),
            u"ws-agent --profile dev gateway --dev --reset"_s, ErrorKind::Usage};
    const Fleet fleet = context.survey({.listeners = false});
    if (!fleet.find(name))
        return {}; // there is none yet
    const auto plan = planRemoval(name, true, fleet);
    return plan ? removeProfile(name, *plan, context.selection) : plan.error();
}

} // namespace wsagent
