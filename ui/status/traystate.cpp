#include "ui/status/traystate.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostToolTipLines = 4;

bool runsSomehow(const ProfileView &profile)
{
    const GatewayState state = profile.status.state;
    return state != GatewayState::Stopped && state != GatewayState::GaveUp;
}

bool isStoppable(const ProfileView &profile)
{
    const GatewayState state = profile.status.state;
    return profile.isSupervised && runsSomehow(profile) && state != GatewayState::Elsewhere &&
           state != GatewayState::Stopping;
}

bool isStartable(const ProfileView &profile)
{
    return profile.isSupervised && !runsSomehow(profile);
}

bool answers(const ProfileView &profile)
{
    return profile.status.serves() || profile.status.state == GatewayState::Elsewhere;
}

} // namespace

QString TrayText::state(GatewayState state)
{
    switch (state) {
    case GatewayState::Stopped:
        return tr("Stopped");
    case GatewayState::Queued:
        return tr("Waits for its turn");
    case GatewayState::Starting:
        return tr("Starting");
    case GatewayState::Running:
        return tr("Running");
    case GatewayState::Degraded:
        return tr("Running with a problem");
    case GatewayState::Waiting:
        return tr("Ended, starts again");
    case GatewayState::Stopping:
        return tr("Stopping");
    case GatewayState::GaveUp:
        return tr("Failed");
    case GatewayState::Elsewhere:
        return tr("Run by another program");
    }
    Q_UNREACHABLE();
}

QString TrayText::state(TrayState state)
{
    switch (state) {
    case TrayState::Stopped:
        return tr("Stopped");
    case TrayState::Running:
        return tr("Running");
    case TrayState::Busy:
        return tr("Busy");
    case TrayState::Warning:
        return tr("Needs attention");
    case TrayState::Error:
        return tr("Failed");
    }
    Q_UNREACHABLE();
}

QString TrayText::stateLine(const ProfileView &profile)
{
    QStringList parts{state(profile.status.state)};
    if (profile.status.port > 0)
        parts += tr("port %1").arg(profile.status.port);
    if (profile.status.isService)
        parts += tr("service");
    else if (!profile.isSupervised)
        parts += tr("not supervised");
    return parts.join(u" · "_s);
}

QString TrayText::toolTip(const QList<ProfileView> &profiles)
{
    if (profiles.isEmpty())
        return tr("WsAgent: no profile yet");
    const auto running = std::count_if(profiles.begin(), profiles.end(), answers);
    QStringList lines{tr("WsAgent: %1 of %n gateway(s) running", "", int(profiles.size())).arg(running)};
    int left = 0;
    for (const ProfileView &profile : profiles) {
        if (trayState(profile) < TrayState::Warning)
            continue;
        if (lines.size() > mostToolTipLines) {
            ++left;
            continue;
        }
        const QString why = profile.status.message.section(u'\n', 0, 0);
        lines += why.isEmpty() ? tr("%1: %2").arg(profile.name, TrayText::state(trayState(profile)))
                               : tr("%1: %2").arg(profile.name, why);
    }
    if (left > 0)
        lines += tr("and %n more", "", left);
    return lines.join(u'\n');
}

TrayState trayState(const ProfileView &profile)
{
    switch (profile.status.state) {
    case GatewayState::GaveUp:
        return TrayState::Error;
    case GatewayState::Degraded:
    case GatewayState::Waiting:
        return TrayState::Warning;
    default:
        break;
    }
    if (profile.errors > 0 || profile.warnings > 0 || profile.requests > 0)
        return TrayState::Warning;
    switch (profile.status.state) {
    case GatewayState::Queued:
    case GatewayState::Starting:
    case GatewayState::Stopping:
        return TrayState::Busy;
    case GatewayState::Running:
    case GatewayState::Elsewhere:
        return TrayState::Running;
    default:
        return TrayState::Stopped;
    }
}

TrayState worstState(const QList<ProfileView> &profiles)
{
    TrayState worst = TrayState::Stopped;
    for (const ProfileView &profile : profiles)
        worst = std::max(worst, trayState(profile));
    return worst;
}

bool isPossible(ProfileAction action, const ProfileView &profile)
{
    switch (action) {
    case ProfileAction::Start:
        return isStartable(profile);
    case ProfileAction::Stop:
    case ProfileAction::Restart:
        return isStoppable(profile);
    case ProfileAction::OpenDashboard:
    case ProfileAction::OpenChat:
    case ProfileAction::CopyUrl:
        return answers(profile);
    case ProfileAction::CopyPairingCode:
        return answers(profile) && profile.canPair;
    case ProfileAction::OpenWorkspace:
    case ProfileAction::ShowLogs:
    case ProfileAction::Settings:
    case ProfileAction::Check:
        return true;
    }
    Q_UNREACHABLE();
}

bool isPossible(GlobalAction action, const QList<ProfileView> &profiles)
{
    switch (action) {
    case GlobalAction::StartAll:
        return std::any_of(profiles.begin(), profiles.end(), isStartable);
    case GlobalAction::StopAll:
    case GlobalAction::HardStop:
        return std::any_of(profiles.begin(), profiles.end(), isStoppable);
    case GlobalAction::CheckAll:
    case GlobalAction::Diagnostics:
    case GlobalAction::Settings:
        return !profiles.isEmpty();
    default:
        return true;
    }
}

QString ActionText::of(ProfileAction action)
{
    switch (action) {
    case ProfileAction::Start:
        return tr("&Start");
    case ProfileAction::Stop:
        return tr("S&top");
    case ProfileAction::Restart:
        return tr("&Restart");
    case ProfileAction::OpenDashboard:
        return tr("Open &dashboard");
    case ProfileAction::OpenChat:
        return tr("Open &chat");
    case ProfileAction::OpenWorkspace:
        return tr("Open &workspace");
    case ProfileAction::ShowLogs:
        return tr("&Logs");
    case ProfileAction::CopyUrl:
        return tr("Copy &URL");
    case ProfileAction::CopyPairingCode:
        return tr("Copy &pairing code");
    case ProfileAction::Settings:
        return tr("S&ettings…");
    case ProfileAction::Check:
        return tr("Chec&k");
    }
    Q_UNREACHABLE();
}

QString ActionText::of(GlobalAction action)
{
    switch (action) {
    case GlobalAction::ShowWindow:
        return tr("&Overview");
    case GlobalAction::NewProfile:
        return tr("&New profile…");
    case GlobalAction::Settings:
        return tr("S&ettings…");
    case GlobalAction::PortMap:
        return tr("&Port map");
    case GlobalAction::Notifications:
        return tr("Noti&fications");
    case GlobalAction::Logs:
        return tr("&Logs of all profiles");
    case GlobalAction::CheckAll:
        return tr("&Check all profiles");
    case GlobalAction::StartAll:
        return tr("&Start all");
    case GlobalAction::StopAll:
        return tr("S&top all");
    case GlobalAction::HardStop:
        return tr("&Hard stop");
    case GlobalAction::StartAtLogin:
        return tr("Start at lo&gin");
    case GlobalAction::Diagnostics:
        return tr("&Diagnostics…");
    case GlobalAction::About:
        return tr("&About WsAgent");
    case GlobalAction::Quit:
        return tr("&Quit");
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
