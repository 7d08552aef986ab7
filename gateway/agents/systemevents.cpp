#include "gateway/agents/systemevents.h"

namespace wsagent {

using namespace Qt::StringLiterals;

bool SystemEvents::add(const QString &sessionKey, const QString &text, const QString &time)
{
    // One line is one thing: what was sent by others must not look like two.
    const QString line = text.simplified().left(longestLine);
    if (line.isEmpty() || (!m_lines.contains(sessionKey) && m_lines.size() >= mostSessions))
        return false;
    QStringList &lines = m_lines[sessionKey];
    if (!lines.isEmpty() && m_last.value(sessionKey) == line)
        return false;
    m_last.insert(sessionKey, line);
    lines += u"System: [%1] %2"_s.arg(time, line);
    while (lines.size() > most)
        lines.removeFirst();
    return true;
}

} // namespace wsagent
