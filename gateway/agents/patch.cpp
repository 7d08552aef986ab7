#include "gateway/agents/patch.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto addMark = "*** Add File: "_L1;
constexpr auto updateMark = "*** Update File: "_L1;
constexpr auto deleteMark = "*** Delete File: "_L1;
constexpr auto moveMark = "*** Move to: "_L1;
constexpr auto endOfFileMark = "*** End of File"_L1;

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        if (line.endsWith(u'\r'))
            line.chop(1);
    }
    return lines;
}

/// Goes through the lines of a patch.
class PatchReader
{
public:
    explicit PatchReader(const QString &text)
        : m_lines(linesOf(text.trimmed()))
    {}

    Result<QList<PatchFile>> read()
    {
        if (m_lines.first().trimmed() != "*** Begin Patch"_L1)
            return wrong(u"the patch has to begin with *** Begin Patch"_s);
        if (m_lines.last().trimmed() != "*** End Patch"_L1 || m_lines.size() < 2)
            return wrong(u"the patch has to end with *** End Patch"_s);
        m_lines.removeLast();
        QList<PatchFile> files;
        for (m_at = 1; m_at < m_lines.size();) {
            if (m_lines[m_at].trimmed().isEmpty()) {
                ++m_at;
                continue;
            }
            const auto file = readFile();
            if (!file)
                return file.error();
            files += *file;
        }
        if (files.isEmpty())
            return wrong(u"the patch changes nothing"_s);
        return files;
    }

private:
    Error wrong(const QString &what) const
    {
        return {u"line %1: %2"_s.arg(m_at + 1).arg(what), {}, ErrorKind::Usage};
    }

    bool isAtMark() const
    {
        const QString &line = m_lines[m_at];
        return line.startsWith(addMark) || line.startsWith(updateMark) || line.startsWith(deleteMark);
    }

    Result<PatchFile> readFile()
    {
        const QString line = m_lines[m_at];
        PatchFile file;
        if (line.startsWith(addMark)) {
            file = {.kind = PatchFile::Kind::Add, .path = line.mid(addMark.size()).trimmed()};
        } else if (line.startsWith(deleteMark)) {
            file = {.kind = PatchFile::Kind::Delete, .path = line.mid(deleteMark.size()).trimmed()};
        } else if (line.startsWith(updateMark)) {
            file = {.kind = PatchFile::Kind::Update, .path = line.mid(updateMark.size()).trimmed()};
        } else {
            return wrong(u"expected *** Add File:, *** Update File: or *** Delete File:"_s);
        }
        if (file.path.isEmpty())
            return wrong(u"the file has no name"_s);
        ++m_at;
        if (file.kind == PatchFile::Kind::Add)
            return readNewFile(file);
        return file.kind == PatchFile::Kind::Update ? readUpdate(file) : Result<PatchFile>(file);
    }

    Result<PatchFile> readNewFile(PatchFile &file)
    {
        for (; m_at < m_lines.size() && !isAtMark(); ++m_at) {
            if (!m_lines[m_at].startsWith(u'+'))
                return wrong(u"a line of a new file has to begin with +"_s);
            file.lines += m_lines[m_at].mid(1);
        }
        return file;
    }

    Result<PatchFile> readUpdate(PatchFile &file)
    {
        if (m_at < m_lines.size() && m_lines[m_at].startsWith(moveMark))
            file.movedTo = m_lines[m_at++].mid(moveMark.size()).trimmed();
        while (m_at < m_lines.size() && !isAtMark()) {
            const auto hunk = readHunk(file.hunks.isEmpty());
            if (!hunk)
                return hunk.error();
            file.hunks += *hunk;
        }
        if (file.hunks.isEmpty() && file.movedTo.isEmpty())
            return wrong(u"the update of %1 changes nothing"_s.arg(file.path));
        return file;
    }

