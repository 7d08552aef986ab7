#include "gateway/agents/tools/profilestool.h"

#include "gateway/agents/tools/toolschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// As it is written in the chat.
QString messageOf(const QJsonObject &arguments)
{
    const QString action = arguments["action"_L1].toString();
    const QString profile = arguments["profile"_L1].toString().simplified();
    if (action == "list"_L1)
        return u"/profiles"_s;
    if (action == "fix"_L1)
        return u"/doctor %1 fix"_s.arg(profile);
    if (action == "config-diff"_L1 || action == "config-restore"_L1)
        return u"/config %1 %2"_s.arg(profile, action.section(u'-', 1));
    return u"/%1 %2"_s.arg(action, profile);
}

ToolAbort start(const ProfileCommand &command, const QJsonObject &arguments, const ToolContext &context,
                const ToolDone &done)
{
    if (!context.isOwner) {
        done(ToolResult::error(u"only the owner may have something done with other instances"_s));
        return {};
    }
    const auto run = command(messageOf(arguments));
    if (!run) {
        done(ToolResult::error(u"\"profile\" is missing: the name of the other instance"_s));
        return {};
    }
    const UnstoppableCall call(done);
    run([call](const QString &text) { call.answer(ToolResult::text(text)); });
    return call.abort();
}

} // namespace

Tool profilesTool(const ProfileCommand &command)
{
    const QJsonArray actions{u"list"_s,        u"status"_s,         u"logs"_s,  u"doctor"_s, u"fix"_s,
                             u"config-diff"_s, u"config-restore"_s, u"start"_s, u"stop"_s,   u"restart"_s};
    return {
        .name = u"profiles"_s,
        .label = u"Profiles"_s,
        .summary = u"Look after the other gateways that this one watches"_s,
        .description = u"Look after other gateways of this computer. Look first (status, logs, doctor, "
                       "config-diff); change something (fix, config-restore, start, stop, restart) only when "
                       "the owner wants that."_s,
        .parameters = parameterSchema({{.name = u"action"_s,
                                        .type = u"string"_s,
                                        .description = u"What to do"_s,
                                        .required = true,
                                        .more = {{"enum"_L1, actions}}},
                                       {.name = u"profile"_s,
                                        .type = u"string"_s,
                                        .description = u"Name of the other instance; not for list"_s}}),
        .group = u"agents"_s,
        .start = [command](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
            return start(command, arguments, context, done);
        }};
}

} // namespace wsagent
