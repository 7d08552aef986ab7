#include "app/platform/loginitem.h"
#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"
#include "ui/chat/chatwindow.h"
#include "ui/logs/logwindow.h"
#include "ui/notices/noticecenter.h"
#include "ui/notices/noticewindow.h"
#include "ui/status/stateicon.h"
#include "ui/status/traystate.h"
#include "ui/tray/singleinstance.h"
#include "ui/tray/trayarguments.h"
#include "ui/tray/traymenu.h"
#include "ui/window/findingswindow.h"
#include "ui/window/mainwindow.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace wsagent;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(std::shared_ptr<QWidget>)

namespace {

const QString translations = QStringLiteral(WSAGENT_SOURCE_DIR "/translations");

ProfileView profile(const QString &name, GatewayState state, bool supervised = true)
{
    ProfileView view{.name = name, .isSupervised = supervised};
    view.status.profile = name;
    view.status.state = state;
    view.status.port = state == GatewayState::Running ? 18789 : 0;
    return view;
}

QAction *item(const QMenu *menu, const QString &text)
{
    const QList<QAction *> actions = menu->actions();
    for (QAction *action : actions) {
        if (QString(action->text()).remove(u'&') == text)
            return action;
    }
    return nullptr;
}

InstanceSelection userOf(const test::CliHome &home)
{
    return *selectInstance(std::nullopt, home.environment, home.path(), home.path());
}

} // namespace

/// What the tray says and offers, without a desktop.
class TestTray : public QObject
{
    Q_OBJECT

private slots:
    void oneState_data()
    {
        QTest::addColumn<GatewayState>("state");
        QTest::addColumn<int>("warnings");
        QTest::addColumn<int>("requests");
        QTest::addColumn<int>("expected");

        const auto row = [](const char *name, GatewayState state, int warnings, int requests,
                            TrayState expected) {
            QTest::newRow(name) << state << warnings << requests << int(expected);
        };
        row("rests", GatewayState::Stopped, 0, 0, TrayState::Stopped);
        row("runs", GatewayState::Running, 0, 0, TrayState::Running);
        row("runs elsewhere", GatewayState::Elsewhere, 0, 0, TrayState::Running);
        row("comes up", GatewayState::Starting, 0, 0, TrayState::Busy);
        row("has its turn later", GatewayState::Queued, 0, 0, TrayState::Busy);
        row("runs down", GatewayState::Stopping, 0, 0, TrayState::Busy);
        row("runs, and the check found something", GatewayState::Running, 1, 0, TrayState::Warning);
        row("runs, and a device asks", GatewayState::Running, 0, 1, TrayState::Warning);
        row("degraded", GatewayState::Degraded, 0, 0, TrayState::Warning);
        row("ended", GatewayState::Waiting, 0, 0, TrayState::Warning);
        row("given up", GatewayState::GaveUp, 0, 0, TrayState::Error);
        row("given up with warnings", GatewayState::GaveUp, 3, 0, TrayState::Error);
    }

    void oneState()
    {
        QFETCH(GatewayState, state);
        QFETCH(int, warnings);
        QFETCH(int, requests);
        QFETCH(int, expected);
        ProfileView view = profile(u"main"_s, state);
        view.warnings = warnings;
        view.requests = requests;

        QCOMPARE(int(trayState(view)), expected);
    }

    void theWorstCounts()
    {
        using enum GatewayState;
        QCOMPARE(worstState({}), TrayState::Stopped);
        QCOMPARE(worstState({profile(u"a"_s, Stopped), profile(u"b"_s, Running)}), TrayState::Running);
        QCOMPARE(worstState({profile(u"a"_s, Running), profile(u"b"_s, Degraded)}), TrayState::Warning);
        QCOMPARE(worstState({profile(u"a"_s, GaveUp), profile(u"b"_s, Running)}), TrayState::Error);
    }

