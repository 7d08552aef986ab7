#include "tests/ui/profilehome.h"
#include "ui/chat/chatwindow.h"
#include "ui/logs/logwindow.h"
#include "ui/notices/noticecenter.h"
#include "ui/notices/noticewindow.h"
#include "ui/portmap/portmapwindow.h"
#include "ui/settings/settingsdialog.h"
#include "ui/status/stateicon.h"
#include "ui/tray/traymenu.h"
#include "ui/window/findingswindow.h"
#include "ui/window/mainwindow.h"
#include "ui/wizard/firstrunwizard.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QStyleFactory>
#include <QTimer>
#include <QTranslator>

#include <cmath>
#include <cstdio>

using namespace wsagent;
using namespace Qt::StringLiterals;

// Pictures of the windows for the README: screenshots FOLDER [dark] [LANGUAGE]. See run.sh.

namespace {

class NoNotifier : public DesktopNotifier
{
public:
    void show(const Notice &) override {}
    void withdraw(const Notice &) override {}
};

QPalette darkPalette()
{
    QPalette palette(QColor(0x2b, 0x30, 0x36));
    const QColor text(0xe6, 0xe8, 0xea);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, text);
    palette.setColor(QPalette::Base, QColor(0x20, 0x24, 0x29));
    palette.setColor(QPalette::AlternateBase, QColor(0x26, 0x2a, 0x30));
    palette.setColor(QPalette::PlaceholderText, QColor(0x9a, 0xa2, 0xab));
    palette.setColor(QPalette::Highlight, QColor(0x3d, 0x8f, 0xd1));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x6c, 0xb6, 0xf0));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x7a, 0x82, 0x8a));
    return palette;
}

ProfileView profile(const QString &name, GatewayState state, int port, const QString &message = {})
{
    ProfileView view{.name = name, .isSupervised = true};
    view.status = {.profile = name,
                   .state = state,
                   .pid = port > 0 ? port / 4 : 0,
                   .port = port,
                   .version = u"0.1.0"_s,
                   .message = message,
                   .sinceMs = QDateTime({2026, 3, 1}, {8, 42}).toMSecsSinceEpoch()};
    return view;
}

QList<ProfileView> profiles()
{
    QList<ProfileView> all{profile(u"default"_s, GatewayState::Running, 18789),
                           profile(u"rescue"_s, GatewayState::Running, 19789),
                           profile(u"work"_s, GatewayState::Degraded, 20789, u"degraded: config"_s),
                           profile(u"try-out"_s, GatewayState::Stopped, 0)};
    all[1].status.isService = true;
    all[2].status.restarts = 1;
    all[2].status.fix = u"ws-agent --profile work doctor"_s;
    all[2].requests = 1;
    return all;
}

class Pictures
{
public:
    explicit Pictures(QString folder)
        : m_folder(std::move(folder))
    {}

    void take(QWidget &window, const QString &name)
    {
        window.show();
        for (int i = 0; i < 5; ++i)
            QCoreApplication::processEvents();
        const QString file = m_folder + u'/' + name + u".png"_s;
        if (!window.grab().save(file))
            qFatal("%s cannot be written", qPrintable(file));
        std::printf("%s\n", qPrintable(file));
        window.hide();
    }

private:
    QString m_folder;
};

void mainWindow(Pictures &pictures)
{
    using enum GlobalAction;
    MainWindow window({NewProfile, Settings, PortMap, Notifications, Logs, CheckAll, StartAll, StopAll,
                       HardStop, StartAtLogin, Diagnostics, About, Quit},
                      true);
    window.show(profiles());
    for (int i = 0; i < 80; ++i)
        window.takeUsage({{"profile"_L1, u"default"_s},
                          {"pid"_L1, 4697},
                          {"cpuMs"_L1, qint64(400 * i + 350 * std::sin(i / 2.5))},
                          {"memoryBytes"_L1, qint64(3.1e7 + 4e6 * std::sin(i / 9.0) + 1e5 * i)}},
                         5000 * (i + 1));
    window.takeSessions(u"default"_s, 12);
    pictures.take(window, u"overview"_s);
    window.select(u"work"_s);
    window.takeError(u"work"_s, u"degraded: config"_s);
    pictures.take(window, u"problem"_s);
    window.show(QList<ProfileView>());
    pictures.take(window, u"welcome"_s);
}

void logs(Pictures &pictures)
{
    LogWindow window;
    const QStringList texts{u"listening on 127.0.0.1:18789"_s, u"client gateway-client connected"_s,
                            u"run started in agent:main:main"_s, u"tool read finished in 12 ms"_s,
                            u"cron job morning-report is due in 3 h"_s};
    QList<LogRecord> records;
    for (int i = 0; i < 400; ++i)
        records += {.atMs = QDateTime({2026, 3, 1}, {9, 0}).toMSecsSinceEpoch() + 733 * i,
                    .profile = i % 3 ? u"default"_s : u"rescue"_s,
                    .level = i % 23 == 0   ? LogLevel::Error
                             : i % 11 == 0 ? LogLevel::Warn
                                           : LogLevel::Info,
                    .subsystem = i % 3 ? u"gateway"_s : u"net"_s,
                    .message = i % 23 == 0 ? u"provider answered 529: overloaded; tried again in 2 s"_s
                                           : texts[i % texts.size()]};
    window.showSources({}, {});
    window.model().append(records);
    pictures.take(window, u"logs"_s);
}

