#include "ui/window/usageseries.h"

namespace wsagent {

void UsageSeries::add(qint64 atMs, qint64 pid, qint64 cpuMs, qint64 memoryBytes)
{
    if (pid != m_pid) {
        *this = {};
        m_pid = pid;
    }
    if (m_lastMs > 0 && atMs > m_lastMs) // children that have ended are not counted any more
        m_cpuPercent += double(std::max<qint64>(0, cpuMs - m_lastCpuMs)) * 100 / double(atMs - m_lastMs);
    m_memoryBytes += double(memoryBytes);
    m_lastMs = atMs;
    m_lastCpuMs = cpuMs;
    for (QList<double> *values : {&m_cpuPercent, &m_memoryBytes}) {
        if (values->size() > mostLooks)
            values->removeFirst();
    }
}

} // namespace wsagent
