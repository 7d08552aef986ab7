#include "gateway/agents/tools/findtool.h"

#include "gateway/agents/filewalk.h"
#include "gateway/agents/tools/toolschema.h"
#include "gateway/agents/toolworker.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int most = 1000;

ToolResult find(const QJsonObject &arguments, const ToolContext &context,
                const ToolWorker::Cancelled &cancelled)
{
    PathGuard guard(context);
    const auto root = guard.openDirectory(arguments["path"_L1].toString(u"."_s));
    if (!root)
        return ToolResult::error(root.error().message);
    const PathGlob glob(arguments["pattern"_L1].toString());
    const qsizetype limit = arguments["limit"_L1].toInteger(most);
    QStringList found;
    bool more = false;
    walkTree(guard, root->number(), [&](const WalkEntry &entry) {
        if (glob.matches(entry.path)) {
            more = found.size() == limit;
            if (!more)
                found += entry.isDirectory ? entry.path + u'/' : entry.path;
        }
        return !more && !cancelled();
    });
    const qsizetype count = found.size();
    if (more)
        found += u"[there are more than %1]"_s.arg(limit);
    return ToolResult::text(found.isEmpty() ? u"nothing is found"_s : found.join(u'\n'),
                            {{"count"_L1, count}});
}

} // namespace

Tool findTool(ToolWorker &worker)
{
    return {
        .name = u"find"_s,
        .label = u"Find"_s,
        .summary = u"Find files by name"_s,
        .description = u"Finds files and directories by a glob: * and ? within a name, ** across, {a,b}. A "
                       "pattern without a slash means the name, others the path below."_s,
        .parameters =
            parameterSchema({{u"pattern"_s,
                              u"string"_s,
                              u"For example *.cpp or src/**/test_*"_s,
                              true,
                              {{"minLength"_L1, 1}, {"maxLength"_L1, 1000}}},
                             {u"path"_s, u"string"_s, u"Where to begin; the workspace if not given"_s},
                             {u"limit"_s,
                              u"integer"_s,
                              u"Most entries"_s,
                              false,
                              {{"minimum"_L1, 1}, {"maximum"_L1, 10'000}}}}),
        .hasSideEffect = false,
        .group = u"fs"_s,
        .start = [&worker](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
            return worker.run(
                [arguments, context](const auto &cancelled) { return find(arguments, context, cancelled); },
                done);
        }};
}

} // namespace wsagent
