#include "gateway/scheduler/cronstore.h"

#include "gateway/base/appendfile.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 16 * 1024 * 1024;
constexpr qint64 ledgerBytes = 2 * 1024 * 1024;
constexpr qsizetype ledgerLines = 2000;

QList<QByteArray> lastLines(const QByteArray &text, qsizetype most)
{
    QList<QByteArray> lines = text.split('\n');
    lines.removeAll({});
    return lines.mid(std::max<qsizetype>(0, lines.size() - most));
}

} // namespace

QJsonObject toJson(const CronRunEntry &entry)
{
    QJsonObject json{{"ts"_L1, entry.ts},
                     {"jobId"_L1, entry.jobId},
                     {"runId"_L1, entry.runId},
                     {"action"_L1, u"finished"_s},
                     {"status"_L1, entry.status},
                     {"runAtMs"_L1, entry.runAtMs},
                     {"durationMs"_L1, entry.durationMs}};
    const std::pair<QLatin1StringView, QString> texts[] = {
        {"error"_L1, entry.error}, {"summary"_L1, entry.summary}, {"sessionKey"_L1, entry.sessionKey}};
    for (const auto &[name, text] : texts) {
        if (!text.isEmpty())
            json.insert(name, text);
    }
    if (entry.nextRunAtMs)
        json.insert("nextRunAtMs"_L1, *entry.nextRunAtMs);
    return json;
}

CronStore::CronStore(QString folder, const std::function<void(const QString &)> &report)
    : m_folder(std::move(folder))
{
    const auto text = readFile(path(), mostBytes);
    if (!text) {
        if (text.error().kind != ErrorKind::NotFound)
            report(text.error().message);
        return;
    }
    const QJsonDocument document = QJsonDocument::fromJson(*text);
    if (!document.isObject()) {
        const QString aside = path() + u".corrupt.%1"_s.arg(QDateTime::currentMSecsSinceEpoch());
        QFile::rename(path(), aside);
        report(u"%1 is no JSON; it was put aside as %2"_s.arg(path(), aside));
        return;
    }
    const QJsonArray jobs = document["jobs"_L1].toArray();
    for (const QJsonValue &json : jobs) {
        if (const auto job = storedCronJob(json.toObject()))
            m_jobs += *job;
        else
            report(
                u"a job of %1 is not understood and stays out: %2"_s.arg(path(), json["id"_L1].toString()));
    }
}

bool CronStore::exists(const QString &folder)
{
    return QFileInfo::exists(folder + "/jobs.json"_L1);
}

QString CronStore::path() const
{
    return m_folder + "/jobs.json"_L1;
}

QString CronStore::ledgerPath(const QString &jobId) const
{
    return u"%1/runs/%2.jsonl"_s.arg(m_folder, jobId);
}

CronJob *CronStore::find(const QString &id)
{
    for (CronJob &job : m_jobs) {
        if (job.id == id)
            return &job;
    }
    return nullptr;
}

Result<void> CronStore::put(const CronJob &job)
{
    const QList<CronJob> before = m_jobs;
    if (CronJob *known = find(job.id))
        *known = job;
    else
        m_jobs += job;
    auto saved = save();
    if (!saved)
        m_jobs = before;
    return saved;
}

Result<void> CronStore::remove(const QString &id)
{
    m_jobs.removeIf([&id](const CronJob &job) { return job.id == id; });
    QFile::remove(ledgerPath(id));
    return save();
}

Result<void> CronStore::save()
{
    if (const auto made = makePrivateDirectory(m_folder); !made)
        return made;
    QJsonArray jobs;
    for (const CronJob &job : std::as_const(m_jobs))
        jobs += toJson(job);
    const QJsonObject document{{"version"_L1, 1}, {"jobs"_L1, jobs}};
    return replaceFile(path(), QJsonDocument(document).toJson());
}

Result<void> CronStore::record(const CronRunEntry &entry)
{
    if (const auto made = makePrivateDirectory(m_folder + "/runs"_L1); !made)
        return made;
    const QString file = ledgerPath(entry.jobId);
    const QByteArray line = QJsonDocument(toJson(entry)).toJson(QJsonDocument::Compact) + '\n';
    if (QFileInfo(file).size() + line.size() > ledgerBytes) {
        const auto text = readFile(file, 2 * ledgerBytes);
        const QList<QByteArray> kept = lastLines(text ? *text : QByteArray(), ledgerLines / 2);
        return replaceFile(file, kept.join('\n') + '\n' + line, Durable::No);
    }
    auto ledger = AppendFile::open(file, AppendFile::Access::Append);
    return ledger ? ledger->append(line) : ledger.error();
}

QList<QJsonObject> CronStore::runs(const QString &jobId) const
{
    QList<QJsonObject> entries;
    const auto text = readFile(ledgerPath(jobId), 2 * ledgerBytes);
    if (!text)
        return entries;
    const QList<QByteArray> lines = lastLines(*text, ledgerLines);
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        if (const QJsonDocument document = QJsonDocument::fromJson(*line); document.isObject())
            entries += document.object();
    }
    return entries;
}

} // namespace wsagent
