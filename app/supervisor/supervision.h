#pragma once

#include "app/supervisor/localsupervisor.h"
#include "app/supervisor/supervisorclient.h"
#include "gateway/base/filewatcher.h"

#include <QMap>

namespace wsagent {

/// The one supervisor of this user, wherever it runs. One that runs already is attached to and left alone;
/// otherwise this process becomes it (D1, D2).
class Supervision : public QObject
{
    Q_OBJECT

public:
    enum class Mode {
        None,     ///< the one that ran has ended; nobody looks after the gateways
        Attached, ///< another process is the supervisor
        Own       ///< this process is
    };
    Q_ENUM(Mode)

    using Usage = std::function<void(const QList<QJsonObject> &profiles)>;

    /// `program`: absolute path of `ws-agent`.
    Supervision(InstanceSelection user, QString program, QObject *parent = nullptr);
    ~Supervision() override;

    /// Attaches, or becomes the supervisor.
    void begin();

    Mode mode() const { return m_mode; }
    QList<GatewayStatus> statuses() const { return m_statuses.values(); }
    /// Gateways that would end with this process.
    int childCount() const { return m_local ? m_local->childCount() : 0; }

    /// What cannot be done is told by `failed`. `drainMs` negative: the usual time.
    void change(ControlVerb verb, const QString &profile, int drainMs = -1);
    /// Processor time and memory, as `supervisor status --json` has them. Nothing while there is no
    /// supervisor.
    void readUsage(Usage usage);
    /// Stops the gateways of this process, not those of others; `ended` follows.
    void end(std::chrono::milliseconds drain);

signals:
    void modeChanged();
    void changed(const wsagent::GatewayStatus &status);
    void removed(const QString &profile);
    void failed(const QString &profile, const wsagent::Error &error);
    void warned(const QString &warning);
    void ended();

private:
    bool attach();
    void becomeOne();
    void onLost();
    void setMode(Mode mode);
    void take(const GatewayStatus &status);

    InstanceSelection m_user;
    QString m_program;
    SupervisorPlace m_place;
    Mode m_mode = Mode::None;
    std::unique_ptr<LocalSupervisor> m_local;
    std::unique_ptr<SupervisorClient> m_client;
    FileWatcher m_another; ///< that comes after the one that ended
    QMap<QString, GatewayStatus> m_statuses;
    bool m_isEnding = false;
};

} // namespace wsagent
