#include "app/commandline.h"
#include "app/services/serviceaudit.h"

#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool belongsTo(const FoundService &service, const QList<RegisteredProfile> &profiles)
{
    return std::any_of(profiles.begin(), profiles.end(), [&service](const RegisteredProfile &profile) {
        return profile.definitionFile == service.file;
    });
}

QString shown(const QString &profile)
{
    return profile.isEmpty() ? u"default"_s : profile;
}

bool isRegistered(const QString &profile, const QList<RegisteredProfile> &profiles)
{
    return std::any_of(profiles.begin(), profiles.end(),
                       [&profile](const RegisteredProfile &known) { return known.name == shown(profile); });
}

/// What two definitions must not both start.
QString sharedBy(const FoundService &a, const FoundService &b)
{
    if (!a.service.stateDir().isEmpty() && a.service.stateDir() == b.service.stateDir())
        return a.service.stateDir();
    const auto port = a.service.definition.port();
    return port && port == b.service.definition.port() ? u"port %1"_s.arg(*port) : QString();
}

ServiceIssue openClaw(const FoundService &service)
{
    const auto port = service.service.definition.port();
    const QString where = port ? u" on port %1"_s.arg(*port) : QString();
    return {u"openclaw-service"_s, Severity::Info,
            u"%1 is a service of OpenClaw%2; it is left alone"_s.arg(service.file, where)};
}

/// What root has put there, root takes away.
ServiceIssue removable(Platform platform, QLatin1StringView code, Severity level, const QString &message,
                       const FoundService &service)
{
    ServiceIssue issue{code, level, message, removalCommand(platform, service)};
    if (!service.isSystemWide) {
        issue.mending = Mending::RemoveDefinition;
        issue.definition = service.file;
    }
    return issue;
}

/// Two for one instance. The one in its own place stays; where both are in theirs, they were installed with
/// one port, and each profile has its own in its config.
ServiceIssue duplicate(Platform platform, const FoundService &first, const FoundService &second,
                       const QString &shared, const QList<RegisteredProfile> &profiles)
{
    const QString message = u"%1 and %2 both start %3"_s.arg(first.file, second.file, shared);
    if (!belongsTo(second, profiles))
        return removable(platform, "service-duplicate"_L1, Severity::Error, message, second);
    return {u"service-duplicate"_s, Severity::Error, message,
            commandHint(shown(second.service.profile()), u"gateway install --force"_s)};
}

QList<ServiceIssue> ofOne(Platform platform, const FoundService &service,
                          const QList<RegisteredProfile> &profiles)
{
    if (service.isOpenClaw())
        return {openClaw(service)};
    const bool isOurs = service.service.definition.isOurs();
    const QString profile = shown(service.service.profile());
    if (isOurs && service.isStale)
        return {removable(platform, "service-stale"_L1, Severity::Warning,
                          u"%1 starts the profile %2, whose files are gone"_s.arg(service.file, profile),
                          service)};
    if (isOurs && !isRegistered(service.service.profile(), profiles))
        return {removable(platform, "service-orphan"_L1, Severity::Warning,
                          u"%1 starts the profile %2, which is not registered"_s.arg(service.file, profile),
                          service)};
    return {};
}

} // namespace

QString FoundService::name() const
{
    return task.isEmpty() ? QFileInfo(file).fileName() : task;
}

bool FoundService::isOpenClaw() const
{
    return name().startsWith("openclaw-gateway"_L1) || name().startsWith("ai.openclaw."_L1) ||
           name().startsWith("OpenClaw Gateway"_L1);
}

QString removalCommand(Platform platform, const FoundService &service)
{
    switch (platform) {
    case Platform::Linux:
        return u"systemctl --user disable --now %1 && rm %2"_s.arg(shellWord(service.name()),
                                                                   shellWord(service.file));
    case Platform::MacOs:
        return u"launchctl bootout gui/$(id -u)/%1 && rm %2"_s.arg(
            shellWord(QFileInfo(service.file).completeBaseName()), shellWord(service.file));
    case Platform::Windows:
        return u"schtasks /Delete /F /TN \"%1\""_s.arg(
            service.task.isEmpty() ? service.service.definition.environment.value(
                                         u"WS_AGENT_WINDOWS_TASK_NAME"_s, service.name())
                                   : service.task);
    }
    Q_UNREACHABLE();
}

QList<ServiceIssue> auditHost(Platform platform, const QList<FoundService> &found,
                              const QList<RegisteredProfile> &profiles)
{
    QList<ServiceIssue> issues;
    for (qsizetype i = 0; i < found.size(); ++i) {
        issues += ofOne(platform, found[i], profiles);
        for (qsizetype j = 0; j < i; ++j) {
            if (!found[i].service.definition.isOurs() || !found[j].service.definition.isOurs())
                continue;
            // The one in its own place stays.
            const FoundService &second = belongsTo(found[i], profiles) ? found[j] : found[i];
            const FoundService &first = &second == &found[i] ? found[j] : found[i];
            if (const QString shared = sharedBy(first, second); !shared.isEmpty())
                issues += duplicate(platform, first, second, shared, profiles);
        }
    }
    return issues;
}

} // namespace wsagent
