#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace wsagent {

/// Lines that a session is told of with its next message: a command has ended, a job is due.
class SystemEvents
{
public:
    static constexpr qsizetype most = 20;          ///< of one session; the oldest goes
    static constexpr qsizetype mostSessions = 100; ///< then lines for another one are not taken
    static constexpr qsizetype longestLine = 2000; ///< characters; cut behind

    /// The same line twice in a row is one. False: it was there already, or is not taken.
    bool add(const QString &sessionKey, const QString &text, const QString &time);
    QStringList take(const QString &sessionKey) { return m_lines.take(sessionKey); }
    bool isEmpty(const QString &sessionKey) const { return m_lines.value(sessionKey).isEmpty(); }
    QStringList waiting(const QString &sessionKey) const { return m_lines.value(sessionKey); }

private:
    QHash<QString, QStringList> m_lines;
    QHash<QString, QString> m_last; ///< its text, without the time
};

} // namespace wsagent
