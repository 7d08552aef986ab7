#include "ui/tray/trayapplication.h"

#include "ui/chat/chatwindow.h"
#include "ui/logs/logwindow.h"
#include "ui/notices/noticewindow.h"
#include "ui/status/stateicon.h"
#include "ui/tray/trayhost.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QJsonArray>
#include <QJsonObject>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto panelPatience = 10s; ///< at login the panel may come later
constexpr auto trayInterval = 5s;   ///< where nobody tells of a panel that comes
constexpr auto firstCheckAfter = 2s;

QSet<GlobalAction> offered(const WindowFactories &factories, bool hasLoginItem)
{
    using enum GlobalAction;
    QSet<GlobalAction> all{ShowWindow, Notifications, Logs,        CheckAll, StartAll,
                           StopAll,    HardStop,      Diagnostics, About,    Quit};
    if (factories.newProfile)
        all.insert(NewProfile);
    if (factories.settings)
        all.insert(Settings);
    if (factories.portMap)
        all.insert(PortMap);
    if (hasLoginItem)
        all.insert(StartAtLogin);
    return all;
}

} // namespace

TrayApplication::TrayApplication(InstanceSelection user, QString program, WindowFactories factories,
                                 QObject *parent)
    : QObject(parent)
    , m_user(std::move(user))
    , m_program(std::move(program))
    , m_factories(std::move(factories))
    , m_supervision(m_user, m_program)
    , m_book(m_user, m_supervision)
    , m_links(m_book)
    , m_notices(sessionBusNotifier(),
                [this](const QString &profile, const QString &method, const QJsonObject &params,
                       const auto &answered) { callGateway(profile, method, params, answered); })
    , m_loginItem(loginItem(m_user.paths.home, m_user.environment, QCoreApplication::applicationFilePath()))
{
    const QSet<GlobalAction> actions = offered(m_factories, m_loginItem != nullptr);
    m_menu = std::make_unique<TrayMenu>(actions, bool(m_factories.settings));
    m_window = std::make_unique<MainWindow>(actions, bool(m_factories.settings));
    m_notices.restoreMuted(QSettings().value(u"notices/muted"_s).toStringList());

    connect(m_menu.get(), &TrayMenu::chosen, this, &TrayApplication::act);
    connect(m_menu.get(), &TrayMenu::chosenForAll, this, &TrayApplication::actForAll);
    connect(m_menu.get(), &TrayMenu::answered, &m_notices, &NoticeCenter::answer);
    connect(m_window.get(), &MainWindow::chosen, this, &TrayApplication::act);
    connect(m_window.get(), &MainWindow::chosenForAll, this, &TrayApplication::actForAll);
    connect(m_window.get(), &MainWindow::lookWanted, this, &TrayApplication::look);
    connect(m_window.get(), &MainWindow::closed, this, [this] {
        if (!isTrayThere())
            quitAfterQuestion(); // nothing would be left to see
    });

    connect(&m_supervision, &Supervision::changed, &m_notices, &NoticeCenter::statusChanged);
    connect(&m_supervision, &Supervision::changed, this, [this](const GatewayStatus &status) {
        if (!status.message.isEmpty())
            m_window->takeError(status.profile, status.message);
    });
    connect(&m_supervision, &Supervision::failed, this, [this](const QString &profile, const Error &error) {
        tell(profile.isEmpty() ? tr("WsAgent") : profile, error.message);
    });
    connect(&m_supervision, &Supervision::modeChanged, this, &TrayApplication::refresh);
    connect(&m_supervision, &Supervision::ended, this, [this] {
        if (m_isEnding)
            QCoreApplication::quit();
    });
    connect(&m_book, &ProfileBook::changed, this, &TrayApplication::refresh);
    connect(&m_links, &ProfileLinks::up, this, [this](const QString &profile) {
        m_book.setCanPair(profile, m_links.link(profile)->hasMethod(u"device.pair.setupCode"_s));
        m_notices.connected(profile);
        followReports(profile);
        if (const QPointer<ChatWindow> chat = m_chats.value(profile))
            chat->setConnected(true);
    });
    connect(&m_links, &ProfileLinks::down, this, [this](const QString &profile) {
        m_window->takeSessions(profile, std::nullopt);
        m_reports.erase(profile);
        if (const QPointer<ChatWindow> chat = m_chats.value(profile))
            chat->setConnected(false);
    });
    connect(&m_links, &ProfileLinks::eventReceived, &m_notices, &NoticeCenter::heard);
    connect(&m_links, &ProfileLinks::eventReceived, this,
            [this](const QString &profile, const QString &name, const QJsonObject &payload) {
                if (const QPointer<ChatWindow> chat = m_chats.value(profile))
                    chat->heard(name, payload);
            });
    connect(&m_notices.history(), &NoticeHistory::requestsChanged, this, [this](const QString &profile) {
        const QList<Notice> open = m_notices.history().open(profile);
        m_book.setRequests(profile, int(open.size()));
        m_menu->showRequests(profile, open);
    });
    connect(&m_notices, &NoticeCenter::wantsToBeSeen, this, &TrayApplication::showNotices);
    connect(&m_notices, &NoticeCenter::cannotBeShown, this,
            [this](const Notice &notice) { tell(notice.title, notice.text); });
    connect(&m_notices, &NoticeCenter::answerFailed, this,
            [this](const Notice &notice, const QString &reason) { tell(notice.title, reason); });
    qApp->installEventFilter(this);
}

