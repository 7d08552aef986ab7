#pragma once

#include "app/platform/loginitem.h"
#include "app/supervisor/supervision.h"
#include "ui/notices/noticecenter.h"
#include "ui/status/profilebook.h"
#include "ui/status/profilelinks.h"
#include "ui/tray/trayarguments.h"
#include "ui/tray/traymenu.h"

#include <QPointer>
#include <QSystemTrayIcon>

class QDBusServiceWatcher;

namespace wsagent {

class ChatWindow;
class LogTail;
class LogWindow;
class MainWindow;
class NoticeWindow;

/// How windows of others are made. One that is absent is not offered.
struct WindowFactories
{
    /// `existing`: the one that is open already, or null. Shows the profile and the page; both may be empty.
    std::function<QWidget *(QWidget *existing, const QString &profile, const QString &page)> settings = {};
    /// `created` is to be called with the name of the profile that was made.
    std::function<QWidget *(const std::function<void(const QString &profile)> &created)> newProfile = {};
    std::function<QWidget *()> portMap = {};
};

/// The desktop application: puts tray, windows, notices and the supervisor together. There is one in a
/// process, made by `runDesktop`.
class TrayApplication : public QObject
{
    Q_OBJECT

public:
    /// `program`: absolute path of `ws-agent`.
    TrayApplication(InstanceSelection user, QString program, WindowFactories factories,
                    QObject *parent = nullptr);
    ~TrayApplication() override;

    /// Shows the tray, or the window where there is none. An error when a tray is required and missing.
    Result<void> start(const TrayArguments &arguments);
    /// A later start wants to be seen.
    void raise(const TrayArguments &arguments);
    /// Stops the gateways of this process and quits; nobody is asked.
    void end(std::chrono::milliseconds drain);

    ProfileBook &book() { return m_book; }
    NoticeCenter &notices() { return m_notices; }
    MainWindow &window() { return *m_window; }
    QMenu *menu() { return m_menu->menu(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isTrayThere() const
    {
        return m_icon && m_icon->isVisible() && QSystemTrayIcon::isSystemTrayAvailable();
    }
    void makeTray();
    void awaitTray();
    void refresh();
    void act(ProfileAction action, const QString &profile);
    void actForAll(GlobalAction action);
    void changeAll(GlobalAction action);
    void showWindow();
    void showNewProfile();
    void showSettings(const QString &profile, const QString &page);
    void showLogs(const QString &profile);
    void showNotices();
    void showChat(const QString &profile);
    void callGateway(const QString &profile, const QString &method, const QJsonObject &params,
                     const GatewayLink::Answered &answered);
    void followReports(const QString &profile);
    void showOnce(QPointer<QWidget> &window, const std::function<QWidget *()> &make);
    void openAddress(const QString &profile, bool onlyCopy);
    void openWorkspace(const QString &profile);
    void copyPairingCode(const QString &profile);
    void check(const QString &profile); ///< empty: all
    void makeDiagnostics();
    void switchLoginItem();
    void showAbout();
    bool closeEditors();
    void quitAfterQuestion();
    void look();
    void tell(const QString &title, const QString &text);

    InstanceSelection m_user;
    QString m_program;
    WindowFactories m_factories;
    Supervision m_supervision;
    ProfileBook m_book;
    ProfileLinks m_links;
    NoticeCenter m_notices;
    std::unique_ptr<LoginItem> m_loginItem;
    std::unique_ptr<TrayMenu> m_menu;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    std::unique_ptr<QDBusServiceWatcher> m_trayHost;
    QTimer m_trayLook;
    QPointer<QWidget> m_settings;
    QPointer<QWidget> m_newProfile;
    QPointer<QWidget> m_portMap;
    QPointer<QWidget> m_findings;
    QPointer<LogWindow> m_logs;
    QPointer<NoticeWindow> m_noticeWindow;
    QHash<QString, QPointer<ChatWindow>> m_chats;
    std::map<QString, std::unique_ptr<LogTail>> m_reports; ///< of profiles that look after others
    std::optional<TrayState> m_shownState;
    Worker m_worker;
    bool m_showsFindings = false; ///< of the check that comes next
    bool m_isEnding = false;
};

} // namespace wsagent
