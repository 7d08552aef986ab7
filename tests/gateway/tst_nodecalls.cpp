#include "gateway/nodes/nodecalls.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A node that hears what it is told, and what came of the calls.
struct Node
{
    bool connected = true;
    QList<QJsonObject> heard = {};
    QStringList events = {};
    QList<NodeCalls::Outcome> outcomes = {};
    NodeCalls calls{[this](const QString &, QLatin1StringView event, const QJsonObject &payload) {
        events += event;
        heard += payload;
        return connected;
    }};

    void call(std::chrono::milliseconds timeout = 30s, const QJsonValue &params = QJsonObject())
    {
        calls.call({.nodeId = u"n"_s,
                    .command = u"canvas.hide"_s,
                    .params = params,
                    .idempotencyKey = u"k"_s,
                    .timeout = timeout},
                   [this](const NodeCalls::Outcome &outcome) { outcomes += outcome; });
    }
    QString id(qsizetype of = -1) const
    {
        return heard.at(of < 0 ? heard.size() - 1 : of)["id"_L1].toString();
    }
    bool answer(const Result<NodeAnswer, NodeFailure> &answer)
    {
        return calls.answered(u"n"_s, id(), answer);
    }
};

} // namespace

class TestNodeCalls : public QObject
{
    Q_OBJECT

private slots:
    void thereAndBack()
    {
        Node node;
        node.call(4s, QJsonObject{{"bins"_L1, QJsonArray{u"sh"_s}}});
        QCOMPARE(node.events, QStringList{u"node.invoke.request"_s});
        const QJsonObject request = node.heard.first();
        QCOMPARE(request["nodeId"_L1].toString(), u"n"_s);
        QCOMPARE(request["command"_L1].toString(), u"canvas.hide"_s);
        QCOMPARE(request["paramsJSON"_L1].toString(), u"{\"bins\":[\"sh\"]}"_s);
        QCOMPARE(request["idempotencyKey"_L1].toString(), u"k"_s);
        QVERIFY(request["timeoutMs"_L1].toInt() > 3000 && request["timeoutMs"_L1].toInt() <= 4000);
        QVERIFY(node.answer(NodeAnswer{.payload = 7}));
        QCOMPARE(node.outcomes.size(), 1);
        QCOMPARE(node.outcomes.first()->payload, QJsonValue(7));
        QVERIFY(!node.answer(NodeAnswer{.payload = 8})); // late
        QCOMPARE(node.outcomes.size(), 1);
    }

    void parametersAreText_data()
    {
        QTest::addColumn<QJsonValue>("params");
        QTest::addColumn<QString>("text");
        QTest::newRow("an object") << QJsonValue(QJsonObject{{"a"_L1, 1}}) << u"{\"a\":1}"_s;
        QTest::newRow("a string") << QJsonValue(u"ü"_s) << u"\"ü\""_s;
        QTest::newRow("null") << QJsonValue(QJsonValue::Null) << u"null"_s;
    }
    void parametersAreText()
    {
        QFETCH(QJsonValue, params);
        Node node;
        node.call(1s, params);
        QTEST(node.heard.first()["paramsJSON"_L1].toString(), "text");
    }

    void anotherNodeDoesNotAnswer()
    {
        Node node;
        node.call();
        QVERIFY(!node.calls.answered(u"m"_s, node.id(), NodeAnswer()));
        QVERIFY(node.outcomes.isEmpty());
    }

    void whatTheNodeCouldNot()
    {
        Node node;
        node.call();
        node.answer(NodeFailure{.code = u"NO_SCREEN"_s, .message = u"there is no screen"_s});
        const ProtocolError error = node.outcomes.first().error();
        QCOMPARE(error.code, ProtocolError::Code::Unavailable);
        QCOMPARE(error.message, u"there is no screen"_s);
        QCOMPARE(error.details["nodeError"_L1]["code"_L1].toString(), u"NO_SCREEN"_s);
    }

    void oneThatIsNotThere()
    {
        Node node;
        node.connected = false;
        node.call();
        QCOMPARE(node.outcomes.first().error(), NodeCalls::notConnected());
        QCOMPARE(node.calls.count(), 0);
    }

    void oneThatGoes()
    {
        Node node;
        node.call();
        node.call();
        node.calls.nodeGone(u"another"_s, NodeCalls::notConnected());
        QVERIFY(node.outcomes.isEmpty());
        node.calls.nodeGone(u"n"_s, NodeCalls::pairingChanged());
        QCOMPARE(node.outcomes.size(), 2);
        QCOMPARE(node.outcomes.first().error().details["code"_L1].toString(), u"PAIRING_CHANGED"_s);
        QCOMPARE(node.outcomes.first().error().retryable, true);
    }

    void theTimeIsOver()
    {
        Node node;
        node.call(20ms);
        QTRY_COMPARE(node.outcomes.size(), 1);
        QCOMPARE(node.outcomes.first().error().details["nodeError"_L1]["code"_L1].toString(), u"TIMEOUT"_s);
        QCOMPARE(node.events.last(), u"node.invoke.cancel"_s);
        QCOMPARE(node.id(1), node.id(0));
    }

    void oneThatIsNotReadyIsAskedAgain()
    {
        Node node;
        node.call();
        const NodeFailure notReady{.code = u"NODE_NOT_READY"_s, .message = u"waking up"_s};
        for (int attempt = 1; attempt <= NodeCalls::mostRetries; ++attempt) {
            QVERIFY(node.answer(notReady));
            QVERIFY(node.outcomes.isEmpty());
            QTRY_COMPARE(node.heard.size(), attempt + 1);
            QVERIFY(node.id() != node.id(attempt - 1));
        }
        QVERIFY(node.heard.last()["timeoutMs"_L1].toInt() < node.heard.first()["timeoutMs"_L1].toInt());
        node.answer(notReady);
        QCOMPARE(node.outcomes.first().error().details["nodeError"_L1]["code"_L1].toString(),
                 u"NODE_NOT_READY"_s);
    }

    void oneThatIsNotReadyForLongerThanThereIsTime()
    {
        Node node;
        node.call(50ms);
        node.answer(NodeFailure{.code = u"NODE_NOT_READY"_s});
        QCOMPARE(node.outcomes.size(), 1);
    }

    void oneThatGoesBeforeItIsReady()
    {
        Node node;
        node.call();
        node.answer(NodeFailure{.code = u"NODE_NOT_READY"_s});
        node.calls.nodeGone(u"n"_s, NodeCalls::notConnected());
        QCOMPARE(node.outcomes.size(), 1);
        QCOMPARE(node.calls.count(), 0);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestNodeCalls)
#include "tst_nodecalls.moc"
