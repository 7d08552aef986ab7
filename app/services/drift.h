#pragma once

#include "app/services/serviceaudit.h"
#include "gateway/instances/runtimefile.h"

namespace wsagent {

/// A gateway that runs, as the system shows it.
struct LiveProcess
{
    QStringList command = {};
    QHash<QString, QString> environment = {};
    RuntimeFile runtime = {}; ///< what it says of itself
};

/// One fact about an instance in each place that claims to know it. Empty: that place says nothing about it.
struct DriftRow
{
    QString what;
    QString unit = {};        ///< the definition on the disk
    QString arguments = {};   ///< the command line of the process
    QString environment = {}; ///< its variables
    QString config = {};      ///< what this command would start
    QString process = {};     ///< what the gateway says of itself

    /// Whether two places that say something say different things.
    bool hasDrifted() const;
    bool operator==(const DriftRow &) const = default;
};

/// Compares them all. Pure. Without a service or a process their columns stay empty.
QList<DriftRow> driftTable(const QList<DriftRow> &wanted, const ServiceFacts *service,
                           const LiveProcess *process);

/// What the config of an instance wants: rows with only that column filled.
QList<DriftRow> wantedRows(const QString &profile, int port, const QString &stateDir,
                           const QString &configPath, const QString &executable);

/// The process behind a runtime file; nothing when it cannot be looked at.
std::optional<LiveProcess> readLiveProcess(const RuntimeFile &runtime,
                                           const QString &procRoot = QStringLiteral("/proc"));

} // namespace wsagent
