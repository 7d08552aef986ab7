#include "app/doctor/doctorchecks.h"

#include "app/commandline.h"

#include <QDateTime>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

constexpr qint64 day = 24LL * 60 * 60 * 1000;

QList<DoctorCheck> describe(const TranscriptFacts &transcript)
{
    QList<DoctorCheck> checks;
    if (transcript.isTorn)
        checks += DoctorCheck{u"sessions.torn_line"_s, Status::Warning,
                              u"the last line of %1 was not written to its end"_s.arg(transcript.path),
                              u"nothing to do: the gateway cuts it off when the session is used next"_s};
    if (transcript.damagedLines > 0)
        checks +=
            DoctorCheck{u"sessions.damaged_lines"_s, Status::Warning,
                        u"%1 line(s) of %2 cannot be read and are skipped"_s.arg(transcript.damagedLines)
                            .arg(transcript.path)};
    return checks;
}

QList<DoctorCheck> checkIndex(const SessionFolderFacts &folder, const DoctorFacts &facts)
{
    if (!folder.problem.isEmpty())
        return {
            {u"sessions.index_damaged"_s, Status::Error,
             u"%1; the gateway puts it aside at its next start and begins an empty one"_s.arg(folder.problem),
             u"put a copy of %1 from a backup in its place"_s.arg(folder.index)}};
    QList<DoctorCheck> checks;
    if (folder.damagedChanges > 0)
        checks += DoctorCheck{
            u"sessions.index_changes"_s, Status::Warning,
            u"%1 changes in %2.journal cannot be read"_s.arg(folder.damagedChanges).arg(folder.index)};
    const QString fix = facts.hint(u"sessions cleanup"_s);
    for (const QString &key : folder.lost)
        checks += DoctorCheck{u"sessions.transcript_missing"_s, Status::Warning,
                              u"what was said in %1 is gone: it has no transcript"_s.arg(key), fix};
    for (const QString &key : folder.empty)
        checks += DoctorCheck{u"sessions.never_used"_s, Status::Info,
                              u"nothing was ever said in %1"_s.arg(key), fix};
    for (const QString &path : folder.strays)
        checks += DoctorCheck{u"sessions.stray_transcript"_s, Status::Info,
                              u"%1 belongs to no session"_s.arg(path), fix};
    return checks;
}

QString timeOf(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString renewal(const AccountFacts &account, const DoctorFacts &facts)
{
    const QString name = account.id.section(u':', 1);
    return facts.hint(u"models auth paste-token --provider %1 --profile-id %2 --agent %3"_s.arg(
        shellWord(account.provider), shellWord(name), shellWord(account.agent)));
}

QList<DoctorCheck> describe(const QList<NeededMeans> &missing, const QString &id, const DoctorFacts &facts)
{
    constexpr auto program = "ws-agent "_L1; // who says so does not know for which profile
    const auto fixOf = [&](const QString &fix) {
        return fix.startsWith(program) ? facts.hint(fix.sliced(program.size())) : fix;
    };
    QList<DoctorCheck> checks;
    for (const NeededMeans &means : missing)
        checks += DoctorCheck{id, means.isAsked ? Status::Warning : Status::Info,
                              u"%1: %2"_s.arg(means.what, means.problem), fixOf(means.fix)};
    return checks;
}

} // namespace

QList<DoctorCheck> checkSessions(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const SessionFolderFacts &folder : facts.sessions) {
        checks += checkIndex(folder, facts);
        for (const TranscriptFacts &transcript : folder.damaged)
            checks += describe(transcript);
    }
    if (checks.isEmpty() && !facts.sessions.isEmpty())
        checks += DoctorCheck{u"sessions"_s, Status::Ok, u"each session has its transcript"_s};
    return checks;
}

QList<DoctorCheck> checkAccounts(const DoctorFacts &facts)
{
    QList<DoctorCheck> checks;
    for (const AccountFacts &account : facts.accounts) {
        if (!account.problem.isEmpty())
            checks += DoctorCheck{u"accounts.unreadable"_s, Status::Warning, account.problem,
                                  facts.hint(u"models auth list --agent %1"_s.arg(shellWord(account.agent)))};
        else if (account.expires > 0 && account.expires <= facts.now)
            checks += DoctorCheck{
                u"accounts.expired"_s, Status::Warning,
                u"%1 of agent %2 expired on %3"_s.arg(account.id, account.agent, timeOf(account.expires)),
                renewal(account, facts)};
        else if (account.expires > 0 && account.expires - facts.now < day)
            checks += DoctorCheck{
                u"accounts.expiring"_s, Status::Warning,
                u"%1 of agent %2 expires on %3"_s.arg(account.id, account.agent, timeOf(account.expires)),
                renewal(account, facts)};
    }
    if (checks.isEmpty() && !facts.accounts.isEmpty())
        checks += DoctorCheck{u"accounts"_s, Status::Ok, u"no account has expired"_s};
    return checks;
}

QList<DoctorCheck> checkSandbox(const DoctorFacts &facts)
{
    return describe(facts.missingSandboxes, u"sandbox.impossible"_s, facts);
}

/// A browser that every profile lacks is missing once.
QList<DoctorCheck> checkBrowser(const DoctorFacts &facts)
{
    QList<NeededMeans> missing;
    for (const NeededMeans &means : facts.missingBrowsers) {
        const bool isKnown = std::any_of(missing.begin(), missing.end(), [&means](const NeededMeans &other) {
            return other.problem == means.problem;
        });
        if (!isKnown)
            missing += means;
    }
    return describe(missing, u"browser.executable"_s, facts);
}

} // namespace wsagent
