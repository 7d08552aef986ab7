#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace wsagent {

/// SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and, when wanted, SIGCHLD as Qt signals. One object per process.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    enum class Children { Untold, Told };

    explicit UnixSignals(Children children = Children::Untold, QObject *parent = nullptr);
    ~UnixSignals() override;

signals:
    void endWanted(int number); ///< SIGTERM or SIGINT
    void reloadWanted();        ///< SIGHUP
    void childEnded();          ///< SIGCHLD; one or more
    void restartWanted();       ///< SIGUSR1 or SIGUSR2

private:
    void readOne();

    Children m_children;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace wsagent