void notices(Pictures &pictures)
{
    NoticeCenter center(std::make_unique<NoNotifier>(),
                        [](const QString &, const QString &, const QJsonObject &, const auto &) {});
    const auto changed = [&center](const QString &name, GatewayState state, const QString &message = {}) {
        center.statusChanged(profile(name, state, 18789, message).status);
    };
    changed(u"default"_s, GatewayState::Running);
    changed(u"default"_s, GatewayState::Waiting, u"was ended by signal 9 (Killed)"_s);
    changed(u"default"_s, GatewayState::Running);
    changed(u"work"_s, GatewayState::Degraded, u"degraded: config"_s);
    center.heard(u"default"_s, u"exec.approval.requested"_s,
                 {{"id"_L1, u"a"_s},
                  {"request"_L1, QJsonObject{{"command"_L1, u"git push origin main"_s},
                                             {"cwd"_L1, u"~/notes"_s},
                                             {"agentId"_L1, u"main"_s}}}});
    center.heard(u"work"_s, u"device.pair.requested"_s,
                 {{"requestId"_L1, u"p"_s},
                  {"displayName"_L1, u"Pixel 9"_s},
                  {"platform"_L1, u"android"_s},
                  {"remoteIp"_L1, u"192.168.1.23"_s},
                  {"scopes"_L1, QJsonArray{u"operator.read"_s, u"operator.write"_s}}});
    NoticeWindow window(center);
    pictures.take(window, u"notifications"_s);

    using enum GlobalAction;
    TrayMenu menu({ShowWindow, NewProfile, Settings, PortMap, Notifications, Logs, CheckAll, StartAll,
                   StopAll, HardStop, StartAtLogin, Diagnostics, About, Quit},
                  true);
    menu.show(profiles());
    menu.showRequests(u"work"_s, center.history().open(u"work"_s));
    menu.menu()->adjustSize();
    pictures.take(*menu.menu(), u"menu"_s);
    for (QAction *action : menu.menu()->actions()) {
        if (action->menu() && action->text() == u"work"_s) {
            action->menu()->adjustSize();
            pictures.take(*action->menu(), u"menu-profile"_s);
        }
    }
}

void chat(Pictures &pictures)
{
    const auto answer = [](const QString &method, const QJsonObject &,
                           const ChatSession::Answered &answered) {
        if (method == "sessions.list"_L1)
            return answered(QJsonValue(QJsonObject{
                {"sessions"_L1,
                 QJsonArray{QJsonObject{{"key"_L1, u"agent:main:main"_s}, {"label"_L1, u"Main"_s}},
                            QJsonObject{{"key"_L1, u"b"_s}, {"derivedTitle"_L1, u"Trip to Lisbon"_s}},
                            QJsonObject{{"key"_L1, u"c"_s}, {"derivedTitle"_L1, u"Tax papers"_s}}}}}));
        if (method == "chat.history"_L1)
            answered(QJsonValue(QJsonObject{
                {"sessionKey"_L1, u"agent:main:main"_s},
                {"messages"_L1,
                 QJsonArray{
                     QJsonObject{{"role"_L1, u"user"_s},
                                 {"content"_L1, u"What is in my notes about Lisbon?"_s}},
                     QJsonObject{
                         {"role"_L1, u"assistant"_s},
                         {"content"_L1, QJsonArray{QJsonObject{
                                            {"type"_L1, u"toolCall"_s},
                                            {"id"_L1, u"t"_s},
                                            {"name"_L1, u"read"_s},
                                            {"arguments"_L1, QJsonObject{{"path"_L1, u"lisbon.md"_s}}}}}}},
                     QJsonObject{{"role"_L1, u"toolResult"_s},
                                 {"toolCallId"_L1, u"t"_s},
                                 {"content"_L1, u"14 lines"_s}},
                     QJsonObject{
                         {"role"_L1, u"assistant"_s},
                         {"content"_L1,
                          u"You have **three** things written down:\n\n1. The train from *Santa Apolónia* "
                          "leaves at 9:12\n2. A table at eight, for two\n3. `N 38.7223, W 9.1393`, with no "
                          "word what it is\n\nShall I look up the last one?"_s}},
                     QJsonObject{{"role"_L1, u"user"_s}, {"content"_L1, u"Yes, please."_s}}}}}));
    };
    ChatWindow window(u"default"_s, answer);
    window.setConnected(true);
    pictures.take(window, u"chat"_s);
}

