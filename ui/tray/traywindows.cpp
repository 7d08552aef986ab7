#include "app/profiles/fleet.h"
#include "ui/chat/chatwindow.h"
#include "ui/logs/logwindow.h"
#include "ui/notices/noticewindow.h"
#include "ui/tray/trayapplication.h"
#include "ui/window/mainwindow.h"

#include <QSettings>

// The windows of the application, each made when it is wanted.

namespace wsagent {

using namespace Qt::StringLiterals;

void TrayApplication::showWindow()
{
    m_window->QMainWindow::show();
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->raise();
    m_window->activateWindow();
}

void TrayApplication::showOnce(QPointer<QWidget> &window, const std::function<QWidget *()> &make)
{
    if (!window)
        window = make();
    if (!window)
        return;
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->show();
    window->raise();
    window->activateWindow();
}

/// Whoever has made a profile wants to talk to it.
void TrayApplication::showNewProfile()
{
    const auto created = [this](const QString &profile) {
        m_book.reload();
        showChat(profile);
    };
    showOnce(m_newProfile, [this, &created] { return m_factories.newProfile(created); });
}

void TrayApplication::showSettings(const QString &profile, const QString &page)
{
    if (!m_factories.settings)
        return showWindow();
    QWidget *existing = m_settings;
    m_settings = m_factories.settings(existing, profile, page);
    showOnce(m_settings, [] { return nullptr; });
}

void TrayApplication::showNotices()
{
    if (!m_noticeWindow) {
        m_noticeWindow = new NoticeWindow(m_notices);
        m_noticeWindow->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_noticeWindow, &NoticeWindow::mutedChanged, this,
                [this] { QSettings().setValue(u"notices/muted"_s, m_notices.muted()); });
    }
    m_noticeWindow->show();
    m_noticeWindow->raise();
    m_noticeWindow->activateWindow();
}

/// Where a gateway writes may stand in its config, which is not read on the thread that draws.
void TrayApplication::showLogs(const QString &profile)
{
    if (!m_logs) {
        m_logs = new LogWindow;
        m_logs->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_logs->show();
    m_logs->raise();
    m_logs->activateWindow();
    m_worker.run(
        [user = m_user] {
            QList<LogSource> sources;
            const Fleet fleet = surveyFleet(user, ConfigSchema(), {.listeners = false});
            for (const FleetMember &member : fleet.members)
                sources += {.profile = member.name,
                            .directory = member.paths.logDir(),
                            .file = member.loaded.config.logFile};
            return sources;
        },
        [this, profile](const QList<LogSource> &sources) {
            if (m_logs)
                m_logs->showSources(sources, profile);
        });
}

void TrayApplication::showChat(const QString &profile)
{
    QPointer<ChatWindow> &chat = m_chats[profile];
    if (!chat) {
        chat = new ChatWindow(profile, [this, profile](const QString &method, const QJsonObject &params,
                                                       const ChatSession::Answered &answered) {
            callGateway(profile, method, params, answered);
        });
        chat->setAttribute(Qt::WA_DeleteOnClose);
        chat->setConnected(m_links.link(profile));
    }
    chat->show();
    chat->raise();
    chat->activateWindow();
}

/// False when one of them has something that is not saved; then it asks by itself.
bool TrayApplication::closeEditors()
{
    for (QWidget *editor : {m_settings.data(), m_newProfile.data()}) {
        if (editor && editor->isVisible() && !editor->close())
            return false;
    }
    return true;
}

} // namespace wsagent