    void toolTip()
    {
        using enum GatewayState;
        QCOMPARE(TrayText::toolTip({}), u"WsAgent: no profile yet"_s);
        ProfileView broken = profile(u"work"_s, GaveUp);
        broken.status.message = u"ended with code 1\nand more"_s;
        const QString text =
            TrayText::toolTip({profile(u"main"_s, Running), broken, profile(u"rescue"_s, Stopped)});
        QCOMPARE(text, u"WsAgent: 1 of 3 gateway(s) running\nwork: ended with code 1"_s);

        QList<ProfileView> many;
        for (int i = 0; i < 9; ++i)
            many += profile(u"p%1"_s.arg(i), Degraded);
        QCOMPARE(TrayText::toolTip(many).count(u'\n'), 5);
        QVERIFY(TrayText::toolTip(many).endsWith(u"and 5 more"_s));
    }

    void stateLine()
    {
        ProfileView view = profile(u"main"_s, GatewayState::Running);
        view.status.isService = true;
        QCOMPARE(TrayText::stateLine(view), u"Running · port 18789 · service"_s);
        QCOMPARE(TrayText::stateLine(profile(u"main"_s, GatewayState::Stopped, false)),
                 u"Stopped · not supervised"_s);
    }

    void whatIsPossible_data()
    {
        QTest::addColumn<GatewayState>("state");
        QTest::addColumn<bool>("supervised");
        QTest::addColumn<QString>("possible"); // S: start, T: stop, R: restart, D: dashboard

        const auto row = [](const char *name, GatewayState state, bool supervised, const char *possible) {
            QTest::newRow(name) << state << supervised << QString::fromLatin1(possible);
        };
        row("rests", GatewayState::Stopped, true, "S");
        row("given up", GatewayState::GaveUp, true, "S");
        row("runs", GatewayState::Running, true, "TRD");
        row("degraded", GatewayState::Degraded, true, "TRD");
        row("comes up", GatewayState::Starting, true, "TR");
        row("starts again soon", GatewayState::Waiting, true, "TR");
        row("runs down", GatewayState::Stopping, true, "");
        row("run by somebody else", GatewayState::Elsewhere, true, "D");
        row("of no supervisor", GatewayState::Stopped, false, "");
    }

    void whatIsPossible()
    {
        QFETCH(GatewayState, state);
        QFETCH(bool, supervised);
        const ProfileView view = profile(u"main"_s, state, supervised);
        QString possible;
        for (const auto &[letter, action] :
             {std::pair(u'S', ProfileAction::Start), std::pair(u'T', ProfileAction::Stop),
              std::pair(u'R', ProfileAction::Restart), std::pair(u'D', ProfileAction::OpenDashboard)}) {
            if (isPossible(action, view))
                possible += QChar(letter);
        }
        QTEST(possible, "possible");
        QVERIFY(isPossible(ProfileAction::ShowLogs, view));
    }

    void menuFollows()
    {
        using enum GlobalAction;
        TrayMenu tray({ShowWindow, StartAll, StopAll, HardStop, Quit}, false);
        QVERIFY(item(tray.menu(), u"No profile yet"_s)->isVisible());
        QVERIFY(!item(tray.menu(), u"New profile…"_s)); // nobody makes the wizard
        tray.show({profile(u"main"_s, GatewayState::Running), profile(u"r&d"_s, GatewayState::Stopped)});
        QVERIFY(!item(tray.menu(), u"No profile yet"_s)->isVisible());
        QMenu *main = item(tray.menu(), u"main"_s)->menu();
        QCOMPARE(main->actions().first()->text(), u"Running · port 18789"_s);
        QVERIFY(!item(main, u"Start"_s)->isEnabled());
        QVERIFY(item(main, u"Stop"_s)->isEnabled());
        QVERIFY(!item(main, u"Settings…"_s)->isVisible());
        QVERIFY(!item(main, u"Copy pairing code"_s)->isVisible());

        QSignalSpy chosen(&tray, &TrayMenu::chosen);
        item(main, u"Stop"_s)->trigger();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<ProfileAction>(), ProfileAction::Stop);
        QCOMPARE(chosen[0][1].toString(), u"main"_s);

