#include "app/platform/loginitem.h"
#include "app/profiles/fleet.h"
#include "gateway/base/version.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/usersenvironment.h"
#include "ui/tray/trayapplication.h"
#include "ui/window/findingswindow.h"
#include "ui/window/mainwindow.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageBox>
#include <QProcess>
#include <QStandardPaths>
#include <QUrl>

// What the items of the menus do.

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestReason = 400;

} // namespace

void TrayApplication::act(ProfileAction action, const QString &profile)
{
    switch (action) {
    case ProfileAction::Start:
        return m_supervision.change(ControlVerb::Start, profile);
    case ProfileAction::Stop:
        return m_supervision.change(ControlVerb::Stop, profile);
    case ProfileAction::Restart:
        return m_supervision.change(ControlVerb::Restart, profile);
    case ProfileAction::OpenDashboard:
        return openAddress(profile, false);
    case ProfileAction::OpenChat:
        return showChat(profile);
    case ProfileAction::OpenWorkspace:
        return openWorkspace(profile);
    case ProfileAction::ShowLogs:
        return showLogs(profile);
    case ProfileAction::CopyUrl:
        return openAddress(profile, true);
    case ProfileAction::CopyPairingCode:
        return copyPairingCode(profile);
    case ProfileAction::Settings:
        return showSettings(profile, {});
    case ProfileAction::Check:
        return check(profile);
    }
}

void TrayApplication::actForAll(GlobalAction action)
{
    switch (action) {
    case GlobalAction::ShowWindow:
        return showWindow();
    case GlobalAction::NewProfile:
        return showNewProfile();
    case GlobalAction::Settings:
        return showSettings(m_window->selected(), {});
    case GlobalAction::PortMap:
        return showOnce(m_portMap, m_factories.portMap);
    case GlobalAction::Notifications:
        return showNotices();
    case GlobalAction::Logs:
        return showLogs({});
    case GlobalAction::CheckAll:
        m_showsFindings = true;
        return check({});
    case GlobalAction::StartAll:
    case GlobalAction::StopAll:
    case GlobalAction::HardStop:
        return changeAll(action);
    case GlobalAction::StartAtLogin:
        return switchLoginItem();
    case GlobalAction::Diagnostics:
        return makeDiagnostics();
    case GlobalAction::About:
        return showAbout();
    case GlobalAction::Quit:
        return quitAfterQuestion();
    }
}

void TrayApplication::changeAll(GlobalAction action)
{
    if (action == GlobalAction::StartAll && m_supervision.mode() == Supervision::Mode::None)
        return m_supervision.begin();
    const bool start = action == GlobalAction::StartAll;
    for (const ProfileView &profile : m_book.profiles()) {
        if (isPossible(start ? ProfileAction::Start : ProfileAction::Stop, profile))
            m_supervision.change(start ? ControlVerb::Start : ControlVerb::Stop, profile.name,
                                 action == GlobalAction::HardStop ? 0 : -1);
    }
}

void TrayApplication::openAddress(const QString &profile, bool onlyCopy)
{
    const auto instance = m_book.instance(profile);
    const auto runtime = instance ? readRuntimeFile(instance->paths.stateDir) : Result<RuntimeFile>(Error{});
    if (!runtime || !isAlive(*runtime))
        return tell(profile, tr("The gateway does not run."));
    const QUrl url(u"%1://127.0.0.1:%2/"_s.arg(runtime->tlsFingerprint.isEmpty() ? u"http"_s : u"https"_s)
                       .arg(runtime->port));
    if (onlyCopy)
        QGuiApplication::clipboard()->setText(url.toString());
    else if (!QDesktopServices::openUrl(url))
        tell(profile, tr("No program opens %1.").arg(url.toString()));
}

/// Where it is stands in the config, which is not read on the thread that draws.
void TrayApplication::openWorkspace(const QString &profile)
{
    m_worker.run(
        [user = m_user, profile] {
            const Fleet fleet = surveyFleet(user, ConfigSchema(), {.listeners = false});
            const FleetMember *member = fleet.find(profile);
            return member ? member->workspace() : QString();
        },
        [this, profile](const QString &workspace) {
            if (workspace.isEmpty() || !QDesktopServices::openUrl(QUrl::fromLocalFile(workspace)))
                tell(profile, tr("The workspace cannot be opened: %1").arg(workspace));
        });
}

void TrayApplication::copyPairingCode(const QString &profile)
{
    GatewayLink *link = m_links.link(profile);
    if (!link)
        return;
    link->call(u"device.pair.setupCode"_s, {}, [this, profile](const Result<QJsonValue> &answer) {
        if (!answer)
            return tell(profile, answer.error().message);
        QGuiApplication::clipboard()->setText((*answer)["setupCode"_L1].toString());
    });
}

/// The findings are shown when somebody asked for them; otherwise they only colour the tray.
void TrayApplication::check(const QString &profile)
{
    const bool shows = std::exchange(m_showsFindings, false) || !profile.isEmpty();
    m_worker.run([user = m_user] { return surveyFleet(user, ConfigSchema()).findings; },
                 [this, profile, shows](const QList<Finding> &findings) {
                     m_book.setFindings(findings);
                     if (!shows)
                         return;
                     showOnce(m_findings, [] { return new FindingsWindow; });
                     static_cast<FindingsWindow *>(m_findings.data())->showFindings(findings, profile);
                 });
}

void TrayApplication::makeDiagnostics()
{
    const QString profile = m_window->selected();
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    QStringList arguments{u"--json"_s, u"diagnostics"_s, u"--output"_s,
                          QFileInfo(folder).isDir() ? folder : m_user.paths.home};
    if (!profile.isEmpty())
        arguments = QStringList{u"--profile"_s, profile} + arguments;
    auto *process = new QProcess(this);
    process->setProcessEnvironment(usersEnvironment(m_user.environment));
    connect(process, &QProcess::errorOccurred, this, [this, process] {
        tell(tr("Diagnostics"), process->errorString());
        process->deleteLater();
    });
    connect(process, &QProcess::finished, this, [this, process] {
        process->deleteLater();
        const QJsonObject answer = QJsonDocument::fromJson(process->readAllStandardOutput()).object();
        const QString archive = answer["archive"_L1].toString();
        if (archive.isEmpty())
            return tell(tr("Diagnostics"),
                        answer["error"_L1]["message"_L1].toString(
                            QString::fromUtf8(process->readAllStandardError()).left(longestReason)));
        auto *box = new QMessageBox(QMessageBox::Information, tr("Diagnostics"),
                                    tr("Written to %1").arg(archive), QMessageBox::Ok, m_window.get());
        box->setInformativeText(tr("Secrets were taken out. Have a look before you pass it on."));
        box->setTextFormat(Qt::PlainText);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->show();
    });
    process->start(m_program, arguments);
}

void TrayApplication::switchLoginItem()
{
    const auto done = m_loginItem->setEnabled(!m_loginItem->isEnabled());
    if (!done)
        tell(tr("Start at login"), done.error().message);
    m_menu->setStartsAtLogin(m_loginItem->isEnabled());
    m_window->setStartsAtLogin(m_loginItem->isEnabled());
}

void TrayApplication::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About WsAgent"),
                                tr("WsAgent %1").arg(QLatin1StringView(version)), QMessageBox::Close,
                                m_window->isVisible() ? m_window.get() : nullptr);
    box->setIconPixmap(QGuiApplication::windowIcon().pixmap(64));
    box->setInformativeText(tr("One computer, several agent gateways, none in the way of another."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->show();
}

} // namespace wsagent