    Result<PatchHunk> readHunk(bool isFirst)
    {
        PatchHunk hunk;
        if (m_lines[m_at].startsWith("@@"_L1))
            hunk.heading = m_lines[m_at++].mid(2).trimmed();
        else if (!isFirst)
            return wrong(u"expected @@ before the next place"_s);
        const qsizetype begin = m_at;
        for (; m_at < m_lines.size() && !isAtMark() && !m_lines[m_at].startsWith("@@"_L1); ++m_at) {
            const QString &line = m_lines[m_at];
            if (line == endOfFileMark) {
                hunk.atEnd = true;
                ++m_at;
                break;
            }
            const QChar kind = line.isEmpty() ? QChar(u' ') : line[0];
            if (kind != u' ' && kind != u'+' && kind != u'-')
                return wrong(u"a line of a change has to begin with a space, + or -"_s);
            if (kind != u'+')
                hunk.before += line.mid(1);
            if (kind != u'-')
                hunk.after += line.mid(1);
        }
        if (m_at == begin)
            return wrong(u"a place without lines"_s);
        return hunk;
    }

    QStringList m_lines;
    qsizetype m_at = 0;
};

QString withoutSpaceAtEnd(const QString &line)
{
    qsizetype size = line.size();
    while (size > 0 && line[size - 1].isSpace())
        --size;
    return line.first(size);
}

using Alike = bool (*)(const QString &, const QString &);

bool isAt(const QStringList &lines, qsizetype at, const QStringList &wanted, Alike alike)
{
    if (at < 0 || at + wanted.size() > lines.size())
        return false;
    return std::equal(wanted.begin(), wanted.end(), lines.begin() + at, alike);
}

/// The place of the lines, exactly, else with other space at the ends of lines, else around them; -1: none.
qsizetype placeOf(const QStringList &lines, qsizetype from, const QStringList &wanted, bool atEnd)
{
    static constexpr Alike ways[] = {
        [](const QString &a, const QString &b) { return a == b; },
        [](const QString &a, const QString &b) { return withoutSpaceAtEnd(a) == withoutSpaceAtEnd(b); },
        [](const QString &a, const QString &b) {
            return a.trimmed() == b.trimmed();
        }};
    for (const Alike alike : ways) {
        if (atEnd) {
            const qsizetype last = lines.size() - wanted.size();
            if (last >= from && isAt(lines, last, wanted, alike))
                return last;
            continue;
        }
        for (qsizetype at = from; at + wanted.size() <= lines.size(); ++at) {
            if (isAt(lines, at, wanted, alike))
                return at;
        }
    }
    return -1;
}

} // namespace

Result<QList<PatchFile>> parsePatch(const QString &text)
{
    return PatchReader(text).read();
}

Result<QString> applyHunks(const QString &content, const QList<PatchHunk> &hunks)
{
    const bool endsLine = content.endsWith(u'\n');
    const QString lineEnd = content.contains("\r\n"_L1) ? u"\r\n"_s : u"\n"_s;
    QStringList lines = content.isEmpty() ? QStringList() : linesOf(endsLine ? content.chopped(1) : content);
    qsizetype from = 0;
    for (const PatchHunk &hunk : hunks) {
        if (!hunk.heading.isEmpty()) {
            const qsizetype heading = placeOf(lines, from, {hunk.heading}, false);
            if (heading < 0)
                return Error{u"no line \"%1\" is found"_s.arg(hunk.heading), {}, ErrorKind::NotFound};
            from = heading + 1;
        }
        // Lines that are only added, without a place, go to the end.
        const bool isPlaced = !hunk.before.isEmpty() || !hunk.heading.isEmpty();
        const qsizetype at = isPlaced ? placeOf(lines, from, hunk.before, hunk.atEnd) : lines.size();
        if (at < 0) {
            return Error{u"these lines are not found:\n%1"_s.arg(hunk.before.join(u'\n').left(500)),
                         {},
                         ErrorKind::NotFound};
        }
        lines.remove(at, hunk.before.size());
        for (qsizetype i = 0; i < hunk.after.size(); ++i)
            lines.insert(at + i, hunk.after[i]);
        from = at + hunk.after.size();
    }
    if (lines.isEmpty())
        return QString();
    return lines.join(lineEnd) + (endsLine || content.isEmpty() ? lineEnd : QString());
}

} // namespace wsagent
