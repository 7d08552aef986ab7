#pragma once

#include "gateway/scheduler/cronjob.h"

#include <QList>

namespace wsagent {

/// What a run of a job came to, as it stands in the ledger.
struct CronRunEntry
{
    QString jobId = {};
    QString runId = {};
    QString status = {}; ///< ok, error, skipped
    QString error = {};
    QString summary = {};
    QString sessionKey = {};
    qint64 runAtMs = 0;
    qint64 durationMs = 0;
    qint64 ts = 0;
    std::optional<qint64> nextRunAtMs = {};
};

QJsonObject toJson(const CronRunEntry &entry);

/// The jobs of an instance, and a ledger of the runs of each: `cron/jobs.json`, `cron/runs/<id>.jsonl`.
class CronStore
{
public:
    /// `folder` is `<state dir>/cron`. A file that cannot be read is put aside, and `report` told.
    CronStore(QString folder, const std::function<void(const QString &)> &report);

    static bool exists(const QString &folder);
    QString path() const;

    const QList<CronJob> &jobs() const { return m_jobs; }
    CronJob *find(const QString &id);
    Result<void> put(const CronJob &job); ///< new or changed
    Result<void> remove(const QString &id);

    Result<void> record(const CronRunEntry &entry);
    /// Newest first.
    QList<QJsonObject> runs(const QString &jobId) const;

private:
    Result<void> save();
    QString ledgerPath(const QString &jobId) const;

    QString m_folder;
    QList<CronJob> m_jobs;
};

} // namespace wsagent
