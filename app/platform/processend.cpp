#include "app/platform/processend.h"

#include "gateway/instances/processidentity.h"

#include <QSocketNotifier>

#ifdef Q_OS_LINUX
#include <sys/syscall.h>
#endif
#include <unistd.h>

namespace wsagent {

using namespace std::chrono_literals;

ProcessEnd::ProcessEnd(qint64 pid, QObject *parent)
    : QObject(parent)
    , m_pid(pid)
{
#ifdef Q_OS_LINUX
    m_fd = int(::syscall(SYS_pidfd_open, pid_t(pid), 0));
#endif
    if (m_fd >= 0) {
        m_notifier = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
            m_notifier->setEnabled(false);
            emit ended();
        });
        return;
    }
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (processExists(m_pid))
            return;
        m_timer.stop();
        emit ended();
    });
    m_timer.start(1s);
}

ProcessEnd::~ProcessEnd()
{
    m_notifier.reset();
    if (m_fd >= 0)
        ::close(m_fd);
}

} // namespace wsagent
