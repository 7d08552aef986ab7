#pragma once

#include <QObject>
#include <QThreadPool>

namespace wsagent {

/// A thread for what waits: for a lock, for the disk. Jobs run one after the other, or so many at a time;
/// what comes out of each is handed over on the thread that owns the worker. Threads are made when there is a
/// job for them and go after idle time. The end of a worker waits for the jobs that run, and drops the others
/// together with what was to follow them.
class Worker : public QObject
{
public:
    explicit Worker(int threads = 1, QObject *parent = nullptr)
        : QObject(parent)
    {
        m_pool.setMaxThreadCount(threads);
    }
    ~Worker() override
    {
        m_pool.clear();
        m_pool.waitForDone();
    }
    Q_DISABLE_COPY_MOVE(Worker)

    /// Both have to be copyable. The job must not touch anything that the owner's thread works with.
    template <typename Job, typename Done>
    void run(Job job, Done done)
    {
        m_pool.start([this, job = std::move(job), done = std::move(done)]() mutable {
            QMetaObject::invokeMethod(
                this, [done = std::move(done), result = job()]() mutable { done(std::move(result)); },
                Qt::QueuedConnection);
        });
    }

    /// Waits for the jobs it has been given. What is to follow them comes when the owner's thread is free.
    void finish() { m_pool.waitForDone(); }

private:
    QThreadPool m_pool;
};

} // namespace wsagent
