#include "gateway/agents/tools/readtool.h"

#include "gateway/agents/imagetype.h"
#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"

#include <QFile>

#include <cstdio>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostLines = 2000;
constexpr qsizetype mostBytes = 50 * 1024;
constexpr qint64 largestImage = 5 * 1024 * 1024;
constexpr qint64 farthest = 64 * 1024 * 1024; ///< how much of a file is skipped to come to a line

ToolResult image(QFile &file, const QString &type, const QString &path)
{
    if (file.size() > largestImage) {
        return ToolResult::error(u"%1 is an image of %2 bytes; at most %3 can be shown"_s.arg(path)
                                     .arg(file.size())
                                     .arg(largestImage));
    }
    file.seek(0);
    return ToolResult::image(file.read(largestImage), type, u"%1 (%2)"_s.arg(path, type));
}

/// Some lines of a file, and what to say about the rest.
ToolResult lines(QFile &file, qint64 first, qint64 wanted)
{
    qint64 number = 1;
    while (number < first && !file.atEnd() && file.pos() < farthest) {
        // In pieces: one line may be longer than the memory.
        if (file.readLine(64 * 1024).endsWith('\n'))
            ++number;
    }
    if (number < first) {
        return ToolResult::error(file.atEnd() ? u"the file has %1 lines only"_s.arg(number)
                                              : u"that line is too far behind; use grep or exec"_s);
    }
    QByteArray text;
    while (number < first + wanted && !file.atEnd() && text.size() < mostBytes) {
        const QByteArray piece = file.readLine(mostBytes - text.size() + 1);
        if (piece.isEmpty())
            break;
        text += piece;
        if (piece.endsWith('\n'))
            ++number;
    }
    const bool more = !file.atEnd();
    QString shown = QString::fromUtf8(text);
    if (more && !text.endsWith('\n'))
        shown += u"\n[line %1 is longer and cut here; use exec to see the rest]"_s.arg(number);
    else if (more)
        shown += u"[there is more: continue with offset %1]"_s.arg(number);
    return ToolResult::text(shown, {{"fromLine"_L1, first}, {"nextLine"_L1, number}, {"more"_L1, more}});
}

ToolAbort start(const QJsonObject &arguments, const ToolContext &context, const ToolDone &done)
{
    const QString path = arguments["path"_L1].toString();
    PathGuard guard(context);
    auto opened = guard.openFile(path);
    QFile file;
    if (!opened) {
        done(ToolResult::error(opened.error().message));
    } else if (!file.open(opened->number(), QIODevice::ReadOnly)) {
        done(ToolResult::error(u"%1 cannot be read: %2"_s.arg(path, file.errorString())));
    } else if (const QByteArray head = file.peek(8192); const auto type = imageType(head)) {
        done(image(file, *type, path));
    } else if (head.contains('\0')) {
        done(ToolResult::error(u"%1 is not text (%2 bytes)"_s.arg(path).arg(file.size())));
    } else {
        done(lines(file, arguments["offset"_L1].toInteger(1),
                   std::min(arguments["limit"_L1].toInteger(mostLines), mostLines)));
    }
    return {};
}

} // namespace

Tool readTool()
{
    return {
        .name = u"read"_s,
        .label = u"Read"_s,
        .summary = u"Read a text file by lines, or an image"_s,
        .description = u"Reads a file. Text is cut after 2000 lines or 50 KB; continue with offset. Images "
                       "(PNG, JPEG, GIF, WebP) are shown."_s,
        .parameters =
            parameterSchema({{u"path"_s,
                              u"string"_s,
                              u"Absolute, or relative to the workspace"_s,
                              true,
                              {{"minLength"_L1, 1}}},
                             {u"offset"_s, u"integer"_s, u"First line, from 1"_s, false, {{"minimum"_L1, 1}}},
                             {u"limit"_s, u"integer"_s, u"How many lines"_s, false, {{"minimum"_L1, 1}}}}),
        .hasSideEffect = false,
        .group = u"fs"_s,
        .start = start};
}

} // namespace wsagent
