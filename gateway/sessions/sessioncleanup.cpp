#include "gateway/sessions/sessioncleanup.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 day = 24LL * 60 * 60 * 1000;
constexpr qint64 archiveLifetime = 30 * day;

bool isArchive(const QString &name)
{
    constexpr std::array marks = {".jsonl.deleted."_L1, ".jsonl.reset."_L1, ".jsonl.compacted."_L1};
    return std::any_of(marks.begin(), marks.end(),
                       [&name](QLatin1StringView mark) { return name.contains(mark); });
}

} // namespace

CleanupPlan planCleanup(const QList<SessionRef> &sessions, const QStringList &transcripts,
                        const QList<SessionFile> &files, qint64 now)
{
    CleanupPlan plan;
    QSet<QString> present;
    const QSet<QString> wanted(transcripts.begin(), transcripts.end());
    for (const SessionFile &file : files) {
        present.insert(file.name);
        const qint64 age = now - file.modifiedAt;
        if (isArchive(file.name) && age > archiveLifetime)
            plan.expired += file.name;
        else if (file.name.endsWith(".jsonl"_L1) && !wanted.contains(file.name) && age > day)
            plan.orphans += file.name;
    }
    for (qsizetype i = 0; i < sessions.size(); ++i) {
        if (!present.contains(transcripts.value(i)) && now - sessions[i].entry->updatedAt > day)
            plan.missing += sessions[i].key;
    }
    plan.missing.sort();
    plan.orphans.sort();
    plan.expired.sort();
    return plan;
}

} // namespace wsagent