        tray.show({profile(u"main"_s, GatewayState::Stopped)});
        QCOMPARE(item(tray.menu(), u"main"_s)->menu(), main); // an open menu stays open
        QVERIFY(item(main, u"Start"_s)->isEnabled());
        QVERIFY(!item(tray.menu(), u"rd"_s));
        QVERIFY(!item(tray.menu(), u"Stop all"_s)->isEnabled());
    }

    void requestsInTheMenu()
    {
        TrayMenu tray({GlobalAction::Quit}, true);
        tray.show({profile(u"main"_s, GatewayState::Running)});
        const Notice notice = NoticeText::pairing(
            u"main"_s,
            {{"requestId"_L1, u"r-1"_s}, {"displayName"_L1, u"Phone"_s}, {"remoteIp"_L1, u"::1"_s}});
        tray.showRequests(u"main"_s, {notice});
        const QMenu *main = item(tray.menu(), u"main"_s)->menu();
        QAction *request = item(main, u"Phone wants to pair with main"_s);
        QVERIFY(request);
        QSignalSpy answered(&tray, &TrayMenu::answered);
        item(request->menu(), u"Approve"_s)->trigger();
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered[0][0].value<Notice>().requestId, u"r-1"_s);
        QCOMPARE(answered[0][1].value<Notice::Answer>(), Notice::Answer::Approve);
        tray.showRequests(u"main"_s, {});
        QVERIFY(!item(main, u"Phone wants to pair with main"_s));
    }

    /// By shape, too: those who do not see colours compare shapes, at every size.
    void iconsDifferWithoutColour_data()
    {
        QTest::addColumn<int>("side");
        for (const int side : {16, 22, 32, 64})
            QTest::newRow(qPrintable(QString::number(side))) << side;
    }

    void iconsDifferWithoutColour()
    {
        QFETCH(int, side);
        QList<QImage> shapes;
        for (const TrayState state : {TrayState::Stopped, TrayState::Running, TrayState::Busy,
                                      TrayState::Warning, TrayState::Error}) {
            const QPixmap pixmap = stateIcon(state).pixmap(QSize(side, side), 1.0);
            QCOMPARE(pixmap.size(), QSize(side, side));
            QImage shape = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
            int inked = 0;
            for (int y = 0; y < side; ++y) {
                for (int x = 0; x < side; ++x) {
                    const QRgb pixel = shape.pixel(x, y);
                    // What is bright or empty against what is drawn.
                    const bool isInk = qAlpha(pixel) > 127 && qGray(pixel) < 200;
                    inked += isInk;
                    shape.setPixel(x, y, isInk ? qRgba(0, 0, 0, 255) : 0);
                }
            }
            QVERIFY2(inked > side * side / 12, qPrintable(QString::number(inked)));
            for (const QImage &other : std::as_const(shapes))
                QVERIFY(other != shape);
            shapes += shape;
        }
    }

    /// As screen readers hear it, and as the keyboard reaches it.
    void everythingHasAName_data()
    {
        QTest::addColumn<std::shared_ptr<QWidget>>("window");
        using enum GlobalAction;
        const auto overview = std::make_shared<MainWindow>(
            QSet<GlobalAction>{NewProfile, Settings, PortMap, Notifications, Logs, CheckAll, StartAll,
                               StopAll, HardStop, StartAtLogin, Diagnostics, About, Quit},
            true);
        overview->show({profile(u"main"_s, GatewayState::Running)});
        QTest::newRow("overview") << std::static_pointer_cast<QWidget>(overview);
        QTest::newRow("logs") << std::static_pointer_cast<QWidget>(std::make_shared<LogWindow>());
        QTest::newRow("findings") << std::static_pointer_cast<QWidget>(std::make_shared<FindingsWindow>());
        const auto center = std::make_shared<NoticeCenter>(
            sessionBusNotifier(), [](const QString &, const QString &, const QJsonObject &, const auto &) {});
        center->history().add(NoticeText::pairing(u"main"_s, {{"requestId"_L1, u"r"_s}}));
        QTest::newRow("notices") << std::shared_ptr<QWidget>(
            new NoticeWindow(*center), [center](NoticeWindow *window) { delete window; });
        const auto chat = std::make_shared<ChatWindow>(
            u"main"_s, [](const QString &, const QJsonObject &, const auto &) {});
        chat->heard(u"chat"_s,
                    {{"sessionKey"_L1, u"main"_s}, {"state"_L1, u"delta"_s}, {"deltaText"_L1, u"x"_s}});
        QTest::newRow("chat") << std::static_pointer_cast<QWidget>(chat);
    }

    void everythingHasAName()
    {
        QFETCH(std::shared_ptr<QWidget>, window);
        window->show();
        QVERIFY(!window->windowTitle().isEmpty());
        int controls = 0;
        const QList<QWidget *> widgets = window->findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->isHidden())
                continue;
            QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                     widget->metaObject()->className());
            ++controls;
        }
        QVERIFY(controls > 1);
        const QList<QPushButton *> buttons = window->findChildren<QPushButton *>();
        for (const QPushButton *button : buttons)
            QVERIFY2(button->focusPolicy() & Qt::TabFocus, qPrintable(button->text()));
    }

    /// Somebody who presses everything, while everything changes.
    void monkey_data() { everythingHasAName_data(); }

    void monkey()
    {
        QFETCH(std::shared_ptr<QWidget>, window);
        static QStringList said;
        said.clear();
        const auto before =
            qInstallMessageHandler([](QtMsgType type, const QMessageLogContext &, const QString &text) {
                if (type != QtDebugMsg && type != QtInfoMsg &&
                    !text.startsWith(u"This plugin does not support"_s))
                    said += text;
            });
        const auto back = qScopeGuard([before] { qInstallMessageHandler(before); });
        QRandomGenerator random(20'260'301);
        window->show();
        for (int i = 0; i < 4000; ++i) {
            const QList<QWidget *> widgets = window->findChildren<QWidget *>();
            QWidget *widget = widgets[random.bounded(widgets.size())];
            if (QWidget *popup = QApplication::activePopupWidget())
                widget = popup;
            if (random.bounded(3) == 0 && widget->isVisible()) {
                QTest::mouseClick(
                    widget, Qt::LeftButton, {},
                    {int(random.bounded(widget->width() + 1)), int(random.bounded(widget->height() + 1))});
            } else {
                const int keys[] = {Qt::Key_Tab, Qt::Key_Space, Qt::Key_Return, Qt::Key_Down, Qt::Key_Up,
                                    Qt::Key_A,   Qt::Key_Home,  Qt::Key_End,    Qt::Key_F3,   Qt::Key_Escape};
                QWidget *focus = QApplication::focusWidget() ? QApplication::focusWidget() : widget;
                QTest::keyClick(focus, Qt::Key(keys[random.bounded(10)]),
                                random.bounded(5) == 0 ? Qt::ShiftModifier : Qt::NoModifier);
            }
            if (auto *overview = qobject_cast<MainWindow *>(window.get()); overview && i % 50 == 0)
                overview->show(i % 100 ? QList<ProfileView>()
                                       : QList{profile(u"main"_s, GatewayState(i / 100 % 9))});
            if (auto *logs = qobject_cast<LogWindow *>(window.get()))
                logs->model().append({{.message = QString::number(i)}});
            if (auto *chat = qobject_cast<ChatWindow *>(window.get()); chat && i % 10 == 0)
                chat->heard(u"chat"_s, {{"sessionKey"_L1, u"main"_s},
                                        {"state"_L1, i % 100 ? u"delta"_s : u"aborted"_s},
                                        {"deltaText"_L1, u"- *x* `y`\n"_s}});
        }
        QCOMPARE(said, QStringList());
    }

    void everyItemHasAKeyOfItsOwn_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString &file : QDir(translations).entryList({u"*.ts"_s}))
            QTest::newRow(qPrintable(file)) << file.section(u'_', 1).chopped(3);
    }

    void everyItemHasAKeyOfItsOwn()
    {
        QFETCH(QString, language);
        QTranslator translator;
        QVERIFY(translator.load(u":/i18n/wsagent_"_s + language));
        QVERIFY(QCoreApplication::installTranslator(&translator));
        const auto back = qScopeGuard([&translator] { QCoreApplication::removeTranslator(&translator); });
        using enum GlobalAction;
        TrayMenu tray({ShowWindow, NewProfile, Settings, PortMap, Notifications, Logs, CheckAll, StartAll,
                       StopAll, HardStop, StartAtLogin, Diagnostics, About, Quit},
                      true);
        ProfileView view = profile(u"main"_s, GatewayState::Running);
        view.canPair = true;
        tray.show({view});
        for (const QMenu *menu : {static_cast<const QMenu *>(tray.menu()),
                                  static_cast<const QMenu *>(item(tray.menu(), u"main"_s)->menu())}) {
            QSet<QChar> keys;
            const QList<QAction *> actions = menu->actions();
            for (const QAction *action : actions) {
                if (!action->isEnabled() || action->isSeparator() || action->menu())
                    continue;
                const qsizetype mark = action->text().indexOf(u'&');
                QVERIFY2(mark >= 0, qPrintable(action->text()));
                const QChar key = action->text().at(mark + 1).toLower();
                QVERIFY2(!keys.contains(key), qPrintable(action->text()));
                keys.insert(key);
            }
        }
    }

    /// Nothing unfinished, and every placeholder where it is in English.
    void languagesAreComplete_data() { everyItemHasAKeyOfItsOwn_data(); }

    void languagesAreComplete()
    {
        QFETCH(QString, language);
        static const QRegularExpression placeholder(u"%(?:n|\\d)"_s);
        const auto placeholders = [](const QString &text) {
            QStringList found;
            auto matches = placeholder.globalMatch(text);
            while (matches.hasNext())
                found += matches.next().captured();
            found.sort();
            return found;
        };
        QFile file(translations + "/wsagent_"_L1 + language + ".ts"_L1);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        QString source;
        bool isCounted = false;
        int texts = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            const QString element = xml.name().toString();
            if (element == "message"_L1)
                isCounted = xml.attributes().hasAttribute("numerus"_L1);
            if (element == "translation"_L1)
                QVERIFY2(!xml.attributes().hasAttribute("type"_L1), qPrintable(source));
            if (element == "source"_L1)
                source = xml.readElementText();
            if (element != (isCounted ? "numerusform"_L1 : "translation"_L1))
                continue;
            const QString text = xml.readElementText();
            QVERIFY2(!text.isEmpty(), qPrintable(source));
            QVERIFY2(placeholders(text) == placeholders(source), qPrintable(text));
            ++texts;
        }
        QVERIFY(!xml.hasError());
        QVERIFY(texts > 0);
    }

    void overviewFollows()
    {
        MainWindow window({GlobalAction::Quit}, false);
        QSignalSpy looks(&window, &MainWindow::lookWanted);
        window.show({profile(u"main"_s, GatewayState::Running), profile(u"work"_s, GatewayState::Stopped)});
        QCOMPARE(window.selected(), u"main"_s);
        QCOMPARE(looks.size(), 0); // nobody sees it
        window.show();
        QCOMPARE(looks.size(), 1);
        window.select(u"work"_s);
        QSignalSpy chosen(&window, &MainWindow::chosen);
        const QList<QPushButton *> buttons = window.findChildren<QPushButton *>();
        QVERIFY(buttons.first()->isEnabled());
        QTest::mouseClick(buttons.first(), Qt::LeftButton);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<ProfileAction>(), ProfileAction::Start);
        QCOMPARE(chosen[0][1].toString(), u"work"_s);
        window.show({profile(u"new"_s, GatewayState::Stopped), profile(u"work"_s, GatewayState::Running)});
        QCOMPARE(window.selected(), u"work"_s); // stays with whom one looks at
        QVERIFY(!buttons.first()->isEnabled());
        QSignalSpy closed(&window, &MainWindow::closed);
        window.close();
        QCOMPARE(closed.size(), 1);
    }

    void usage()
    {
        UsageSeries series;
        series.add(1000, 7, 100, 1 << 20);
        QVERIFY(series.cpuPercent().isEmpty()); // a rate needs two looks
        series.add(3000, 7, 600, 2 << 20);
        QCOMPARE(series.cpuPercent(), QList<double>{25});
        series.add(5000, 7, 500, 2 << 20); // a child has ended
        QCOMPARE(series.cpuPercent().last(), 0.0);
        series.add(7000, 8, 50, 3 << 20); // another process
        QVERIFY(series.cpuPercent().isEmpty());
        QCOMPARE(series.memoryBytes().size(), 1);
        for (int i = 0; i < 500; ++i)
            series.add(9000 + i, 8, 50, 1);
        QCOMPARE(series.memoryBytes().size(), UsageSeries::mostLooks);
    }

    void startsAtLogin()
    {
        const test::CliHome home;
        const auto entry = loginItem(home.path(), home.environment, u"/opt/my $apps/100%/ws-agent-tray"_s);
        QVERIFY(!entry->isEnabled());
        QVERIFY(entry->setEnabled(true));
        QVERIFY(entry->isEnabled());
        const QString file = u".config/autostart/ws-agent-tray.desktop"_s;
        QVERIFY(home.read(file).contains("Exec=\"/opt/my \\\\$apps/100%%/ws-agent-tray\" --hidden\n"));
        home.write(file, home.read(file) + "Hidden=true\n"); // as a desktop switches it off
        QVERIFY(!entry->isEnabled());
        QVERIFY(entry->setEnabled(true));
        QVERIFY(entry->isEnabled());
        QVERIFY(entry->setEnabled(false));
        QVERIFY(!QFile::exists(home.path(file)));
    }

    void arguments_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("error");
        QTest::newRow("none") << QStringList() << QString();
        QTest::newRow("all") << QStringList{u"--hidden"_s, u"--require-tray"_s, u"--settings"_s,
                                            u"--page=ports"_s, u"--profile=rescue"_s}
                             << QString();
        QTest::newRow("no value") << QStringList{u"--profile"_s} << u"--profile needs a value"_s;
        QTest::newRow("an option as value")
            << QStringList{u"--page"_s, u"--hidden"_s} << u"--page needs a value"_s;
        QTest::newRow("a path as profile")
            << QStringList{u"--profile"_s, u"../x"_s}
            << u"invalid profile name (letters, digits, \"_\" and \"-\" only)"_s;
        QTest::newRow("unknown") << QStringList{u"--colour"_s} << u"unknown option: --colour"_s;
    }

    void arguments()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, error);
        const auto parsed = parseTrayArguments(words);
        QCOMPARE(parsed ? QString() : parsed.error().message, error);
        if (parsed)
            QCOMPARE(toStrings(*parsed), words);
    }

    void theSecondRaisesTheFirst()
    {
        const test::CliHome home;
        SingleInstance first(userOf(home));
        QCOMPARE(*first.claim(), true);
        QVERIFY(first.listen());
        QSignalSpy raised(&first, &SingleInstance::raised);
        {
            SingleInstance second(userOf(home));
            QCOMPARE(*second.claim(), false);
            // It is another process that waits; here another thread does.
            const std::unique_ptr<QThread> other(QThread::create([&second] {
                if (!second.handOver({u"--settings"_s, u"--profile=rescue"_s}))
                    qFatal("not taken");
            }));
            other->start();
            QTRY_COMPARE(raised.size(), 1);
            QVERIFY(other->wait(10'000));
        }
        QCOMPARE(raised[0][0].toStringList(), QStringList({u"--settings"_s, u"--profile=rescue"_s}));
    }
};

WSAGENT_TEST_WITH(QApplication, TestTray)
#include "tst_tray.moc"
