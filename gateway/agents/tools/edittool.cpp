#include "gateway/agents/tools/edittool.h"

#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largest = 10 * 1024 * 1024;

ToolResult edit(PathGuard guard, const QString &path, QByteArray before, QByteArray after)
{
    auto content = guard.content(path, largest);
    if (!content)
        return ToolResult::error(content.error().message);
    if (!content->contains(before) && content->contains("\r\n") && !before.contains("\r\n")) {
        before.replace("\n", "\r\n");
        after.replace("\n", "\r\n");
    }
    const qsizetype at = content->indexOf(before);
    if (at < 0)
        return ToolResult::error(u"the text to replace is not in %1; read it again"_s.arg(path));
    if (content->indexOf(before, at + 1) >= 0) {
        return ToolResult::error(
            u"the text to replace is in %1 more than once; give more of what is around it"_s.arg(path));
    }
    const auto line = content->first(at).count('\n') + 1;
    content->replace(at, before.size(), after);
    if (const auto written = guard.replace(path, *content); !written)
        return ToolResult::error(written.error().message);
    return ToolResult::text(u"changed %1 at line %2"_s.arg(path).arg(line), {{"line"_L1, line}});
}

ToolAbort start(const QJsonObject &arguments, const ToolContext &context, const ToolDone &done)
{
    done(edit(PathGuard(context), arguments["path"_L1].toString(),
              arguments["oldText"_L1].toString().toUtf8(), arguments["newText"_L1].toString().toUtf8()));
    return {};
}

} // namespace

Tool editTool()
{
    return {.name = u"edit"_s,
            .label = u"Edit"_s,
            .summary = u"Replace one exact piece of text in a file"_s,
            .description = u"Replaces oldText, which has to be in the file exactly once, by newText."_s,
            .parameters =
                parameterSchema({{u"path"_s,
                                  u"string"_s,
                                  u"Absolute, or relative to the workspace"_s,
                                  true,
                                  {{"minLength"_L1, 1}}},
                                 {u"oldText"_s,
                                  u"string"_s,
                                  u"What is there now, to the character"_s,
                                  true,
                                  {{"minLength"_L1, 1}}},
                                 {u"newText"_s, u"string"_s, u"What is to be there instead"_s, true}}),
            .group = u"fs"_s,
            .start = start};
}

} // namespace wsagent
