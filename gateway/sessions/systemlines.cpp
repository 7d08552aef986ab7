#include "gateway/sessions/systemlines.h"

namespace wsagent {

bool SystemLines::add(const QString &sessionKey, const QString &line)
{
    // One line is one thing: what was sent by others must not look like two.
    const QString text = line.simplified().left(longestLine);
    if (text.isEmpty() || (!m_lines.contains(sessionKey) && m_lines.size() >= mostSessions))
        return false;
    QStringList &lines = m_lines[sessionKey];
    if (lines.value(lines.size() - 1) == text)
        return true; // said twice in a row is said once
    lines += text;
    while (lines.size() > mostLines)
        lines.removeFirst();
    return true;
}

} // namespace wsagent
