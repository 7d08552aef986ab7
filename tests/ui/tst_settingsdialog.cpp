#include "tests/support/runninggateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testprogram.h"
#include "tests/ui/profilehome.h"
#include "ui/settings/settingsdialog.h"
#include "ui/widgets/fieldnote.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QByteArray mainConfig = "{\n"
                              "  // the one for everyday\n"
                              "  gateway: { port: 18789 },\n"
                              "}\n";
const QByteArray rescueConfig = "{\n"
                                "  // must work when main does not\n"
                                "  gateway: { port: 19789 }, // far away\n"
                                "}\n";

QStringList warnings;

void keepWarning(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    const bool isOfThePlatform = message.startsWith("This plugin does not support"_L1);
    if (type != QtDebugMsg && type != QtInfoMsg && !isOfThePlatform)
        warnings += message;
}

} // namespace

/// The dialog as people use it: with keys and clicks.
class TestSettingsDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::ProfileHome>();
        m_home->add(u"main"_s, mainConfig);
        m_home->add(u"rescue"_s, rescueConfig);
        openDialog(m_home->user());
    }

    void cleanup()
    {
        m_dialog.reset();
        m_home.reset();
    }

    void allProfilesAreThere()
    {
        const auto *profiles = child<QListWidget>(u"profiles"_s);
        QCOMPARE(profiles->count(), 2);
        QVERIFY(!save()->isEnabled());
    }

    void overlappingPortsCannotBeSaved()
    {
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Ports);
        auto *base = child<QLineEdit>(u"base"_s);
        auto *note = child<FieldNote>(u"baseNote"_s);
        retype(base, u"18795"_s);

        QVERIFY(!save()->isEnabled());
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().contains("at least 20"_L1), qPrintable(note->text()));
        QVERIFY(child<QLabel>(u"outcome"_s)->text().contains("at least 20"_L1));
        QVERIFY(note->button()->isVisible());

        QTest::mouseClick(note->button(), Qt::LeftButton);
        QCOMPARE(base->text(), u"19789"_s);
        retype(base, u"20789"_s);
        QVERIFY(!note->isVisible());
        QVERIFY(save()->isEnabled());

        QSignalSpy saved(m_dialog.get(), &SettingsDialog::saved);
        QTest::mouseClick(save(), Qt::LeftButton);
        QCOMPARE(saved.size(), 1);
        QCOMPARE(saved.first().first().toStringList(), QStringList{u"rescue"_s});
        const QByteArray written = m_home->config(u"rescue"_s);
        QVERIFY(written.contains("// must work when main does not"));
        QVERIFY(written.contains("20789 }, // far away"));
        QCOMPARE(m_home->config(u"main"_s), mainConfig);
        QVERIFY(!save()->isEnabled());
    }

    void aWarningWantsOneConfirmation()
    {
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Ports);
        retype(child<QLineEdit>(u"base"_s), u"18829"_s);
        QVERIFY(save()->isEnabled());

        QTest::mouseClick(save(), Qt::LeftButton);
        QCOMPARE(m_home->config(u"rescue"_s), rescueConfig); // nothing yet
        answer(u"Save"_s);

        QVERIFY(m_home->config(u"rescue"_s).contains("18829"));
    }

    void closingAsksBeforeAnythingIsLost()
    {
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Paths);
        QTest::keyClicks(child<QLineEdit>(u"workspace"_s), m_home->path(u"elsewhere"_s));

        m_dialog->close();
        QVERIFY(m_dialog->isVisible());
        answer(u"Cancel"_s);
        QVERIFY(m_dialog->isVisible());
        QVERIFY(m_dialog->draft()->isChanged(u"rescue"_s));

        m_dialog->close();
        answer(u"Save"_s);
        QVERIFY(!m_dialog->isVisible());
        QVERIFY(m_home->config(u"rescue"_s).contains("elsewhere"));
    }

    void aSaveThatWasThoughtBetterOfClosesNothingLater()
    {
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Ports);
        retype(child<QLineEdit>(u"base"_s), u"18829"_s); // wants a confirmation
        m_dialog->close();
        answer(u"Save"_s);
        answer(u"Cancel"_s);
        QVERIFY(m_dialog->isVisible());
        QCOMPARE(m_home->config(u"rescue"_s), rescueConfig);

        retype(child<QLineEdit>(u"base"_s), u"20789"_s);
        QTest::mouseClick(save(), Qt::LeftButton);

        QVERIFY(m_home->config(u"rescue"_s).contains("20789"));
        QVERIFY(m_dialog->isVisible());
    }

    void discardingGivesBackWhatWas()
    {
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Ports);
        auto *base = child<QLineEdit>(u"base"_s);
        retype(base, u"20789"_s);

        m_dialog->close();
        answer(u"Discard"_s);

        QVERIFY(!m_dialog->isVisible());
        QCOMPARE(m_home->config(u"rescue"_s), rescueConfig);
    }

    void somebodyElseWasFaster()
    {
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Ports);
        retype(child<QLineEdit>(u"base"_s), u"20789"_s);
        m_home->add(u"rescue"_s, QByteArray(rescueConfig).replace("19789", "21789"));

        QTest::mouseClick(save(), Qt::LeftButton);
        QVERIFY(m_home->config(u"rescue"_s).contains("21789"));
        answer(u"Overwrite with mine"_s);

        QVERIFY(m_home->config(u"rescue"_s).contains("20789"));
    }

    void theTextTellsWhereItIsWrong()
    {
        m_dialog->showProfile(u"main"_s, SettingsPage::Advanced);
        auto *text = child<QPlainTextEdit>(u"configText"_s);
        text->moveCursor(QTextCursor::End);
        QTest::keyClicks(text, u"oops"_s);

        QVERIFY(!save()->isEnabled());
        QVERIFY2(child<QLabel>(u"outcome"_s)->text().contains("line 5"_L1),
                 qPrintable(child<QLabel>(u"outcome"_s)->text()));

        for (int i = 0; i < 4; ++i)
            QTest::keyClick(text, Qt::Key_Backspace);
        QVERIFY(!m_dialog->draft()->isChanged(u"main"_s));
    }

    void aFieldOfTheSchemaChangesItsKey()
    {
        m_dialog->showProfile(u"main"_s, SettingsPage::Browser);
        auto *enabled = child<QComboBox>(u"browser.enabled"_s);
        enabled->setFocus();
        QTest::keyClick(enabled, Qt::Key_End); // "no"
        QCOMPARE(m_dialog->draft()->written(u"main"_s, u"browser.enabled"_s), QJsonValue(false));
        QTest::keyClick(enabled, Qt::Key_Home);
        QVERIFY(!m_dialog->draft()->isChanged(u"main"_s));
    }

    void aNewTokenIsMadeOnlyWhenAsked()
    {
        m_dialog->showProfile(u"main"_s, SettingsPage::Security);
        QTest::mouseClick(child<QPushButton>(u"rotate"_s), Qt::LeftButton);
        const QString token = m_dialog->draft()->written(u"main"_s, u"gateway.auth.token"_s).toString();
        QVERIFY(token.size() >= 32);
        QVERIFY(save()->isEnabled());
        for (const QLabel *label : m_dialog->findChildren<QLabel *>())
            QVERIFY(!label->text().contains(token));
    }

    void everythingHasANameForScreenReaders()
    {
        auto *tabs = m_dialog->findChild<QTabWidget *>();
        for (int page = 0; page < tabs->count(); ++page) {
            tabs->setCurrentIndex(page);
            for (const QWidget *widget : tabs->widget(page)->findChildren<QWidget *>()) {
                const auto *button = qobject_cast<const QAbstractButton *>(widget);
                const bool isInner = widget->objectName().startsWith("qt_"_L1) || !widget->isEnabled() ||
                                     qobject_cast<const QLineEdit *>(widget->parentWidget()) ||
                                     qobject_cast<const QComboBox *>(widget->parentWidget());
                if (widget->focusPolicy() == Qt::NoFocus || isInner || widget->inherits("QScrollArea") ||
                    widget->inherits("QScrollBar") || widget->inherits("QTableCornerButton") ||
                    widget->inherits("QHeaderView"))
                    continue;
                const QString name =
                    button && widget->accessibleName().isEmpty() ? button->text() : widget->accessibleName();
                QVERIFY2(!name.isEmpty() || widget->inherits("QLabel"),
                         qPrintable(u"%1: %2 %3"_s.arg(tabs->tabText(page),
                                                       QLatin1StringView(widget->metaObject()->className()),
                                                       widget->objectName())));
            }
        }
    }

    /// Each page as a picture, for people: WSAGENT_PICTURES names the folder.
    void pictures()
    {
        const QString folder = qEnvironmentVariable("WSAGENT_PICTURES");
        if (folder.isEmpty())
            QSKIP("WSAGENT_PICTURES names no folder");
        auto *tabs = m_dialog->findChild<QTabWidget *>();
        m_dialog->showProfile(u"rescue"_s, SettingsPage::Ports);
        retype(child<QLineEdit>(u"base"_s), u"18795"_s);
        for (int page = 0; page < tabs->count(); ++page) {
            tabs->setCurrentIndex(page);
            QVERIFY(
                m_dialog->grab().save(u"%1/settings-%2.png"_s.arg(folder, tabs->tabText(page).toLower())));
        }
    }

    /// Random keys and clicks, the same each time; WSAGENT_MONKEY sets how many.
    void anyKeysAndClicksAreSurvived()
    {
        warnings.clear();
        const QtMessageHandler before = qInstallMessageHandler(keepWarning);
        bool isNumber = false;
        const int asked = qEnvironmentVariableIntValue("WSAGENT_MONKEY", &isNumber);
        const int events = isNumber ? asked : 2000;
        QRandomGenerator random(7);
        constexpr std::array keys{Qt::Key_Tab,    Qt::Key_Backtab,   Qt::Key_Down, Qt::Key_Up,
                                  Qt::Key_Space,  Qt::Key_Right,     Qt::Key_Left, Qt::Key_Delete,
                                  Qt::Key_Escape, Qt::Key_Backspace, Qt::Key_1,    Qt::Key_8,
                                  Qt::Key_A,      Qt::Key_BraceLeft, Qt::Key_Home};
        auto *tabs = m_dialog->findChild<QTabWidget *>();
        for (int i = 0; i < events; ++i) {
            if (!m_dialog->isVisible())
                m_dialog->show();
            QWidget *window = QApplication::activePopupWidget();
            if (!window)
                window = QApplication::activeModalWidget();
            if (!window)
                window = m_dialog.get();
            if (i % 50 == 0)
                tabs->setCurrentIndex(int(random.bounded(tabs->count())));
            QWidget *target = window->focusWidget() ? window->focusWidget() : window;
            if (random.bounded(3) == 0) {
                const QPoint point(int(random.bounded(std::max(1, window->width()))),
                                   int(random.bounded(std::max(1, window->height()))));
                if (QWidget *hit = window->childAt(point); hit && !hit->inherits("QDialogButtonBox") &&
                                                           !hasText(hit, {u"Open folder"_s, u"Choose…"_s}))
                    QTest::mouseClick(hit, Qt::LeftButton, {}, hit->mapFrom(window, point));
            } else if (!hasText(target, {u"Open folder"_s, u"Choose…"_s})) {
                QTest::keyClick(target, keys[size_t(random.bounded(int(keys.size())))]);
            }
        }
        qInstallMessageHandler(before);
        warnings.removeDuplicates();
        QVERIFY2(warnings.isEmpty(), qPrintable(warnings.join(u'\n')));
        for (QWidget *box = QApplication::activeModalWidget(); box && box != m_dialog.get();
             box = QApplication::activeModalWidget())
            box->close();
    }

    void aKeyIsKeptAndTheModelReallyAsked()
    {
        test::ScriptedModel model;
        model.setOtherwise([](const test::ScriptedRequest &request) -> test::ScriptedTurn {
            if (request.header("authorization") == "Bearer the right key")
                return {.text = u"OK"_s};
            return {.status = 401, .body = R"({"error":{"message":"no such key"}})"};
        });
        const test::CliHome home;
        const int port = test::freeBase();
        const QByteArray config =
            liveConfig(port, u",models:{providers:{scripted:{baseUrl:'%1',"
                             "api:'openai-completions',models:[{id:'s'}]}}},"
                             "agents:{defaults:{model:'scripted/s'}}"_s.arg(model.baseUrl()));
        home.write(u".ws-agent-main/ws-agent.json"_s, config);
        openDialog(home);
        m_dialog->showProfile(u"main"_s, SettingsPage::Model);
        QCOMPARE(child<QComboBox>(u"provider"_s)->currentData().toString(), u"scripted"_s);
        QVERIFY(!child<QPushButton>(u"keepKey"_s)->isEnabled());

        const auto *outcome = child<QLabel>(u"modelOutcome"_s);
        QTest::mouseClick(child<QPushButton>(u"testModel"_s), Qt::LeftButton);
        QTRY_VERIFY2(outcome->text().contains("does not run"_L1), qPrintable(outcome->text()));

        test::RunningGateway gateway(home, u"main"_s);
        QVERIFY2(gateway.readyLine().contains("listening"), gateway.errors().constData());
        keepKey(u"a wrong key"_s);
        QTest::mouseClick(child<QPushButton>(u"testModel"_s), Qt::LeftButton);
        QTRY_VERIFY2(outcome->text().contains("no such key"_L1), qPrintable(outcome->text()));
        keepKey(u"the right key"_s); // the gateway that runs takes it over
        QTest::mouseClick(child<QPushButton>(u"testModel"_s), Qt::LeftButton);
        QTRY_VERIFY2(outcome->text().startsWith("It answers"_L1), qPrintable(outcome->text()));

        QTRY_COMPARE(child<QLabel>(u"account"_s)->text(), u"scripted:default"_s);
        QCOMPARE(home.read(u".ws-agent-main/ws-agent.json"_s), config);
        const QByteArray accounts = home.read(u".ws-agent-main/agents/main/agent/auth-profiles.json"_s);
        QVERIFY(accounts.contains("keychain"));
        QVERIFY(!accounts.contains("right key"));
    }

    void devicesAreLetInAndForgotten()
    {
        const test::CliHome home;
        const int port = test::freeBase();
        home.write(u".ws-agent-main/ws-agent.json"_s, liveConfig(port));
        openDialog(home);
        m_dialog->showProfile(u"main"_s, SettingsPage::Security);
        const auto *note = child<QLabel>(u"devicesNote"_s);
        QTRY_COMPARE(note->text(), u"The devices are shown while the gateway runs."_s);

        test::RunningGateway gateway(home, u"main"_s);
        QVERIFY2(gateway.readyLine().contains("listening"), gateway.errors().constData());
        QVERIFY(deviceConnects(port, u"linux"_s));
        auto *devices = child<QListWidget>(u"devices"_s);
        lookAway(SettingsPage::Security);
        QTRY_COMPARE(devices->count(), 1);

        QVERIFY(!deviceConnects(port, u"darwin"_s)); // another platform: the owner is asked
        lookAway(SettingsPage::Security);
        QTRY_COMPARE(devices->count(), 2);
        QVERIFY(!child<QPushButton>(u"approveDevice"_s)->isEnabled());
        devices->setCurrentRow(0);
        QVERIFY(devices->currentItem()->text().contains("asks to be let in"_L1));
        QTest::mouseClick(child<QPushButton>(u"approveDevice"_s), Qt::LeftButton);
        QTRY_COMPARE(devices->count(), 1);
        QVERIFY(deviceConnects(port, u"darwin"_s));

        devices->setCurrentRow(0);
        QTest::mouseClick(child<QPushButton>(u"forgetDevice"_s), Qt::LeftButton);
        answer(u"Forget"_s);
        QTRY_COMPARE(devices->count(), 0);
        QCOMPARE(note->text(), u"No device is paired."_s);
    }

