#pragma once

#include "gateway/scheduler/cronstore.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace wsagent {

struct CronSettings
{
    bool enabled = true;
    bool skipsMissed = false;
    int mostAtOnce = 1;

    static CronSettings from(const QJsonObject &cron);
};

/// How a run of a job went.
struct CronResult
{
    QString status = QStringLiteral("ok");
    QString error = {};
    QString summary = {};
    QString sessionKey = {};
};

/// What carries jobs out, and who is told.
struct CronHooks
{
    using Done = std::function<void(const CronResult &)>;

    std::function<void(const CronJob &job, const QString &runId, const Done &done)> run = {};
    std::function<void(const QJsonObject &payload)> announce = {}; ///< event `cron`
    std::function<void(const QString &sentence)> report = {};
    std::function<qint64()> now = {};
};

/// Starts jobs when they are due. One timer, for the next of them; none when nothing is planned. A run is
/// noted on the disk before it begins, so that it is never begun twice.
class CronService : public QObject
{
    Q_OBJECT

public:
    CronService(const QString &folder, CronSettings settings, CronHooks hooks, QObject *parent = nullptr);

    /// What a gateway before this one has left running, and what was missed while none was there.
    void start();
    void setSettings(const CronSettings &settings);

    CronStore &store() { return m_store; }
    const CronSettings &settings() const { return m_settings; }
    Result<CronJob> add(const QJsonObject &params);
    Result<CronJob> update(const QString &id, const QJsonObject &patch);
    Result<void> remove(const QString &id);
    /// The id of the run; nothing when it is not due and `force` is not set, or it runs already.
    std::optional<QString> runNow(const QString &id, bool force);
    std::optional<qint64> nextWake() const;

private:
    void arm();
    void fire();
    void begin(CronJob job, const QString &runId);
    void ended(const QString &id, const QString &runId, qint64 startedAt, const CronResult &result);
    void recoverRunning(CronJob job);
    void missed(CronJob job);
    void save(const CronJob &job);
    void announce(const CronJob &job, const QString &action, QJsonObject more = {});

    CronStore m_store;
    CronSettings m_settings;
    CronHooks m;
    QTimer m_timer;
    QHash<QString, QString> m_running; ///< job → run
};

} // namespace wsagent
