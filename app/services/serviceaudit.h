#pragma once

#include "app/services/installedservice.h"
#include "app/services/serviceissue.h"
#include "gateway/instances/profilename.h"

#include <QSet>

namespace wsagent {

/// What the system's manager says of one service.
struct ServiceState
{
    bool isKnown = false; ///< the manager could be asked
    bool isLoaded = false;
    bool isEnabled = false;
    QString status = QStringLiteral("unknown"); ///< "running", "starting", "stopping", "stopped", "failed"
    qint64 pid = 0;
    std::optional<int> lastExit = {};
    int restarts = 0;
    bool isReloadPending = false;   ///< the file is newer than what the manager knows
    bool isDisabledForGood = false; ///< launchd keeps that apart from the file
    QString detail = {};            ///< why it could not be asked, or what the manager adds
};

/// A file that changes a unit from beside it.
struct DropIn
{
    QString file;
    QByteArray text;
};

/// One installed service, and what it ought to be. A value; collecting it is `collectServiceFacts`.
struct ServiceFacts
{
    Platform platform = Platform::Linux;
    ProfileName profile = {};
    QString home = {};
    InstalledService service = {};
    ServiceState state = {};
    QList<DropIn> dropIns = {};
    QString executable = {}; ///< the installed ws-agent; empty: none is known
    bool programExists = true;
    QString stateDir = {};                        ///< of the profile
    int configPort = 0;                           ///< what the pinned config says; 0: nothing
    QHash<QString, QString> environmentFile = {}; ///< content of `gateway.env`
    QString token = {};                           ///< of the config, resolved; for comparison only
    QString password = {};
    std::optional<bool> lingers = {}; ///< nothing: not Linux, or not to be found out

    QString hint(const QString &command) const;
};

/// All findings about one service. Pure; no message holds a secret.
QList<ServiceIssue> auditService(const ServiceFacts &facts);

/// A definition that was found somewhere on this host.
struct FoundService
{
    QString file;
    bool isSystemWide = false;
    InstalledService service = {};
    bool isStale = false; ///< its state directory or its config is gone
    QString task = {};    ///< on Windows: what starts the file

    QString name() const; ///< of the task, or of the file without the folder
    bool isOpenClaw() const;
};

struct RegisteredProfile
{
    QString name;
    QString definitionFile; ///< where its own definition belongs
};

/// Findings about all services of this host together: orphans, stale ones, two for one instance, those of
/// others. Pure.
QList<ServiceIssue> auditHost(Platform platform, const QList<FoundService> &found,
                              const QList<RegisteredProfile> &profiles);

/// The command with which a person removes a definition that belongs to no profile.
QString removalCommand(Platform platform, const FoundService &service);

} // namespace wsagent