TrayApplication::~TrayApplication()
{
    delete m_settings;
    delete m_newProfile;
    delete m_portMap;
    delete m_findings;
    delete m_logs;
    delete m_noticeWindow;
    for (const auto &chat : std::as_const(m_chats))
        delete chat;
}

/// In another language.
bool TrayApplication::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == qApp && event->type() == QEvent::LanguageChange) {
        m_menu->retranslate();
        refresh();
    }
    return QObject::eventFilter(watched, event);
}

Result<void> TrayApplication::start(const TrayArguments &arguments)
{
    const bool hasTray = isTrayHostThere();
    if (hasTray)
        makeTray();
    else if (arguments.requireTray)
        return Error{tr("There is no tray on this desktop.")};
    else
        awaitTray();
    m_book.reload();
    m_supervision.begin();
    if (m_loginItem) {
        m_menu->setStartsAtLogin(m_loginItem->isEnabled());
        m_window->setStartsAtLogin(m_loginItem->isEnabled());
    }
    QTimer::singleShot(firstCheckAfter, this, [this] { check(QString()); });
    if (arguments.settings)
        showSettings(arguments.profile.value_or(QString()), arguments.page);
    else if (!m_book.hasProfiles() && m_factories.newProfile && !arguments.hidden)
        showNewProfile(); // the first start
    else if (!hasTray && arguments.hidden)
        QTimer::singleShot(panelPatience, this, [this] {
            if (!isTrayThere())
                showWindow();
        });
    else if (!hasTray || !arguments.hidden)
        showWindow();
    if (arguments.profile)
        m_window->select(*arguments.profile);
    return {};
}

void TrayApplication::raise(const TrayArguments &arguments)
{
    if (arguments.settings && m_factories.settings)
        return showSettings(arguments.profile.value_or(QString()), arguments.page);
    if (!arguments.hidden)
        showWindow();
    if (arguments.profile)
        m_window->select(*arguments.profile);
}

void TrayApplication::makeTray()
{
    m_trayLook.stop();
    m_trayHost.reset();
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(m_menu->menu());
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    showWindow();
            });
    m_shownState.reset();
    refresh();
    m_icon->show();
}

void TrayApplication::awaitTray()
{
    const auto look = [this] {
        if (!m_icon && isTrayHostThere())
            makeTray();
    };
    m_trayHost = std::make_unique<QDBusServiceWatcher>(QLatin1StringView(statusNotifierWatcher),
                                                       QDBusConnection::sessionBus(),
                                                       QDBusServiceWatcher::WatchForRegistration);
    connect(m_trayHost.get(), &QDBusServiceWatcher::serviceRegistered, this, look, Qt::QueuedConnection);
    connect(&m_trayLook, &QTimer::timeout, this, look);
    if (QGuiApplication::platformName() == "xcb"_L1)
        m_trayLook.start(trayInterval);
}