private:
    static QString token() { return u"t"_s.repeated(40); }

    /// Of a gateway that really runs.
    static QByteArray liveConfig(int port, const QString &more = {})
    {
        return u"{gateway:{mode:'local',port:%1,auth:{token:'%2'}}%3}"_s.arg(port)
            .arg(token(), more)
            .toUtf8();
    }

    void openDialog(const test::CliHome &home)
    {
        const auto user = selectInstance({}, home.environment, home.path(), home.path());
        QVERIFY(bool(user));
        openDialog(*user);
    }

    void openDialog(const InstanceSelection &user)
    {
        m_dialog = std::make_unique<SettingsDialog>(user);
        QSignalSpy ready(m_dialog.get(), &SettingsDialog::ready);
        m_dialog->show();
        QVERIFY(ready.wait());
    }

    void lookAway(SettingsPage page) const
    {
        m_dialog->showProfile(u"main"_s, SettingsPage::General);
        m_dialog->showProfile(u"main"_s, page);
    }

    static bool deviceConnects(int port, const QString &platform)
    {
        return test::deviceConnects(port, token(), test::DeviceKey(QByteArray(32, 'k')), platform);
    }

    void keepKey(const QString &key) const
    {
        auto *field = child<QLineEdit>(u"key"_s);
        QTest::keyClicks(field, key);
        QTest::mouseClick(child<QPushButton>(u"keepKey"_s), Qt::LeftButton);
        const auto *outcome = child<QLabel>(u"modelOutcome"_s);
        QTRY_VERIFY2(outcome->text().contains("is kept in"_L1), qPrintable(outcome->text()));
        QVERIFY(field->text().isEmpty());
    }

    template <typename T>
    T *child(const QString &name) const
    {
        T *found = m_dialog->findChild<T *>(name);
        [&] {
            QVERIFY2(found, qPrintable(name));
        }();
        return found;
    }

    QAbstractButton *save() const
    {
        return m_dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
    }

    static bool hasText(const QWidget *widget, const QStringList &texts)
    {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        return button && texts.contains(button->text());
    }

    static void retype(QLineEdit *edit, const QString &text)
    {
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }

    /// Presses that button of the question that is open.
    void answer(const QString &text) const
    {
        auto *box = m_dialog->findChild<QMessageBox *>();
        QVERIFY(box);
        for (QAbstractButton *button : box->buttons()) {
            if (button->text().remove(u'&') != text)
                continue;
            QTest::mouseClick(button, Qt::LeftButton);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            return;
        }
        QFAIL(qPrintable(u"no button "_s + text));
    }

    std::unique_ptr<test::ProfileHome> m_home;
    std::unique_ptr<SettingsDialog> m_dialog;
};

WSAGENT_TEST_WITH(QApplication, TestSettingsDialog)
#include "tst_settingsdialog.moc"
