#include "app/cli/lineeditor.h"

namespace wsagent {

namespace {

constexpr char escapeKey = '\x1b';
constexpr qsizetype longestLine = 100'000;
constexpr qsizetype longestHistory = 500;

constexpr char control(char letter)
{
    return char(letter & 0x1f);
}

/// Bytes of the UTF-8 character that begins so; 1 for what begins none.
qsizetype lengthOf(uchar first)
{
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/// The escape sequence at the start: its length, or 0 when its end has not come yet.
qsizetype escapeLength(const QByteArray &bytes)
{
    if (bytes.size() < 2)
        return 0;
    if (bytes[1] != '[' && bytes[1] != 'O')
        return 2;
    for (qsizetype i = 2; i < bytes.size(); ++i) {
        if (bytes[i] >= 0x40 && bytes[i] <= 0x7e)
            return i + 1;
    }
    return bytes.size() > 32 ? bytes.size() : 0; // no sequence that anybody sends
}

} // namespace

QList<LineEditor::Event> LineEditor::feed(const QByteArray &bytes)
{
    QList<Event> events;
    m_pending += bytes;
    while (!m_pending.isEmpty()) {
        if (m_pending.front() == escapeKey) {
            const qsizetype length = escapeLength(m_pending);
            if (length == 0)
                break;
            escape(m_pending.left(length));
            m_pending.remove(0, length);
            continue;
        }
        const qsizetype length = lengthOf(uchar(m_pending.front()));
        if (m_pending.size() < length)
            break;
        const auto characters = QString::fromUtf8(m_pending.left(length)).toUcs4();
        m_pending.remove(0, length);
        for (const uint character : characters)
            key(character, events);
    }
    return events;
}

void LineEditor::key(char32_t character, QList<Event> &events)
{
    switch (character) {
    case '\r':
    case '\n':
        return m_pasting ? insert(QStringLiteral("\n")) : submit(events);
    case control('C'):
        m_line.clear();
        m_cursor = 0;
        events.append({Event::Kind::Interrupt});
        return;
    case control('D'):
        if (m_line.isEmpty())
            events.append({Event::Kind::EndOfInput});
        return;
    case control('A'):
        m_cursor = 0;
        return;
    case control('E'):
        m_cursor = m_line.size();
        return;
    case control('U'):
        m_line.remove(0, std::exchange(m_cursor, 0));
        return;
    case control('K'):
        m_line.truncate(m_cursor);
        return;
    case control('W'):
        return eraseWord();
    case control('H'):
    case 0x7f:
        if (m_cursor > 0) {
            const bool pair = m_cursor > 1 && m_line[m_cursor - 1].isLowSurrogate();
            m_cursor -= pair ? 2 : 1;
            m_line.remove(m_cursor, pair ? 2 : 1);
        }
        return;
    default:
        if (character >= 0x20)
            insert(QString::fromUcs4(&character, 1));
    }
}

void LineEditor::escape(const QByteArray &sequence)
{
    const QByteArray what = sequence.mid(1);
    if (what == "[A")
        recall(-1);
    else if (what == "[B")
        recall(+1);
    else if (what == "[C")
        m_cursor = std::min(m_cursor + 1, m_line.size());
    else if (what == "[D")
        m_cursor = std::max<qsizetype>(m_cursor - 1, 0);
    else if (what == "[H" || what == "OH" || what == "[1~")
        m_cursor = 0;
    else if (what == "[F" || what == "OF" || what == "[4~")
        m_cursor = m_line.size();
    else if (what == "[3~")
        m_line.remove(m_cursor, 1);
    else if (what == "[200~" || what == "[201~")
        m_pasting = what == "[200~"; // line breaks in what is pasted do not send it
    else if (what == "\r")
        insert(QStringLiteral("\n")); // Alt+Enter
}

void LineEditor::submit(QList<Event> &events)
{
    const QString line = std::exchange(m_line, {});
    m_cursor = 0;
    if (!line.trimmed().isEmpty() && m_history.value(m_history.size() - 1) != line)
        m_history += line;
    while (m_history.size() > longestHistory)
        m_history.removeFirst();
    m_place = m_history.size();
    events.append({Event::Kind::Submit, line});
}

void LineEditor::insert(const QString &text)
{
    if (m_line.size() + text.size() > longestLine)
        return;
    m_line.insert(m_cursor, text);
    m_cursor += text.size();
}

void LineEditor::eraseWord()
{
    qsizetype start = m_cursor;
    while (start > 0 && m_line[start - 1].isSpace())
        --start;
    while (start > 0 && !m_line[start - 1].isSpace())
        --start;
    m_line.remove(start, m_cursor - start);
    m_cursor = start;
}

void LineEditor::recall(int step)
{
    const qsizetype place = m_place + step;
    if (place < 0 || place > m_history.size())
        return;
    if (m_place == m_history.size())
        m_draft = m_line;
    m_place = place;
    m_line = place == m_history.size() ? m_draft : m_history[place];
    m_cursor = m_line.size();
}

} // namespace wsagent