void TrayApplication::refresh()
{
    const QList<ProfileView> &profiles = m_book.profiles();
    m_menu->show(profiles);
    m_window->show(profiles);
    m_window->setNotice(
        m_supervision.mode() == Supervision::Mode::None && !profiles.isEmpty()
            ? tr("No supervisor runs. \"Start all\" makes this program look after the gateways.")
            : QString());
    if (!m_icon)
        return;
    const TrayState state = worstState(profiles);
    m_icon->setToolTip(TrayText::toolTip(profiles));
    if (std::exchange(m_shownState, state) != state)
        m_icon->setIcon(stateIcon(state));
}

/// A gateway that looks after others (D11) writes down what it notices.
void TrayApplication::followReports(const QString &profile)
{
    callGateway(profile, u"config.get"_s, {}, [this, profile](const Result<QJsonValue> &config) {
        const auto instance = m_book.instance(profile);
        if (!config || !instance || !m_links.link(profile) ||
            (*config)["config"_L1]["rescue"_L1]["watch"_L1].toArray().isEmpty())
            return;
        auto &tail = m_reports[profile];
        tail = std::make_unique<LogTail>(LogSource{.profile = profile, .directory = instance->paths.logDir()},
                                         LogTail::From::Now);
        connect(tail.get(), &LogTail::read, this, [this, profile](const QList<LogRecord> &records) {
            for (const LogRecord &record : records) {
                if (record.subsystem == "rescue"_L1 && record.level >= LogLevel::Warn)
                    m_notices.reported(profile, record.message);
            }
        });
    });
}

void TrayApplication::callGateway(const QString &profile, const QString &method, const QJsonObject &params,
                                  const GatewayLink::Answered &answered)
{
    GatewayLink *link = m_links.link(profile);
    if (link)
        link->call(method, params, answered);
    else if (answered)
        answered(Error{tr("There is no connection to %1.").arg(profile), {}, ErrorKind::Unreachable});
}

void TrayApplication::tell(const QString &title, const QString &text)
{
    if (isTrayThere())
        m_icon->showMessage(title, text, QSystemTrayIcon::Warning);
    else
        m_window->setNotice(tr("%1: %2").arg(title, text));
}

void TrayApplication::look()
{
    m_supervision.readUsage([this](const QList<QJsonObject> &rows) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (const QJsonObject &row : rows)
            m_window->takeUsage(row, now);
    });
    const QString profile = m_window->selected();
    if (GatewayLink *link = m_links.link(profile))
        link->call(u"sessions.list"_s, {{"limit"_L1, 1}}, [this, profile](const Result<QJsonValue> &list) {
            if (list)
                m_window->takeSessions(profile, (*list)["totalCount"_L1].toInt());
        });
}

void TrayApplication::quitAfterQuestion()
{
    if (!closeEditors())
        return;
    const int children = m_supervision.childCount();
    if (children == 0)
        return end(Supervisor::usualDrain);
    auto *question = new QMessageBox(QMessageBox::Question, tr("Quit WsAgent"),
                                     tr("Quitting stops %n gateway(s) that WsAgent runs.", "", children),
                                     QMessageBox::Cancel, m_window->isVisible() ? m_window.get() : nullptr);
    question->setInformativeText(tr("Gateways that run as services go on."));
    const QPushButton *quit = question->addButton(tr("&Stop and quit"), QMessageBox::AcceptRole);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::buttonClicked, this, [this, quit](const QAbstractButton *button) {
        if (button == static_cast<const QAbstractButton *>(quit))
            end(Supervisor::usualDrain);
        else if (!isTrayThere())
            showWindow();
    });
    question->show();
    question->raise();
    question->activateWindow();
}

void TrayApplication::end(std::chrono::milliseconds drain)
{
    m_isEnding = true;
    if (m_icon)
        m_icon->setToolTip(tr("WsAgent: stopping"));
    m_supervision.end(drain);
}

} // namespace wsagent
