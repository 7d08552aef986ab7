#pragma once

#include "app/services/serviceaudit.h"
#include "app/services/servicespec.h"
#include "app/services/toolrun.h"
#include "gateway/base/result.h"

#include <memory>

namespace wsagent {

/// Where services of this user live, as far as it does not follow from the profile.
struct ServicePlaces
{
    QString home = {};
    QString configHome = {}; ///< ~/.config; Linux only
    QString account = {};    ///< the user's name
    qint64 userId = 0;
};

/// The program of the operating system that keeps services running: systemd, launchd or the Task Scheduler.
/// All three are compiled everywhere and differ in the programs they run, so each can be tested everywhere.
class ServiceManager
{
public:
    virtual ~ServiceManager() = default;

    virtual Platform platform() const = 0;
    virtual QString name() const = 0; ///< for people
    /// Whether there is a manager to talk to; the error says what to do otherwise.
    virtual Result<void> reachable() const = 0;

    virtual QString definitionFile(const ServiceSpec &spec) const = 0;
    virtual Result<QByteArray> definition(const ServiceSpec &spec) const = 0;
    virtual ServiceState query(const ServiceNames &names) const = 0;

    /// What its owner should know of how it is installed; empty: nothing.
    virtual QString notice(const ServiceNames &) const { return {}; }

    /// Writes the definition, makes it start with the session, and starts it anew.
    virtual Result<void> install(const ServiceSpec &spec) const = 0;
    /// Takes it away; it must have been stopped.
    virtual Result<void> uninstall(const ServiceSpec &spec) const = 0;
    virtual Result<void> start(const ServiceSpec &spec) const = 0;
    /// `forGood`: it does not start at the next login either.
    virtual Result<void> stop(const ServiceSpec &spec, bool forGood) const = 0;
    /// `detached`: whoever asks belongs to the service and ends with it.
    virtual Result<void> restart(const ServiceSpec &spec, bool detached) const = 0;
};

std::unique_ptr<ServiceManager> systemdManager(ServicePlaces places, RunTool run);
std::unique_ptr<ServiceManager> launchdManager(ServicePlaces places, RunTool run);
/// `waitForEnd`: whether the gateway that works in this state directory has ended; waits for it.
std::unique_ptr<ServiceManager> taskManager(ServicePlaces places, RunTool run,
                                            std::function<bool(const QString &stateDir)> waitForEnd = {});
/// The one of this system.
std::unique_ptr<ServiceManager> serviceManager(ServicePlaces places, RunTool run);

/// Whether the services of the user outlive the session; nothing when that cannot be found out.
std::optional<bool> lingers(const QString &account, const RunTool &run);

/// Puts a definition into its place: private, as one step, the one before kept as `<file>.bak`.
Result<void> replaceDefinition(const QString &file, const QByteArray &text);

/// Runs one step; `action` says what for in the error.
Result<void> runStep(const RunTool &run, const QString &program, const QStringList &arguments,
                     const QString &action);

} // namespace wsagent
