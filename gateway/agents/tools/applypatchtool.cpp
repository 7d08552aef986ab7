#include "gateway/agents/tools/applypatchtool.h"

#include "gateway/agents/patch.h"
#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"

#include <QMap>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largest = 10 * 1024 * 1024;

/// What a patch comes to, before anything is written. A path without content is to go.
class Changes
{
public:
    explicit Changes(PathGuard &guard)
        : m_guard(guard)
    {}

    Result<void> add(const PatchFile &file)
    {
        switch (file.kind) {
        case PatchFile::Kind::Add: {
            const QString path = m_guard.absolute(file.path);
            if (m_guard.openFile(path) || m_after.value(path).has_value())
                return Error{u"%1 is there already"_s.arg(file.path)};
            m_after.insert(path, file.lines.isEmpty() ? QString() : file.lines.join(u'\n') + u'\n');
            return {};
        }
        case PatchFile::Kind::Delete: {
            const auto before = content(file.path);
            m_after.insert(m_guard.absolute(file.path), std::nullopt);
            return before ? Result<void>() : before.error();
        }
        case PatchFile::Kind::Update:
            return update(file);
        }
        Q_UNREACHABLE();
    }

    /// Places are asked for first: a file that may not be written stops all of it.
    Result<void> write()
    {
        for (auto it = m_after.begin(); it != m_after.end(); ++it) {
            if (const auto place = m_guard.placeFor(it.key()); !place)
                return place.error();
        }
        for (auto it = m_after.begin(); it != m_after.end(); ++it) {
            const auto done = *it ? m_guard.replace(it.key(), (*it)->toUtf8()) : m_guard.remove(it.key());
            if (!done)
                return done.error();
        }
        return {};
    }

private:
    Result<QString> content(const QString &given)
    {
        const QString path = m_guard.absolute(given);
        if (const auto changed = m_after.constFind(path); changed != m_after.constEnd()) {
            return *changed ? Result<QString>(**changed)
                            : Result<QString>(Error{u"%1 has been deleted"_s.arg(given)});
        }
        const auto bytes = m_guard.content(path, largest);
        return bytes ? Result<QString>(QString::fromUtf8(*bytes)) : Result<QString>(bytes.error());
    }

    Result<void> update(const PatchFile &file)
    {
        const auto before = content(file.path);
        if (!before)
            return before.error();
        const auto after = applyHunks(*before, file.hunks);
        if (!after)
            return Error{u"%1: %2"_s.arg(file.path, after.error().message)};
        const QString path = m_guard.absolute(file.path);
        if (!file.movedTo.isEmpty() && m_guard.absolute(file.movedTo) != path) {
            m_after.insert(path, std::nullopt);
            m_after.insert(m_guard.absolute(file.movedTo), *after);
        } else {
            m_after.insert(path, *after);
        }
        return {};
    }

    PathGuard &m_guard;
    QMap<QString, std::optional<QString>> m_after;
};

ToolResult apply(PathGuard guard, const QString &text)
{
    const auto files = parsePatch(text);
    if (!files)
        return ToolResult::error(files.error().message);
    Changes changes(guard);
    QStringList report;
    for (const PatchFile &file : *files) {
        if (const auto added = changes.add(file); !added)
            return ToolResult::error(u"nothing is changed: %1"_s.arg(added.error().message));
        const QString kind = file.kind == PatchFile::Kind::Add      ? u"A"_s
                             : file.kind == PatchFile::Kind::Delete ? u"D"_s
                                                                    : u"M"_s;
        report += kind + u' ' + file.path + (file.movedTo.isEmpty() ? QString() : u" → "_s + file.movedTo);
    }
    if (const auto written = changes.write(); !written)
        return ToolResult::error(written.error().message);
    return ToolResult::text(report.join(u'\n'));
}

ToolAbort start(const QJsonObject &arguments, const ToolContext &context, const ToolDone &done)
{
    done(apply(PathGuard(context), arguments["input"_L1].toString()));
    return {};
}

} // namespace

Tool applyPatchTool()
{
    return {.name = u"apply_patch"_s,
            .label = u"Patch"_s,
            .summary = u"Change several files at once by a patch"_s,
            .description =
                u"Carries out a patch: *** Begin Patch, then *** Add File: <path> with lines that begin "
                "with +, *** Delete File: <path>, or *** Update File: <path> (then optionally *** Move "
                "to: <path>) with places that begin with @@ and lines that begin with a space, - or +; "
                "at the end *** End Patch. All of it or nothing."_s,
            .parameters = parameterSchema({{u"input"_s,
                                            u"string"_s,
                                            u"The patch"_s,
                                            true,
                                            {{"minLength"_L1, 1}, {"maxLength"_L1, largest}}}}),
            .group = u"fs"_s,
            .start = start};
}

} // namespace wsagent
