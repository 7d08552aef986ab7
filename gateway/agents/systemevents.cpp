#include "gateway/agents/systemevents.h"

namespace wsagent {

using namespace Qt::StringLiterals;

bool SystemEvents::add(const QString &sessionKey, const QString &text, const QString &time)
{
    QStringList &lines = m_lines[sessionKey];
    if (!lines.isEmpty() && m_last.value(sessionKey) == text)
        return false;
    m_last.insert(sessionKey, text);
    lines += u"System: [%1] %2"_s.arg(time, text.simplified());
    while (lines.size() > most)
        lines.removeFirst();
    return true;
}

} // namespace wsagent
