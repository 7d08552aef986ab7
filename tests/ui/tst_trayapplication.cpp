#include "gateway/instances/runtimefile.h"
#include "tests/support/runninggateway.h"
#include "tests/support/runningsupervisor.h"
#include "tests/support/testprogram.h"
#include "ui/chat/chatwindow.h"
#include "ui/logs/logwindow.h"
#include "ui/tray/trayapplication.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

InstanceSelection userOf(const CliHome &home)
{
    return *selectInstance(std::nullopt, home.environment, home.path(), home.path());
}

QPushButton *button(const QWidget &window, const QString &text)
{
    const QList<QPushButton *> buttons = window.findChildren<QPushButton *>();
    for (QPushButton *each : buttons) {
        if (QString(each->text()).remove(u'&') == text)
            return each;
    }
    return nullptr;
}

template <typename Window>
Window *shown()
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (auto *found = qobject_cast<Window *>(window); found && found->isVisible())
            return found;
    }
    return nullptr;
}

} // namespace

/// The whole application on a desktop without a tray, with real gateways.
class TestTrayApplication : public QObject
{
    Q_OBJECT

private slots:
    void runsGateways()
    {
        const CliHome home;
        setUpProfile(home, u"main"_s, freeBase());
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {});
        QVERIFY(tray.start({}));
        QVERIFY(tray.window().isVisible()); // as there is no tray
        const auto state = [&tray] {
            return tray.book().find(u"main"_s)->status.state;
        };
        QTRY_VERIFY_WITH_TIMEOUT(tray.book().find(u"main"_s) && state() == GatewayState::Running, 60'000);

        QTest::mouseClick(button(tray.window(), u"Stop"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(state(), GatewayState::Stopped, 60'000);
        QTest::mouseClick(button(tray.window(), u"Start"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(state(), GatewayState::Running, 60'000);

        QTest::mouseClick(button(tray.window(), u"Logs"_s), Qt::LeftButton);
        QTRY_VERIFY(shown<LogWindow>());
        QTRY_VERIFY(shown<LogWindow>()->model().rowCount() > 0);
        QTest::mouseClick(button(tray.window(), u"Open chat"_s), Qt::LeftButton);
        QTRY_VERIFY(shown<ChatWindow>());
        QTRY_VERIFY_WITH_TIMEOUT(button(*shown<ChatWindow>(), u"Send"_s)->isEnabled(), 30'000);

        const auto gateway = readRuntimeFile(home.path(u".ws-agent-main"_s));
        QVERIFY(gateway && isAlive(*gateway));
        tray.window().close(); // nothing would be left to see: it is the end, after a question
        QTRY_VERIFY(shown<QMessageBox>());
        QVERIFY(shown<QMessageBox>()->text().contains(u'1'));
        QTest::mouseClick(shown<QMessageBox>()->button(QMessageBox::Cancel), Qt::LeftButton);
        QVERIFY(tray.window().isVisible());
        QCOMPARE(state(), GatewayState::Running);
        tray.window().close();
        QTRY_VERIFY(shown<QMessageBox>());
        QTest::mouseClick(button(*shown<QMessageBox>(), u"Stop and quit"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(*gateway), 60'000);
        QVERIFY(!readRuntimeFile(home.path(u".ws-agent-main"_s)));
    }

    void noProfileYet()
    {
        const CliHome home;
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {});
        QVERIFY(tray.start({}));
        QVERIFY(tray.book().profiles().isEmpty());
        setUpProfile(home, u"main"_s, freeBase()); // comes later, and is noticed
        QTRY_VERIFY_WITH_TIMEOUT(tray.book().find(u"main"_s) &&
                                     tray.book().find(u"main"_s)->status.state == GatewayState::Running,
                                 60'000);
    }

    /// The supervisor that it is attached to ends: that was somebody's wish.
    void theSupervisorEnds()
    {
        const CliHome home;
        setUpProfile(home, u"main"_s, freeBase());
        auto supervisor = std::make_unique<RunningSupervisor>(home);
        QVERIFY(supervisor->settles());
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {});
        QVERIFY(tray.start({}));
        QTRY_VERIFY(tray.book().find(u"main"_s) &&
                    tray.book().find(u"main"_s)->status.state == GatewayState::Running);
        supervisor.reset();
        QTRY_COMPARE(tray.book().find(u"main"_s)->status.state, GatewayState::Stopped);
        QTRY_VERIFY(!tray.book().find(u"main"_s)->isSupervised);
        RunningSupervisor another(home); // and a later one is found
        QTRY_VERIFY_WITH_TIMEOUT(tray.book().find(u"main"_s)->status.state == GatewayState::Running, 60'000);
    }

    /// Windows of other parts are made when they are wanted, and only offered when there are any.
    void windowsOfOthers()
    {
        const CliHome home;
        setUpProfile(home, u"main"_s, freeBase());
        QStringList wanted;
        QPointer<QWidget> settings;
        const auto makeSettings = [&](QWidget *existing, const QString &profile, const QString &page) {
            wanted += profile + u'/' + page;
            settings = existing ? existing : new QWidget;
            return settings.data();
        };
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {.settings = makeSettings});
        QVERIFY(tray.start({.settings = true, .page = u"ports"_s, .profile = u"main"_s}));
        QCOMPARE(wanted, QStringList(u"main/ports"_s));
        const QWidget *first = settings;
        QVERIFY(first->isVisible());
        tray.raise({.settings = true, .profile = u"main"_s}); // a second start
        QCOMPARE(wanted.last(), u"main/"_s);
        QCOMPARE(settings.data(), first);
        QStringList items;
        const QList<QAction *> actions = tray.menu()->actions();
        for (const QAction *action : actions)
            items += QString(action->text()).remove(u'&');
        QVERIFY(items.contains(u"Settings…"_s));
        QVERIFY(!items.contains(u"Port map"_s));
        QVERIFY(!items.contains(u"New profile…"_s));
    }

    void theFirstStart()
    {
        const CliHome home;
        QPointer<QWidget> wizard;
        std::function<void(const QString &)> created;
        const auto makeWizard = [&](const std::function<void(const QString &)> &tell) {
            created = tell;
            wizard = new QWidget;
            return wizard.data();
        };
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {.newProfile = makeWizard});
        QVERIFY(tray.start({}));
        QVERIFY(wizard && wizard->isVisible());
        setUpProfile(home, u"main"_s, freeBase());
        created(u"main"_s); // and one talks to it, as soon as it runs
        QVERIFY(shown<ChatWindow>());
        QTRY_VERIFY_WITH_TIMEOUT(button(*shown<ChatWindow>(), u"Send"_s)->isEnabled(), 60'000);
    }

    /// What somebody is about to save is not lost by quitting.
    void unsavedSettings()
    {
        class Stubborn : public QWidget
        {
        public:
            int asked = 0;

        protected:
            void closeEvent(QCloseEvent *event) override
            {
                ++asked;
                event->ignore();
            }
        };
        const CliHome home;
        QPointer<Stubborn> settings;
        const auto makeSettings = [&settings](QWidget *, const QString &, const QString &) {
            settings = new Stubborn;
            return settings.data();
        };
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {.settings = makeSettings});
        QVERIFY(tray.start({.settings = true}));
        const QList<QAction *> actions = tray.menu()->actions();
        actions.last()->trigger(); // Quit
        QCOMPARE(settings->asked, 1);
        QVERIFY(settings->isVisible());
    }

    void trayRequired()
    {
        const CliHome home;
        TrayApplication tray(userOf(home), QStringLiteral(WSAGENT_PROGRAM), {});
        QVERIFY(!tray.start({.requireTray = true}));
    }
};

WSAGENT_TEST_WITH(QApplication, TestTrayApplication)
#include "tst_trayapplication.moc"
