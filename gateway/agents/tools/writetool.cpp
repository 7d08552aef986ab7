#include "gateway/agents/tools/writetool.h"

#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int largest = 10 * 1024 * 1024;

ToolAbort start(const QJsonObject &arguments, const ToolContext &context, const ToolDone &done)
{
    const QString path = arguments["path"_L1].toString();
    const QByteArray content = arguments["content"_L1].toString().toUtf8();
    const auto written = PathGuard(context).replace(path, content);
    done(written ? ToolResult::text(u"wrote %1 bytes to %2"_s.arg(content.size()).arg(path))
                 : ToolResult::error(written.error().message));
    return {};
}

} // namespace

Tool writeTool()
{
    return {.name = u"write"_s,
            .label = u"Write"_s,
            .summary = u"Write a whole file; parents are made"_s,
            .parameters = parameterSchema({{u"path"_s,
                                            u"string"_s,
                                            u"Absolute, or relative to the workspace"_s,
                                            true,
                                            {{"minLength"_L1, 1}}},
                                           {u"content"_s,
                                            u"string"_s,
                                            u"The new content of the file"_s,
                                            true,
                                            {{"maxLength"_L1, largest}}}}),
            .group = u"fs"_s,
            .start = start};
}

} // namespace wsagent
