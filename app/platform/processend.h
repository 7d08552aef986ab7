#pragma once

#include <QObject>
#include <QTimer>

#include <memory>

class QSocketNotifier;

namespace wsagent {

/// Tells when a process that is no child of this one has ended. Needs no polling where the system can tell.
class ProcessEnd : public QObject
{
    Q_OBJECT

public:
    explicit ProcessEnd(qint64 pid, QObject *parent = nullptr);
    ~ProcessEnd() override;

signals:
    void ended();

private:
    qint64 m_pid;
    int m_fd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer; ///< without pidfd
};

} // namespace wsagent
