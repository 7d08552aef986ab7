#include "app/supervisor/controlmessage.h"
#include "app/supervisor/gatewaystatus.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

/// What a supervisor and its clients say to each other.
class TestControlMessage : public QObject
{
    Q_OBJECT

private slots:
    void requests_data()
    {
        QTest::addColumn<ControlRequest>("request");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("hello") << ControlRequest{.id = 1}
                               << QByteArray(R"({"do":"hello","id":1,"protocol":1})");
        QTest::newRow("list") << ControlRequest{.id = 2, .verb = ControlVerb::List, .usage = true}
                              << QByteArray(R"({"do":"list","id":2,"usage":true})");
        QTest::newRow("stop") << ControlRequest{.id = 3,
                                                .verb = ControlVerb::Stop,
                                                .profile = u"main"_s,
                                                .drainMs = 500}
                              << QByteArray(R"({"do":"stop","drainMs":500,"id":3,"profile":"main"})");
        QTest::newRow("subscribe") << ControlRequest{.id = 4, .verb = ControlVerb::Subscribe}
                                   << QByteArray(R"({"do":"subscribe","id":4})");
        QTest::newRow("shutdown") << ControlRequest{.id = 5, .verb = ControlVerb::Shutdown}
                                  << QByteArray(R"({"do":"shutdown","id":5})");
    }
    void requests()
    {
        QFETCH(ControlRequest, request);
        QFETCH(QByteArray, line);
        QCOMPARE(toLine(request), line);
        const auto parsed = parseControlRequest(line);
        QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().message));
        QVERIFY(*parsed == request);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no object") << QByteArray("[]");
        QTest::newRow("half an object") << QByteArray("{\"do\":\"list\"");
        QTest::newRow("an unknown verb") << QByteArray(R"({"do":"sing"})");
        QTest::newRow("the name of the enum") << QByteArray(R"({"do":"List"})");
        QTest::newRow("nobody to start") << QByteArray(R"({"do":"start"})");
        QTest::newRow("a name where none belongs") << QByteArray(R"({"do":"shutdown","profile":"main"})");
        QTest::newRow("an endless name")
            << "{\"do\":\"start\",\"profile\":\"" + QByteArray(1000, 'x') + "\"}";
    }
    void refused()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!parseControlRequest(line));
    }

    void aDrainHasBounds()
    {
        const auto endless = parseControlRequest(R"({"do":"stop","profile":"main","drainMs":2000000000})");
        QCOMPARE(endless->drainMs, 3600 * 1000);
        const auto negative = parseControlRequest(R"({"do":"stop","profile":"main","drainMs":-5})");
        QCOMPARE(negative->drainMs, -1);
    }

    void answersAndErrors()
    {
        const auto answer = parseControlAnswer(controlAnswer(7, {{"a"_L1, 1}}));
        QCOMPARE(answer->id, 7);
        QCOMPARE(*answer->result, (QJsonObject{{"a"_L1, 1}}));
        const Error error{u"no profile x"_s, u"ws-agent supervisor status"_s, ErrorKind::NotFound};
        const auto refusal = parseControlAnswer(controlRefusal(8, error));
        QCOMPARE(refusal->id, 8);
        QVERIFY(refusal->result.error() == error);
        const auto event = parseControlAnswer(controlEvent("profile"_L1, {{"b"_L1, 2}}));
        QCOMPARE(event->event, u"profile"_s);
        QVERIFY(!parseControlAnswer("nonsense"));
    }

    void aStatusSurvivesTheWay()
    {
        const GatewayStatus status{.profile = u"main"_s,
                                   .state = GatewayState::GaveUp,
                                   .isService = true,
                                   .pid = 12,
                                   .port = 18789,
                                   .version = u"0.1.0"_s,
                                   .restarts = 3,
                                   .message = u"why"_s,
                                   .fix = u"how"_s,
                                   .sinceMs = 1'700'000'000'123};
        QVERIFY(gatewayStatusFromJson(toJson(status)) == status);
        QCOMPARE(toJson(status)["state"_L1], QJsonValue(u"gaveUp"_s));
    }

    void lines_data()
    {
        QTest::addColumn<GatewayStatus>("status");
        QTest::addColumn<QString>("line");
        QTest::newRow("running") << GatewayStatus{.profile = u"main"_s,
                                                  .state = GatewayState::Running,
                                                  .pid = 7,
                                                  .port = 18789}
                                 << u"main    running    port 18789, pid 7"_s;
        QTest::newRow("given up") << GatewayStatus{.profile = u"main"_s,
                                                   .state = GatewayState::GaveUp,
                                                   .message = u"no token"_s,
                                                   .fix = u"ws-agent doctor"_s}
                                  << u"main    gaveUp     no token  try: ws-agent doctor"_s;
        QTest::newRow("stopped") << GatewayStatus{.profile = u"main"_s} << u"main    stopped"_s;
    }
    void lines()
    {
        QFETCH(GatewayStatus, status);
        QTEST(toLine(status, 6), "line");
    }
};

WSAGENT_TEST(TestControlMessage)
#include "tst_controlmessage.moc"
