#pragma once

#include "gateway/rescue/watchstate.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QTcpSocket;

namespace wsagent {

/// Looks after other instances of this host (`rescue.watch`, D11): their runtime files and probes, every two
/// seconds. Says what the owner should know.
class RescueWatch : public QObject
{
    Q_OBJECT

public:
    /// `stateDirOf`: where an instance keeps its state; empty when there is none of that name.
    RescueWatch(const QStringList &profiles, std::function<QString(const QString &profile)> stateDirOf,
                QObject *parent = nullptr);
    ~RescueWatch() override;

    WatchCondition condition(const QString &profile) const;
    /// A command is about to end its gateway, or to start it.
    void excuse(const QString &profile);

signals:
    void noticed(const QString &profile, const QString &text);

private:
    struct Watched
    {
        QString profile;
        QString stateDir;
        WatchState state;
        std::unique_ptr<QTcpSocket> probe; ///< of the present look
        WatchObservation seen;
    };

    Watched *find(const QString &profile) const;
    void lookAtAll();
    void begin(Watched &watched);
    void ask(Watched &watched, quint16 port, bool isEncrypted);
    void finish(Watched &watched);

    std::function<QString(const QString &profile)> m_stateDirOf;
    std::vector<std::unique_ptr<Watched>> m_watched;
    QTimer m_timer;
    QElapsedTimer m_clock;
};

} // namespace wsagent
