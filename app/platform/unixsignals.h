#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace wsagent {

/// SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2 as Qt signals. One object per process.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

signals:
    void endWanted(int number); ///< SIGTERM or SIGINT
    void reloadWanted();        ///< SIGHUP
    void restartWanted();       ///< SIGUSR1 or SIGUSR2

private:
    void readOne();

    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace wsagent
