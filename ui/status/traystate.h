#pragma once

#include "app/supervisor/gatewaystatus.h"

#include <QCoreApplication>

namespace wsagent {

/// What the tray knows of one profile.
struct ProfileView
{
    QString name = {}; ///< display name
    GatewayStatus status = {};
    bool isSupervised = false; ///< a supervisor runs it, or lets the system do so
    int errors = 0;            ///< findings of the last check
    int warnings = 0;
    int requests = 0;     ///< devices and commands that wait for a person
    bool canPair = false; ///< its gateway makes pairing codes

    bool operator==(const ProfileView &) const = default;
};

/// What is shown at a glance; a later one is worse.
enum class TrayState { Stopped, Running, Busy, Warning, Error };

/// Words of the tray. No object: only the place of their translations.
class TrayText
{
    Q_DECLARE_TR_FUNCTIONS(TrayText)

public:
    static QString state(GatewayState state);
    static QString state(TrayState state);
    /// "Running · port 18789 · service"
    static QString stateLine(const ProfileView &profile);
    /// Counts in the first line, below it one line for each profile that is not well; at most four.
    static QString toolTip(const QList<ProfileView> &profiles);
};

enum class ProfileAction;
enum class GlobalAction;

/// What actions are called in menus and on buttons, with the key that chooses them.
class ActionText
{
    Q_DECLARE_TR_FUNCTIONS(ActionText)

public:
    static QString of(ProfileAction action);
    static QString of(GlobalAction action);
};

TrayState trayState(const ProfileView &profile);
/// A gateway that rests does no harm to one that runs.
TrayState worstState(const QList<ProfileView> &profiles);

enum class ProfileAction {
    Start,
    Stop,
    Restart,
    OpenDashboard,
    OpenChat,
    OpenWorkspace,
    ShowLogs,
    CopyUrl,
    CopyPairingCode,
    Settings,
    Check
};

/// What can be done with a profile now.
bool isPossible(ProfileAction action, const ProfileView &profile);

enum class GlobalAction {
    ShowWindow,
    NewProfile,
    Settings,
    PortMap,
    Notifications,
    Logs,
    CheckAll,
    StartAll,
    StopAll,
    HardStop,
    StartAtLogin,
    Diagnostics,
    About,
    Quit
};

bool isPossible(GlobalAction action, const QList<ProfileView> &profiles);

} // namespace wsagent
