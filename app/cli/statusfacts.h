#pragma once

#include "app/cli/gatewaycall.h"
#include "app/cli/servicereport.h"
#include "app/doctor/securityaudit.h"

namespace wsagent {

/// A conversation, as its index on the disk knows it.
struct KnownSession
{
    QString key;
    QString agent;
    qint64 updatedAt = 0; ///< ms since 1970

    bool operator==(const KnownSession &) const = default;
};

/// Everything `status` shows of the selected profile.
struct StatusFacts
{
    QString name = {};
    LoadedConfig loaded = {};
    Fleet fleet = {};
    std::optional<RuntimeFile> runtime = {};
    std::optional<Error> error = {}; ///< why it did not answer
    QJsonObject server = {};         ///< what it said of itself
    qint64 latencyMs = 0;
    QList<KnownSession> sessions = {}; ///< the newest first; of a running gateway not all
    qsizetype sessionCount = 0;
    std::optional<ServiceReport> service = {}; ///< asked of the system
    QList<SecurityFinding> security = {};
    QJsonValue usage = QJsonValue::Undefined;
    QJsonValue channels = QJsonValue::Undefined; ///< as the gateway sees them
    QStringList logTail = {};

    const FleetMember *member() const { return fleet.find(name); }
    bool isReachable() const { return runtime && !error; }
    /// It runs on an older config, as the present one is broken (D3).
    bool isDegraded() const { return runtime && !loaded.isValid(); }
};

struct StatusWishes
{
    bool everything = false; ///< a report to paste
    bool deep = false;
    bool usage = false;
    bool verbose = false; ///< also what the other profiles and the safety of this one are about
    int timeout = 10'000; ///< ms
};

/// Reads only. Asks the gateway when one runs, and the service manager only when it was wished for: that
/// takes longer than all the rest.
StatusFacts collectStatus(CommandContext &context, const StatusWishes &wishes);

/// The sessions in the indexes below a state directory.
QList<KnownSession> knownSessions(const QString &stateDir);

QJsonObject statusToJson(const CommandContext &context, const StatusFacts &facts, const StatusWishes &wishes);
/// With the audit of its safety when it was wished for, else only the counts.
void printStatus(const CommandContext &context, const StatusFacts &facts, const StatusWishes &wishes);

} // namespace wsagent
