#include "gateway/agents/tools/lstool.h"

#include "gateway/agents/filewalk.h"
#include "gateway/agents/tools/toolschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int most = 500;

ToolAbort start(const QJsonObject &arguments, const ToolContext &context, const ToolDone &done)
{
    const QString path = arguments["path"_L1].toString(u"."_s);
    PathGuard guard(context);
    const auto directory = guard.openDirectory(path);
    if (!directory) {
        done(ToolResult::error(directory.error().message));
        return {};
    }
    QStringList names = listDirectory(directory->number());
    const qsizetype all = names.size();
    const qsizetype limit = arguments["limit"_L1].toInteger(most);
    if (all > limit) {
        names = names.first(limit);
        names += u"[%1 more]"_s.arg(all - limit);
    }
    done(ToolResult::text(names.isEmpty() ? u"(empty)"_s : names.join(u'\n'), {{"count"_L1, all}}));
    return {};
}

} // namespace

Tool lsTool()
{
    return {.name = u"ls"_s,
            .label = u"List"_s,
            .summary = u"List a directory"_s,
            .description = u"Lists a directory by name: / marks directories, @ links."_s,
            .parameters = parameterSchema({{u"path"_s, u"string"_s, u"The workspace if not given"_s},
                                           {u"limit"_s,
                                            u"integer"_s,
                                            u"Most entries"_s,
                                            false,
                                            {{"minimum"_L1, 1}, {"maximum"_L1, 5000}}}}),
            .hasSideEffect = false,
            .group = u"fs"_s,
            .start = start};
}

} // namespace wsagent
