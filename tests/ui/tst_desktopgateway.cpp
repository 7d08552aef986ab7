#include "app/network/gatewaylink.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"
#include "ui/chat/chatcard.h"
#include "ui/chat/chatwindow.h"
#include "ui/chat/markdownview.h"
#include "ui/notices/noticecenter.h"
#include "ui/notices/noticewindow.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// What a desktop would show.
class ShownNotices : public DesktopNotifier
{
public:
    void show(const Notice &notice) override { shown += notice; }
    void withdraw(const Notice &notice) override { withdrawn += notice; }

    QList<Notice> shown;
    QList<Notice> withdrawn;
};

GatewayStatus status(GatewayState state, const QString &message = {})
{
    return {.profile = u"main"_s, .state = state, .message = message};
}

} // namespace

/// Notices and chat as a client of a real gateway in this process.
class TestDesktopGateway : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_gateway = std::make_unique<TestGateway>();
        QVERIFY(m_gateway->start());
        GatewayTarget target{.url = QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_gateway->port())),
                             .token = TestGateway::secret(),
                             .instanceId = u"id-1"_s};
        m_link = std::make_unique<GatewayLink>(target);
        auto notifier = std::make_unique<ShownNotices>();
        m_desktop = notifier.get();
        m_center = std::make_unique<NoticeCenter>(
            std::move(notifier), [this](const QString &, const QString &method, const QJsonObject &params,
                                        const auto &answered) { m_link->call(method, params, answered); });
        connect(m_link.get(), &GatewayLink::eventReceived, m_center.get(),
                [this](const QString &name, const QJsonObject &payload) {
                    m_center->heard(u"main"_s, name, payload);
                });
        QSignalSpy up(m_link.get(), &GatewayLink::up);
        m_link->open();
        QTRY_COMPARE(up.size(), 1);
    }

    void cleanup()
    {
        m_center.reset();
        m_link.reset();
        m_gateway.reset();
    }

    void manyCallsAtOnce()
    {
        QStringList answers;
        for (const auto *method : {"health", "no.such.method", "sessions.list", "status"})
            m_link->call(QString::fromLatin1(method), {},
                         [&answers, method](const Result<QJsonValue> &answer) {
                             answers += QString::fromLatin1(method) + (answer ? u" yes"_s : u" no"_s);
                         });
        QTRY_COMPARE(answers.size(), 4);
        answers.sort();
        QCOMPARE(answers, QStringList({u"health yes"_s, u"no.such.method no"_s, u"sessions.list yes"_s,
                                       u"status yes"_s}));
        QVERIFY(m_link->hasMethod(u"chat.send"_s));
        QVERIFY(!m_link->hasMethod(u"no.such.method"_s));
    }

    void theLinkSaysWhenItGoes()
    {
        QSignalSpy down(m_link.get(), &GatewayLink::down);
        m_gateway.reset();
        QTRY_COMPARE(down.size(), 1);
        QString error;
        m_link->call(u"health"_s, {},
                     [&error](const Result<QJsonValue> &answer) { error = answer.error().message; });
        QCOMPARE(error, u"there is no connection to the gateway"_s);
    }

    void nobodyElseGetsTheToken_data()
    {
        QTest::addColumn<QString>("instanceId");
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("reason");
        QTest::newRow("another instance") << u"id-2"_s << TestGateway::secret() << u"this is id-1"_s;
        QTest::newRow("a wrong token") << u"id-1"_s << u"wrong"_s << u"unauthorized"_s;
    }

    void nobodyElseGetsTheToken()
    {
        QFETCH(QString, instanceId);
        QFETCH(QString, token);
        QFETCH(QString, reason);
        GatewayLink link({.url = QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_gateway->port())),
                          .token = token,
                          .instanceId = instanceId});
        QSignalSpy down(&link, &GatewayLink::down);
        link.open();
        QTRY_COMPARE(down.size(), 1);
        QVERIFY2(down[0][0].value<Error>().message.contains(reason),
                 qPrintable(down[0][0].value<Error>().message));
        QVERIFY(!link.isUp());
    }

    void aDeviceIsApproved_data()
    {
        QTest::addColumn<bool>("approve");
        QTest::newRow("approved") << true;
        QTest::newRow("rejected") << false;
    }

    void aDeviceIsApproved()
    {
        QFETCH(bool, approve);
        const QString name = askToPair();
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        const Notice notice = m_desktop->shown.first();
        QCOMPARE(notice.kind, Notice::Kind::PairingRequest);
        QVERIFY(notice.title.contains(name));
        QVERIFY(notice.text.contains(u"read"_s));

        NoticeWindow window(*m_center);
        window.show();
        const QList<QPushButton *> buttons = window.findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 2);
        QTest::mouseClick(buttons[approve ? 0 : 1], Qt::LeftButton);
        QTRY_VERIFY(m_center->history().open(u"main"_s).isEmpty());
        QCOMPARE(m_center->history().notices().first().outcome, approve ? u"Approved"_s : u"Rejected"_s);
        QVERIFY(!m_desktop->withdrawn.isEmpty());
        QTRY_VERIFY(window.findChildren<QPushButton *>().isEmpty());
        QCOMPARE(pairAgain(), approve);
    }

    void whatWaitedBeforeIsFound()
    {
        (void)askToPair();
        QTRY_COMPARE(m_center->history().rowCount(), 1);
        auto notifier = std::make_unique<ShownNotices>();
        ShownNotices *shown = notifier.get();
        NoticeCenter later(std::move(notifier),
                           [this](const QString &, const QString &method, const QJsonObject &params,
                                  const auto &answered) { m_link->call(method, params, answered); });
        later.connected(u"main"_s);
        QTRY_COMPARE(shown->shown.size(), 1);
        later.connected(u"main"_s); // after the connection was lost: nothing new
        QTest::qWait(1);
        bool isThrough = false;
        m_link->call(u"health"_s, {}, [&isThrough](const auto &) { isThrough = true; });
        QTRY_VERIFY(isThrough);
        QCOMPARE(shown->shown.size(), 1);
    }

    void aCommandIsAllowed_data()
    {
        QTest::addColumn<Notice::Answer>("answer");
        QTest::addColumn<QString>("decision");
        QTest::newRow("once") << Notice::Answer::AllowOnce << u"allow-once"_s;
        QTest::newRow("always") << Notice::Answer::AllowAlways << u"allow-always"_s;
        QTest::newRow("not") << Notice::Answer::Deny << u"deny"_s;
    }

    void aCommandIsAllowed()
    {
        QFETCH(Notice::Answer, answer);
        QFETCH(QString, decision);
        ScriptedClient asking(m_gateway->port());
        logIn(asking);
        asking.request(u"exec.approval.request"_s,
                       QJsonObject{{"command"_L1, u"rm -rf \u202e/tmp/x"_s}, {"cwd"_L1, u"/tmp"_s}});
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        const Notice notice = m_desktop->shown.first();
        QCOMPARE(notice.kind, Notice::Kind::ExecApproval);
        QCOMPARE(notice.text, u"rm -rf /tmp/x\nIn /tmp"_s); // what turns text around is taken out
        QCOMPARE(notice.answers().size(), 3);
        m_center->answer(notice, answer);
        QCOMPARE(asking.next()["payload"_L1]["decision"_L1].toString(), decision);
        QTRY_VERIFY(m_center->history().open(u"main"_s).isEmpty());
    }

    void troubles_data()
    {
        QTest::addColumn<GatewayStatus>("before");
        QTest::addColumn<GatewayStatus>("now");
        QTest::addColumn<int>("kind"); // -1: none
        using enum GatewayState;
        using Kind = Notice::Kind;
        QTest::newRow("came up") << status(Starting) << status(Running) << -1;
        QTest::newRow("was stopped") << status(Stopping) << status(Stopped) << -1;
        QTest::newRow("ended") << status(Running) << status(Waiting, u"ended with code 1"_s)
                               << int(Kind::GatewayDown);
        QTest::newRow("again and again")
            << status(Waiting) << status(GaveUp, u"ended with code 1, 6 times in a row; not started again"_s)
            << int(Kind::CrashLoop);
        QTest::newRow("port taken") << status(Starting)
                                    << status(GaveUp, u"port 18789 is taken by process 12"_s)
                                    << int(Kind::PortConflict);
        QTest::newRow("old config") << status(Starting) << status(Degraded, u"degraded: config"_s)
                                    << int(Kind::DegradedConfig);
        GatewayStatus service = status(Stopped);
        service.isService = true;
        QTest::newRow("service died") << status(Running) << service << int(Kind::GatewayDown);
    }

    void troubles()
    {
        QFETCH(GatewayStatus, before);
        QFETCH(GatewayStatus, now);
        QFETCH(int, kind);
        const auto notice = NoticeText::change(before, now);
        QCOMPARE(notice ? int(notice->kind) : -1, kind);
    }

    void troublesAreOverAndCanBeSilenced()
    {
        m_center->statusChanged(status(GatewayState::Running));
        m_center->statusChanged(status(GatewayState::Waiting, u"ended with code 1"_s));
        QCOMPARE(m_desktop->shown.size(), 1);
        m_center->statusChanged(status(GatewayState::Running));
        QCOMPARE(m_center->history().notices().first().outcome, u"Runs again"_s);
        m_center->setMuted(Notice::Kind::GatewayDown, u"main"_s, true);
        m_center->statusChanged(status(GatewayState::Waiting, u"ended with code 1"_s));
        QCOMPARE(m_desktop->shown.size(), 1);
        QCOMPARE(m_center->history().rowCount(), 2);
    }

    void theHistoryIsBounded()
    {
        NoticeHistory &history = m_center->history();
        Notice waiting = NoticeText::pairing(u"main"_s, {{"requestId"_L1, u"r"_s}});
        history.add(waiting);
        for (int i = 0; i < 2 * NoticeHistory::mostNotices; ++i)
            history.add(NoticeText::rescue(u"rescue"_s, QString::number(i)));
        QCOMPARE(history.notices().size(), NoticeHistory::mostNotices);
        QCOMPARE(history.open(u"main"_s).size(), 1); // what waits is kept
    }

    void aConversation()
    {
        ChatWindow window(u"main"_s,
                          [this](const QString &method, const QJsonObject &params, const auto &answered) {
                              m_link->call(method, params, answered);
                          });
        connect(m_link.get(), &GatewayLink::eventReceived, &window, &ChatWindow::heard);
        window.setConnected(true);
        window.show();
        auto *input = window.findChild<QPlainTextEdit *>();
        auto *session = window.findChild<ChatSession *>();
        QTRY_VERIFY(session->key() != u"main"_s); // the whole key comes with the history
        QTest::keyClicks(input, u"status"_s);
        QTest::keyClick(input, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(input->toPlainText().isEmpty());
        QTRY_VERIFY(session->entries().size() >= 2 && !session->isBusy());
        QCOMPARE(session->entries().first().text, u"status"_s);
        const QString answer = session->entries().last().text;
        QCOMPARE(session->entries().last().kind, ChatEntry::Kind::Agent);
        QVERIFY(answer.size() > 20);
        QTRY_COMPARE(window.findChildren<ChatCard *>().size(), session->entries().size());
        const auto *view = window.findChild<MarkdownView *>();
        QTRY_VERIFY(view->toPlainText().size() > 20);

        session->open(session->key()); // and again, from what the gateway has kept
        QTRY_COMPARE(session->entries().last().text, answer);
        QTRY_COMPARE(window.findChildren<ChatCard *>().size(), session->entries().size());
    }

    /// By what a gateway says on the wire (9.3): growing text, a tool, the end.
    void entriesGrow()
    {
        ChatSession session([](const QString &, const QJsonObject &, const auto &) {});
        const auto chat = [&session](const QJsonObject &payload) {
            QJsonObject whole{{"sessionKey"_L1, u"main"_s}, {"runId"_L1, u"r"_s}};
            for (auto member = payload.begin(); member != payload.end(); ++member)
                whole.insert(member.key(), member.value());
            session.heard(u"chat"_s, whole);
        };
        const auto tool = [&session](const QJsonObject &data) {
            session.heard(u"agent"_s,
                          {{"sessionKey"_L1, u"main"_s}, {"stream"_L1, u"tool"_s}, {"data"_L1, data}});
        };
        chat({{"state"_L1, u"delta"_s}, {"deltaText"_L1, u"I "_s}});
        chat({{"state"_L1, u"delta"_s}, {"deltaText"_L1, u"look"_s}});
        QVERIFY(session.isBusy());
        tool({{"phase"_L1, u"start"_s}, {"name"_L1, u"read"_s}, {"toolCallId"_L1, u"t"_s}});
        tool({{"phase"_L1, u"result"_s},
              {"toolCallId"_L1, u"t"_s},
              {"result"_L1, u"no file"_s},
              {"isError"_L1, true}});
        chat({{"state"_L1, u"delta"_s}, {"deltaText"_L1, u"Not the"_s}});
        chat({{"state"_L1, u"delta"_s}, {"deltaText"_L1, u"There is none."_s}, {"replace"_L1, true}});
        QCOMPARE(session.entries().size(), 3);
        QCOMPARE(session.entries()[0].text, u"I look"_s);
        QVERIFY(session.entries()[1].isError);
        QVERIFY(session.entries()[1].text.contains(u"no file"_s));
        QCOMPARE(session.entries()[2].text, u"There is none."_s);
        session.heard(
            u"chat"_s,
            {{"sessionKey"_L1, u"other"_s}, {"state"_L1, u"delta"_s}, {"deltaText"_L1, u"not here"_s}});
        QCOMPARE(session.entries().size(), 3);
        chat({{"state"_L1, u"aborted"_s}});
        QVERIFY(!session.isBusy());
        QCOMPARE(session.entries().last().kind, ChatEntry::Kind::Note);
    }

private:
    void logIn(ScriptedClient &client) const
    {
        client.nonce();
        client.request(u"connect"_s,
                       ScriptedClient::commandLine(TestGateway::secret(), {u"operator.admin"_s}));
        QVERIFY(client.next()["ok"_L1].toBool());
    }

    QJsonObject changedDevice() const
    {
        QJsonObject params = ScriptedClient::commandLine(TestGateway::secret(), {u"operator.read"_s});
        QJsonObject client = params["client"_L1].toObject();
        client.insert("platform"_L1, u"darwin"_s);
        client.insert("displayName"_L1, u"Phone"_s);
        params.insert("client"_L1, client);
        return params;
    }

    /// A device that was let in comes back as another one; the owner has to say. Answers with its name.
    QString askToPair()
    {
        ScriptedClient first(m_gateway->port());
        first.request(u"connect"_s, ScriptedClient::proven(ScriptedClient::commandLine(TestGateway::secret(),
                                                                                       {u"operator.admin"_s}),
                                                           m_key, first.nonce()));
        if (!first.next()["ok"_L1].toBool())
            return {};
        ScriptedClient changed(m_gateway->port());
        changed.request(u"connect"_s, ScriptedClient::proven(changedDevice(), m_key, changed.nonce()));
        (void)changed.next();
        return u"Phone"_s;
    }

    bool pairAgain() const
    {
        ScriptedClient again(m_gateway->port());
        again.request(u"connect"_s, ScriptedClient::proven(changedDevice(), m_key, again.nonce()));
        return again.next()["ok"_L1].toBool();
    }

    DeviceKey m_key{QByteArray(32, 'k')};
    std::unique_ptr<TestGateway> m_gateway;
    std::unique_ptr<GatewayLink> m_link;
    std::unique_ptr<NoticeCenter> m_center;
    ShownNotices *m_desktop = nullptr;
};

WSAGENT_TEST_WITH(QApplication, TestDesktopGateway)
#include "tst_desktopgateway.moc"
