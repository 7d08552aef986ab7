#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace wsagent {

/// SIGTERM, SIGINT and SIGHUP as Qt signals. One object per process.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

signals:
    void endWanted(int number); ///< SIGTERM or SIGINT
    void reloadWanted();        ///< SIGHUP

private:
    void readOne();

    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace wsagent
