#pragma once

#include <QMap>
#include <QStringList>

namespace wsagent {

/// What the agent of a session is to be told with the next message, in the order in which it came: a node
/// says something, a script reports its end. Kept in memory only.
class SystemLines
{
public:
    static constexpr qsizetype mostLines = 20;     ///< of one session; then the oldest has to go
    static constexpr qsizetype mostSessions = 100; ///< then lines for another one are not taken
    static constexpr qsizetype longestLine = 2000; ///< characters; cut behind

    /// False when it is not taken.
    bool add(const QString &sessionKey, const QString &line);
    /// What waits, without taking it.
    QStringList waiting(const QString &sessionKey) const { return m_lines.value(sessionKey); }
    QStringList take(const QString &sessionKey) { return m_lines.take(sessionKey); }

private:
    QMap<QString, QStringList> m_lines;
};

} // namespace wsagent
