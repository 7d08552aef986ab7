#pragma once

#include <QList>

namespace wsagent {

/// How much of a processor and of the memory a gateway has taken, look by look.
class UsageSeries
{
public:
    static constexpr qsizetype mostLooks = 120;

    /// `cpuMs`: processor time since its start. Another process begins anew.
    void add(qint64 atMs, qint64 pid, qint64 cpuMs, qint64 memoryBytes);

    const QList<double> &cpuPercent() const { return m_cpuPercent; } ///< of one processor
    const QList<double> &memoryBytes() const { return m_memoryBytes; }

private:
    QList<double> m_cpuPercent;
    QList<double> m_memoryBytes;
    qint64 m_pid = 0;
    qint64 m_lastMs = 0;
    qint64 m_lastCpuMs = 0;
};

} // namespace wsagent