void findings(Pictures &pictures)
{
    FindingsWindow window;
    window.showFindings({{.code = u"port.conflict"_s,
                          .severity = Severity::Error,
                          .profiles = {u"default"_s, u"work"_s},
                          .message = u"default and work both want port 18791"_s,
                          .fix = FindingFix{.profile = u"work"_s, .key = u"gateway.port"_s, .value = 20789}},
                         {.code = u"spacing"_s,
                          .severity = Severity::Warning,
                          .profiles = {u"rescue"_s},
                          .message = u"the base of rescue is 40 ports away from that of try-out"_s,
                          .advice = u"leave 120 ports between bases"_s}},
                        {});
    pictures.take(window, u"check"_s);
}

/// Three profiles, one of which is about to get in the way of another.
void settings(Pictures &pictures)
{
    const test::ProfileHome home;
    home.add(u"default"_s, "{\n  // the one for everyday\n  gateway: { port: 18789 },\n}\n");
    home.add(u"rescue"_s, "{\n  // must work when the other one does not\n  gateway: { port: 19789 },\n"
                          "  rescue: { watch: ['default'] },\n}\n");
    home.add(u"work"_s, "{ gateway: { port: 20789 } }\n");

    QEventLoop reading; // of the profiles, which is done elsewhere
    SettingsDialog dialog(home.user());
    QObject::connect(&dialog, &SettingsDialog::ready, &reading, &QEventLoop::quit);
    reading.exec();
    dialog.showProfile(u"rescue"_s, SettingsPage::Advanced);
    pictures.take(dialog, u"settings-text"_s);
    dialog.showProfile(u"work"_s, SettingsPage::Agents);
    pictures.take(dialog, u"settings-agents"_s);
    dialog.showProfile(u"work"_s, SettingsPage::Model);
    pictures.take(dialog, u"settings-model"_s);
    dialog.showProfile(u"work"_s, SettingsPage::Security);
    QTimer::singleShot(500, &reading, &QEventLoop::quit); // until it is seen that no gateway runs
    reading.exec();
    auto *devices = dialog.findChild<QListWidget *>(u"devices"_s);
    new QListWidgetItem(u"Phone of Ann asks to be let in, from 192.168.1.23"_s, devices);
    new QListWidgetItem(u"Tablet (ios): connected"_s, devices);
    dialog.findChild<QLabel *>(u"devicesNote"_s)->hide();
    pictures.take(dialog, u"settings-security"_s);
    dialog.showProfile(u"work"_s, SettingsPage::Ports);
    auto *base = dialog.findChild<QLineEdit *>(u"base"_s);
    base->setText(u"19795"_s);
    emit base->textEdited(base->text());
    pictures.take(dialog, u"settings-ports"_s);

    PortMapWindow map(home.user());
    QObject::connect(&map, &PortMapWindow::shown, &reading, &QEventLoop::quit);
    reading.exec();
    pictures.take(map, u"port-map"_s);

    FirstRunWizard wizard(home.user());
    QObject::connect(&wizard, &FirstRunWizard::ready, &reading, &QEventLoop::quit);
    reading.exec();
    pictures.take(wizard, u"new-profile"_s);
}

/// All states on light and on dark, at the sizes of panels.
void icons(Pictures &pictures)
{
    class Sheet : public QWidget
    {
    public:
        Sheet() { setFixedSize(580, 232); }

    protected:
        void paintEvent(QPaintEvent *) override
        {
            QPainter painter(this);
            const int half = height() / 2;
            for (const auto &[top, ground] : {std::pair(0, 0xf2f2f2U), std::pair(half, 0x24282cU)}) {
                painter.fillRect(0, top, width(), half, QColor(ground));
                for (const auto &[side, left, down] : {std::tuple(16, 16, 14), std::tuple(22, 16, 38),
                                                       std::tuple(32, 16, 70), std::tuple(64, 214, 24)}) {
                    for (int state = 0; state < 5; ++state)
                        stateIcon(TrayState(state))
                            .paint(&painter, QRect(left + state * (side + 6), top + down, side, side));
                }
            }
        }
    };
    Sheet sheet;
    pictures.take(sheet, u"icons"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments().mid(1);
    if (arguments.isEmpty())
        qFatal("screenshots FOLDER [dark] [LANGUAGE]");
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    if (arguments.contains(u"dark"_s))
        QApplication::setPalette(darkPalette());
    const QString language =
        arguments.size() > 1 && arguments.last().size() == 2 ? arguments.last() : u"en"_s;
    QLocale::setDefault(QLocale(language));
    QTranslator translator;
    if (translator.load(u":/i18n/wsagent_"_s + language))
        QCoreApplication::installTranslator(&translator);
    QDir().mkpath(arguments.first());
    Pictures pictures(arguments.first());
    mainWindow(pictures);
    logs(pictures);
    notices(pictures);
    chat(pictures);
    findings(pictures);
    settings(pictures);
    icons(pictures);
    return 0;
}
