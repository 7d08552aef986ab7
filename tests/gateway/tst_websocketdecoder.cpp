#include "gateway/net/websocketdecoder.h"
#include "tests/support/clientframe.h"
#include "tests/support/testprogram.h"
#include "tests/support/websocketcases.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ClientFrame;

namespace {

using Op = WebSocketOpcode;

struct Outcome
{
    QList<WebSocketMessage> messages = {};
    int failure = 0; ///< the close code, 0 for none

    bool operator==(const Outcome &) const = default;
};

Outcome decode(const QByteArray &bytes, qsizetype piece)
{
    WebSocketDecoder decoder(test::webSocketLimit);
    Outcome outcome;
    for (qsizetype i = 0; i < bytes.size() && outcome.failure == 0; i += piece) {
        const auto failure = decoder.feed(
            QByteArrayView(bytes).sliced(i).first(std::min(piece, bytes.size() - i)), outcome.messages);
        outcome.failure = failure ? failure->code : 0;
    }
    return outcome;
}

QByteArray text(const QByteArray &payload)
{
    return ClientFrame{.payload = payload}.bytes();
}

} // namespace

/// Cases after the sections of RFC 6455.
class TestWebSocketDecoder : public QObject
{
    Q_OBJECT

private slots:
    void decode_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QList<WebSocketMessage>>("messages");
        QTest::addColumn<int>("failure");
        const auto cases = test::webSocketCases();
        for (const test::WebSocketCase &each : cases)
            QTest::newRow(each.name.constData()) << each.bytes << each.messages << each.failure;
    }
    void decode()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QList<WebSocketMessage>, messages);
        QFETCH(int, failure);
        const Outcome expected{messages, failure};
        for (const qsizetype piece : {bytes.size(), qsizetype(1), qsizetype(3), qsizetype(1000)})
            QVERIFY(::decode(bytes, piece) == expected);
    }

    void thereAreEnoughCases() { QVERIFY(test::webSocketCases().size() >= 250); }

    void limitFollowsTheLogin()
    {
        WebSocketDecoder decoder(10);
        QList<WebSocketMessage> messages;
        QVERIFY(!decoder.feed(text("0123456789"), messages));
        decoder.setLimit(20);
        QVERIFY(!decoder.feed(text("01234567890123456789"), messages));
        QCOMPARE(messages.size(), 2);
        QCOMPARE(decoder.feed(text("012345678901234567890"), messages)->code, WebSocketClose::TooBig);
    }

    void nothingIsKeptForAFrameThatIsTooBig()
    {
        WebSocketDecoder decoder(10);
        QList<WebSocketMessage> messages;
        const QByteArray head = text(QByteArray(11, 'a')).first(6);
        QCOMPARE(decoder.feed(head, messages)->code, WebSocketClose::TooBig);
    }

    void encodes_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("empty") << 0 << QByteArray::fromHex("8100");
        QTest::newRow("125") << 125 << QByteArray::fromHex("817d");
        QTest::newRow("126") << 126 << QByteArray::fromHex("817e007e");
        QTest::newRow("65535") << 65535 << QByteArray::fromHex("817effff");
        QTest::newRow("65536") << 65536 << QByteArray::fromHex("817f0000000000010000");
    }
    void encodes()
    {
        QFETCH(int, size);
        QFETCH(QByteArray, head);
        const QByteArray payload(size, 'x');
        QCOMPARE(webSocketFrame(Op::Text, payload), head + payload);
    }

    void closeReasonIsCutBetweenCharacters()
    {
        const QByteArray frame = webSocketCloseFrame(1008, QString(100, u'ä'));
        QCOMPARE(frame.size(), 2 + 2 + 120);
        QCOMPARE(QString::fromUtf8(frame.sliced(4)), QString(60, u'ä'));
        QCOMPARE(webSocketCloseFrame(1008, u"x"_s + QString(100, u'ä')).size(), 2 + 2 + 119);
    }

    void acceptsAsTheStandardShows()
    {
        QCOMPARE(webSocketAccept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
};

WSAGENT_TEST(TestWebSocketDecoder)
#include "tst_websocketdecoder.moc"
