#include "gateway/net/websocketdecoder.h"
#include "tests/support/clientframe.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ClientFrame;
using test::closePayload;

namespace {

constexpr qint64 limit = 100'000;
using Op = WebSocketOpcode;

struct Outcome
{
    QList<WebSocketMessage> messages = {};
    int failure = 0; ///< the close code, 0 for none

    bool operator==(const Outcome &) const = default;
};

Outcome decode(const QByteArray &bytes, qsizetype piece)
{
    WebSocketDecoder decoder(limit);
    Outcome outcome;
    for (qsizetype i = 0; i < bytes.size() && outcome.failure == 0; i += piece) {
        const auto failure = decoder.feed(
            QByteArrayView(bytes).sliced(i).first(std::min(piece, bytes.size() - i)), outcome.messages);
        outcome.failure = failure ? failure->code : 0;
    }
    return outcome;
}

QByteArray text(const QByteArray &payload, bool final = true)
{
    return ClientFrame{.payload = payload, .final = final}.bytes();
}

QByteArray more(const QByteArray &payload, bool final)
{
    return ClientFrame{.opcode = 0, .payload = payload, .final = final}.bytes();
}

QByteArray control(Op kind, const QByteArray &payload = {})
{
    return ClientFrame{.opcode = int(kind), .payload = payload}.bytes();
}

QByteArray numbered(const char *section, const char *what, qint64 number)
{
    return QByteArray(section) + ' ' + what + ' ' + QByteArray::number(number);
}

void row(const QByteArray &name, const QByteArray &bytes, const QList<WebSocketMessage> &messages,
         int failure = 0)
{
    QTest::newRow(name.constData()) << bytes << messages << failure;
}

void failing(const QByteArray &name, const QByteArray &bytes, int failure = WebSocketClose::ProtocolError)
{
    row(name, bytes, {}, failure);
}

WebSocketMessage textMessage(const QByteArray &payload)
{
    return {.kind = Op::Text, .payload = payload};
}

void sizes()
{
    for (const qsizetype size :
         {0,   1,   2,   3,   4,   5,    7,    8,    9,     15,    16,    17,    124,    125,    126,
          127, 128, 255, 256, 257, 1000, 4095, 4096, 65534, 65535, 65536, 65537, 99'999, 100'000}) {
        const QByteArray payload(size, 'a');
        row(numbered("5.2", "text of bytes:", size), text(payload), {textMessage(payload)});
        const QByteArray binary(size, '\xfe');
        row(numbered("5.2", "binary of bytes:", size),
            ClientFrame{.opcode = int(Op::Binary), .payload = binary}.bytes(),
            {{.kind = Op::Binary, .payload = binary}});
    }
    failing("5.2 one byte too many", text(QByteArray(100'001, 'a')), WebSocketClose::TooBig);
    failing("5.2 far too many, told in the head",
            ClientFrame{}.bytes().first(1) + '\xff' + QByteArray::fromHex("0000010000000000") + "mask",
            WebSocketClose::TooBig);
    failing("5.2 length with its first bit",
            ClientFrame{}.bytes().first(1) + '\xff' + QByteArray::fromHex("8000000000000000") + "mask");
    for (const int length : {0, 1, 124, 125}) {
        failing(numbered("5.2", "16 bits for a length of", length),
                QByteArray("\x81\xfe", 2) + char(length >> 8) + char(length & 0xff) + "mask");
    }
    for (const int length : {0, 125, 126, 65534, 65535}) {
        QByteArray head = QByteArray("\x81\xff", 2) + QByteArray(6, '\0');
        head += char(length >> 8);
        head += char(length & 0xff);
        failing(numbered("5.2", "64 bits for a length of", length), head + "mask");
    }
}

void masks()
{
    for (const QByteArray &mask : {"00000000"_ba, "ffffffff"_ba, "01020304"_ba, "80000001"_ba})
        row("5.3 mask " + mask,
            ClientFrame{.payload = "masked text", .mask = QByteArray::fromHex(mask)}.bytes(),
            {textMessage("masked text")});
    for (int opcode = 0; opcode < 16; ++opcode)
        failing(numbered("5.1", "without mask, opcode", opcode),
                ClientFrame{.opcode = opcode, .payload = "x", .masked = false}.bytes());
}

void headBits()
{
    for (int reserved = 1; reserved < 8; ++reserved) {
        for (const Op kind : {Op::Text, Op::Binary, Op::Ping, Op::Close})
            failing(numbered("5.2", "reserved bits", reserved) + " with opcode " +
                        QByteArray::number(int(kind)),
                    ClientFrame{.opcode = int(kind), .reserved = reserved}.bytes());
    }
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        failing(numbered("5.2", "reserved opcode", opcode), ClientFrame{.opcode = opcode}.bytes());
        failing(numbered("5.2", "reserved opcode with payload", opcode),
                ClientFrame{.opcode = opcode, .payload = "x"}.bytes());
        row(numbered("5.2", "reserved opcode after a message", opcode),
            text("first") + ClientFrame{.opcode = opcode}.bytes(), {textMessage("first")},
            WebSocketClose::ProtocolError);
        failing(numbered("5.2", "reserved opcode within a message", opcode),
                text("first", false) + ClientFrame{.opcode = opcode}.bytes());
    }
}

void fragments()
{
    row("5.4 two fragments", text("a", false) + more("b", true), {textMessage("ab")});
    row("5.4 empty fragments", text("", false) + more("", false) + more("", true), {textMessage("")});
    row("5.4 an empty end", text("a", false) + more("", true), {textMessage("a")});
    row("5.4 binary",
        ClientFrame{.opcode = 2, .payload = "\xff", .final = false}.bytes() + more("\xfe", true),
        {{.kind = Op::Binary, .payload = "\xff\xfe"}});
    QByteArray many = text("", false);
    for (int i = 0; i < 1000; ++i)
        many += more("x", i == 999);
    row("5.4 a thousand fragments", many, {textMessage(QByteArray(1000, 'x'))});
    row("5.4 a ping between", text("a", false) + control(Op::Ping, "p") + more("b", true),
        {{.kind = Op::Ping, .payload = "p"}, textMessage("ab")});
    row("5.4 a pong between", text("a", false) + control(Op::Pong) + more("b", true),
        {{.kind = Op::Pong}, textMessage("ab")});
    row("5.4 a close between", text("a", false) + control(Op::Close, closePayload(1000)) + more("b", true),
        {{.kind = Op::Close, .closeCode = 1000}});
    row("5.4 two messages", text("a", false) + more("b", true) + text("c"),
        {textMessage("ab"), textMessage("c")});
    failing("5.4 a continuation of nothing", more("a", true));
    failing("5.4 a continuation of nothing that goes on", more("a", false));
    row("5.4 a continuation after the end", text("a") + more("b", true), {textMessage("a")},
        WebSocketClose::ProtocolError);
    failing("5.4 a text within a text", text("a", false) + text("b"));
    failing("5.4 a binary within a text", text("a", false) + ClientFrame{.opcode = 2}.bytes());
    failing("5.4 fragments too big together",
            text(QByteArray(60'000, 'a'), false) + more(QByteArray(40'001, 'a'), true),
            WebSocketClose::TooBig);
    row("5.4 fragments just not too big",
        text(QByteArray(60'000, 'a'), false) + more(QByteArray(40'000, 'a'), true),
        {textMessage(QByteArray(100'000, 'a'))});
}

void controls()
{
    for (const Op kind : {Op::Ping, Op::Pong}) {
        for (const qsizetype size : {0, 1, 4, 124, 125})
            row(numbered("5.5", kind == Op::Ping ? "ping of bytes:" : "pong of bytes:", size),
                control(kind, QByteArray(size, '\xff')),
                {{.kind = kind, .payload = QByteArray(size, '\xff')}});
    }
    for (const Op kind : {Op::Ping, Op::Pong, Op::Close}) {
        failing(numbered("5.5", "126 bytes, opcode", int(kind)), control(kind, QByteArray(126, 'a')));
        failing(numbered("5.5", "65536 bytes, opcode", int(kind)), control(kind, QByteArray(65536, 'a')));
        failing(numbered("5.5", "fragmented, opcode", int(kind)),
                ClientFrame{.opcode = int(kind), .final = false}.bytes());
    }
    row("5.5.2 ten pings", control(Op::Ping, "p").repeated(10),
        QList<WebSocketMessage>(10, {.kind = Op::Ping, .payload = "p"}));
}

void closing()
{
    row("5.5.1 without a code", control(Op::Close),
        {{.kind = Op::Close, .closeCode = WebSocketClose::NoStatus}});
    failing("5.5.1 half a code", control(Op::Close, "\x03"));
    row("5.5.1 with a reason", control(Op::Close, closePayload(1000, "bye")),
        {{.kind = Op::Close, .payload = "bye", .closeCode = 1000}});
    row("5.5.1 the longest reason", control(Op::Close, closePayload(1000, QByteArray(123, 'r'))),
        {{.kind = Op::Close, .payload = QByteArray(123, 'r'), .closeCode = 1000}});
    failing("5.5.1 a reason that is no UTF-8", control(Op::Close, closePayload(1000, "\xff")),
            WebSocketClose::InvalidPayload);
    row("5.5.1 nothing is read behind it", control(Op::Close, closePayload(1000)) + text("late"),
        {{.kind = Op::Close, .closeCode = 1000}});
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                           4000, 4001, 4008, 4999})
        row(numbered("7.4", "code", code), control(Op::Close, closePayload(quint16(code))),
            {{.kind = Op::Close, .closeCode = quint16(code)}});
    for (const int code : {0, 1, 500, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65535})
        failing(numbered("7.4", "code", code), control(Op::Close, closePayload(quint16(code))));
}

void utf8()
{
    const QList<std::pair<const char *, const char *>> valid = {
        {"two bytes", "c3a4"},           {"three bytes", "e282ac"},
        {"four bytes", "f09f9880"},      {"smallest of two", "c280"},
        {"largest of two", "dfbf"},      {"smallest of three", "e0a080"},
        {"before surrogates", "ed9fbf"}, {"behind surrogates", "ee8080"},
        {"a noncharacter", "efbfbf"},    {"smallest of four", "f0908080"},
        {"the last of all", "f48fbfbf"}, {"NUL", "00"},
        {"a byte order mark", "efbbbf"}, {"mixed", "48e282acc3a4f09f9880"},
    };
    const QList<std::pair<const char *, const char *>> invalid = {
        {"a continuation alone", "80"},
        {"two continuations", "bf80"},
        {"begin of two", "c3"},
        {"begin of three", "e282"},
        {"begin of four", "f09f98"},
        {"begin, then a letter", "c341"},
        {"begin of three, then a letter", "e28241"},
        {"overlong of two", "c0af"},
        {"overlong NUL", "c080"},
        {"overlong of three", "e080af"},
        {"overlong of four", "f08080af"},
        {"largest overlong", "c1bf"},
        {"a surrogate", "eda080"},
        {"the last surrogate", "edbfbf"},
        {"a pair of surrogates", "eda080edb080"},
        {"behind the last", "f4908080"},
        {"five bytes", "f888808080"},
        {"six bytes", "fc8480808080"},
        {"fe", "fe"},
        {"ff", "ff"},
        {"good, then bad", "48ff"},
        {"bad, then good", "ff48"},
    };
    for (const auto &[name, hex] : valid) {
        const QByteArray payload = QByteArray::fromHex(hex);
        row(QByteArray("8.1 ") + name, text(payload), {textMessage(payload)});
        QByteArray split = text(payload.first(1), false);
        for (qsizetype i = 1; i < payload.size(); ++i)
            split += more(payload.sliced(i, 1), false);
        row(QByteArray("8.1 ") + name + ", cut within", split + more("", true), {textMessage(payload)});
    }
    for (const auto &[name, hex] : invalid) {
        const QByteArray payload = QByteArray::fromHex(hex);
        failing(QByteArray("8.1 ") + name, text(payload), WebSocketClose::InvalidPayload);
        failing(QByteArray("8.1 ") + name + ", in fragments",
                text(payload.first(1), false) + more(payload.mid(1), true), WebSocketClose::InvalidPayload);
        row(QByteArray("8.1 ") + name + ", in a binary", ClientFrame{.opcode = 2, .payload = payload}.bytes(),
            {{.kind = Op::Binary, .payload = payload}});
    }
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
        sizes();
        masks();
        headBits();
        fragments();
        controls();
        closing();
        utf8();
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

QTEST_APPLESS_MAIN(TestWebSocketDecoder)
#include "tst_websocketdecoder.moc"
