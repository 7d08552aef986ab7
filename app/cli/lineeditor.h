#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// What somebody types on a terminal in raw mode, as a line that can be edited, and a history. Knows no
/// terminal: keys come in as bytes, in whatever pieces.
class LineEditor
{
public:
    struct Event
    {
        enum class Kind { Submit, Interrupt, Escape, EndOfInput };

        Kind kind = Kind::Submit;
        QString line = {};
        bool operator==(const Event &) const = default;
    };

    QList<Event> feed(const QByteArray &bytes);

    /// Whether the last byte was Escape: the key, unless more follows at once.
    bool mayBeEscape() const { return m_pending == QByteArrayView("\x1b"); }
    /// Nothing has followed: it was the key.
    Event takeEscape()
    {
        m_pending.clear();
        return {Event::Kind::Escape};
    }

    const QString &line() const { return m_line; }
    qsizetype cursor() const { return m_cursor; } ///< in QChars, from the start of the line

private:
    void key(char32_t character, QList<Event> &events);
    void escape(const QByteArray &sequence);
    void submit(QList<Event> &events);
    void insert(const QString &text);
    void eraseWord();
    void recall(int step);

    QString m_line;
    qsizetype m_cursor = 0;
    QStringList m_history;
    qsizetype m_place = 0; ///< in the history; its size: the line that is being written
    QString m_draft;
    QByteArray m_pending; ///< the beginning of a character or an escape sequence
    bool m_pasting = false;
};

} // namespace wsagent
