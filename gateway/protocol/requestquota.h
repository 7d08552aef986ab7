#pragma once

#include <QtGlobal>

namespace wsagent {

/// How many requests one client may leave unanswered, and of what size together (`gateway-protocol.md` 1.1):
/// then the next one is refused, and has not run.
class RequestQuota
{
public:
    static constexpr int mostRequests = 256;
    static constexpr qint64 mostBytes = 50 * 1024 * 1024;

    /// False when there is no room. A request that is let in has to be given back with `end`.
    bool begin(qint64 bytes)
    {
        if (m_requests >= mostRequests || m_bytes + bytes > mostBytes)
            return false;
        ++m_requests;
        m_bytes += bytes;
        return true;
    }
    void end(qint64 bytes)
    {
        --m_requests;
        m_bytes -= bytes;
    }
    int open() const { return m_requests; }

private:
    int m_requests = 0;
    qint64 m_bytes = 0;
};

} // namespace wsagent
