#include "tests/support/websocketcases.h"

#include "tests/support/clientframe.h"

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

using Op = WebSocketOpcode;
using Cases = QList<WebSocketCase>;

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

void row(Cases &all, const QByteArray &name, const QByteArray &bytes, const QList<WebSocketMessage> &messages,
         int failure = 0)
{
    all.append({.name = name, .bytes = bytes, .messages = messages, .failure = failure});
}

void failing(Cases &all, const QByteArray &name, const QByteArray &bytes,
             int failure = WebSocketClose::ProtocolError)
{
    row(all, name, bytes, {}, failure);
}

WebSocketMessage textMessage(const QByteArray &payload)
{
    return {.kind = Op::Text, .payload = payload};
}

void sizes(Cases &all)
{
    for (const qsizetype size :
         {0,   1,   2,   3,   4,   5,    7,    8,    9,     15,    16,    17,    124,    125,    126,
          127, 128, 255, 256, 257, 1000, 4095, 4096, 65534, 65535, 65536, 65537, 99'999, 100'000}) {
        const QByteArray payload(size, 'a');
        row(all, numbered("5.2", "text of bytes:", size), text(payload), {textMessage(payload)});
        const QByteArray binary(size, '\xfe');
        row(all, numbered("5.2", "binary of bytes:", size),
            ClientFrame{.opcode = int(Op::Binary), .payload = binary}.bytes(),
            {{.kind = Op::Binary, .payload = binary}});
    }
    failing(all, "5.2 one byte too many", text(QByteArray(100'001, 'a')), WebSocketClose::TooBig);
    failing(all, "5.2 far too many, told in the head",
            ClientFrame{}.bytes().first(1) + '\xff' + QByteArray::fromHex("0000010000000000") + "mask",
            WebSocketClose::TooBig);
    failing(all, "5.2 length with its first bit",
            ClientFrame{}.bytes().first(1) + '\xff' + QByteArray::fromHex("8000000000000000") + "mask");
    for (const int length : {0, 1, 124, 125}) {
        failing(all, numbered("5.2", "16 bits for a length of", length),
                QByteArray("\x81\xfe", 2) + char(length >> 8) + char(length & 0xff) + "mask");
    }
    for (const int length : {0, 125, 126, 65534, 65535}) {
        QByteArray head = QByteArray("\x81\xff", 2) + QByteArray(6, '\0');
        head += char(length >> 8);
        head += char(length & 0xff);
        failing(all, numbered("5.2", "64 bits for a length of", length), head + "mask");
    }
}

void masks(Cases &all)
{
    for (const QByteArray &mask : {"00000000"_ba, "ffffffff"_ba, "01020304"_ba, "80000001"_ba})
        row(all, "5.3 mask " + mask,
            ClientFrame{.payload = "masked text", .mask = QByteArray::fromHex(mask)}.bytes(),
            {textMessage("masked text")});
    for (int opcode = 0; opcode < 16; ++opcode)
        failing(all, numbered("5.1", "without mask, opcode", opcode),
                ClientFrame{.opcode = opcode, .payload = "x", .masked = false}.bytes());
}

void headBits(Cases &all)
{
    for (int reserved = 1; reserved < 8; ++reserved) {
        for (const Op kind : {Op::Text, Op::Binary, Op::Ping, Op::Close})
            failing(all,
                    numbered("5.2", "reserved bits", reserved) + " with opcode " +
                        QByteArray::number(int(kind)),
                    ClientFrame{.opcode = int(kind), .reserved = reserved}.bytes());
    }
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        failing(all, numbered("5.2", "reserved opcode", opcode), ClientFrame{.opcode = opcode}.bytes());
        failing(all, numbered("5.2", "reserved opcode with payload", opcode),
                ClientFrame{.opcode = opcode, .payload = "x"}.bytes());
        row(all, numbered("5.2", "reserved opcode after a message", opcode),
            text("first") + ClientFrame{.opcode = opcode}.bytes(), {textMessage("first")},
            WebSocketClose::ProtocolError);
        failing(all, numbered("5.2", "reserved opcode within a message", opcode),
                text("first", false) + ClientFrame{.opcode = opcode}.bytes());
    }
}

void fragments(Cases &all)
{
    row(all, "5.4 two fragments", text("a", false) + more("b", true), {textMessage("ab")});
    row(all, "5.4 empty fragments", text("", false) + more("", false) + more("", true), {textMessage("")});
    row(all, "5.4 an empty end", text("a", false) + more("", true), {textMessage("a")});
    row(all, "5.4 binary",
        ClientFrame{.opcode = 2, .payload = "\xff", .final = false}.bytes() + more("\xfe", true),
        {{.kind = Op::Binary, .payload = "\xff\xfe"}});
    QByteArray many = text("", false);
    for (int i = 0; i < 1000; ++i)
        many += more("x", i == 999);
    row(all, "5.4 a thousand fragments", many, {textMessage(QByteArray(1000, 'x'))});
    row(all, "5.4 a ping between", text("a", false) + control(Op::Ping, "p") + more("b", true),
        {{.kind = Op::Ping, .payload = "p"}, textMessage("ab")});
    row(all, "5.4 a pong between", text("a", false) + control(Op::Pong) + more("b", true),
        {{.kind = Op::Pong}, textMessage("ab")});
    row(all, "5.4 a close between",
        text("a", false) + control(Op::Close, closePayload(1000)) + more("b", true),
        {{.kind = Op::Close, .closeCode = 1000}});
    row(all, "5.4 two messages", text("a", false) + more("b", true) + text("c"),
        {textMessage("ab"), textMessage("c")});
    failing(all, "5.4 a continuation of nothing", more("a", true));
    failing(all, "5.4 a continuation of nothing that goes on", more("a", false));
    row(all, "5.4 a continuation after the end", text("a") + more("b", true), {textMessage("a")},
        WebSocketClose::ProtocolError);
    failing(all, "5.4 a text within a text", text("a", false) + text("b"));
    failing(all, "5.4 a binary within a text", text("a", false) + ClientFrame{.opcode = 2}.bytes());
    failing(all, "5.4 fragments too big together",
            text(QByteArray(60'000, 'a'), false) + more(QByteArray(40'001, 'a'), true),
            WebSocketClose::TooBig);
    row(all, "5.4 fragments just not too big",
        text(QByteArray(60'000, 'a'), false) + more(QByteArray(40'000, 'a'), true),
        {textMessage(QByteArray(100'000, 'a'))});
}

void controls(Cases &all)
{
    for (const Op kind : {Op::Ping, Op::Pong}) {
        for (const qsizetype size : {0, 1, 4, 124, 125})
            row(all, numbered("5.5", kind == Op::Ping ? "ping of bytes:" : "pong of bytes:", size),
                control(kind, QByteArray(size, '\xff')),
                {{.kind = kind, .payload = QByteArray(size, '\xff')}});
    }
    for (const Op kind : {Op::Ping, Op::Pong, Op::Close}) {
        failing(all, numbered("5.5", "126 bytes, opcode", int(kind)), control(kind, QByteArray(126, 'a')));
        failing(all, numbered("5.5", "65536 bytes, opcode", int(kind)),
                control(kind, QByteArray(65536, 'a')));
        failing(all, numbered("5.5", "fragmented, opcode", int(kind)),
                ClientFrame{.opcode = int(kind), .final = false}.bytes());
    }
    row(all, "5.5.2 ten pings", control(Op::Ping, "p").repeated(10),
        QList<WebSocketMessage>(10, {.kind = Op::Ping, .payload = "p"}));
}

void closing(Cases &all)
{
    row(all, "5.5.1 without a code", control(Op::Close),
        {{.kind = Op::Close, .closeCode = WebSocketClose::NoStatus}});
    failing(all, "5.5.1 half a code", control(Op::Close, "\x03"));
    row(all, "5.5.1 with a reason", control(Op::Close, closePayload(1000, "bye")),
        {{.kind = Op::Close, .payload = "bye", .closeCode = 1000}});
    row(all, "5.5.1 the longest reason", control(Op::Close, closePayload(1000, QByteArray(123, 'r'))),
        {{.kind = Op::Close, .payload = QByteArray(123, 'r'), .closeCode = 1000}});
    failing(all, "5.5.1 a reason that is no UTF-8", control(Op::Close, closePayload(1000, "\xff")),
            WebSocketClose::InvalidPayload);
    row(all, "5.5.1 nothing is read behind it", control(Op::Close, closePayload(1000)) + text("late"),
        {{.kind = Op::Close, .closeCode = 1000}});
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                           4000, 4001, 4008, 4999})
        row(all, numbered("7.4", "code", code), control(Op::Close, closePayload(quint16(code))),
            {{.kind = Op::Close, .closeCode = quint16(code)}});
    for (const int code : {0, 1, 500, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65535})
        failing(all, numbered("7.4", "code", code), control(Op::Close, closePayload(quint16(code))));
}

void utf8(Cases &all)
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
        row(all, QByteArray("8.1 ") + name, text(payload), {textMessage(payload)});
        QByteArray split = text(payload.first(1), false);
        for (qsizetype i = 1; i < payload.size(); ++i)
            split += more(payload.sliced(i, 1), false);
        row(all, QByteArray("8.1 ") + name + ", cut within", split + more("", true), {textMessage(payload)});
    }
    for (const auto &[name, hex] : invalid) {
        const QByteArray payload = QByteArray::fromHex(hex);
        failing(all, QByteArray("8.1 ") + name, text(payload), WebSocketClose::InvalidPayload);
        failing(all, QByteArray("8.1 ") + name + ", in fragments",
                text(payload.first(1), false) + more(payload.mid(1), true), WebSocketClose::InvalidPayload);
        row(all, QByteArray("8.1 ") + name + ", in a binary",
            ClientFrame{.opcode = 2, .payload = payload}.bytes(), {{.kind = Op::Binary, .payload = payload}});
    }
}

/// Texts that are wrong before they are complete: what is still missing is not waited for.
void wrongEarly(Cases &all)
{
    const QList<std::pair<const char *, const char *>> begun = {
        {"a byte that none begins with", "ff"},
        {"an overlong form", "c0"},
        {"an overlong form of three, at its second byte", "e09f"},
        {"an overlong form of four, at its second byte", "f08f"},
        {"a surrogate, at its second byte", "eda0"},
        {"behind the last, at its second byte", "f490"},
        {"a letter within a character", "48c3e2"},
        {"behind a good begin", "48e282acf5"},
    };
    for (const auto &[name, hex] : begun) {
        const QByteArray payload = QByteArray::fromHex(hex);
        const QByteArray frame = text(payload + QByteArray(1000, 'x'));
        failing(all, QByteArray("8.1 early: ") + name, frame.first(frame.size() - 1000),
                WebSocketClose::InvalidPayload);
        failing(all, QByteArray("8.1 early, in the second fragment: ") + name,
                text("good, ", false) + more(payload, false), WebSocketClose::InvalidPayload);
    }
    row(all, "8.1 cut within a character, with a ping between",
        text("\xe2\x82", false) + control(Op::Ping, "\xff") + more("\xac", true),
        {{.kind = Op::Ping, .payload = "\xff"}, textMessage("\xe2\x82\xac")});
    failing(all, "8.1 cut within a character that does not go on", text("\xe2\x82", false) + more("x", true),
            WebSocketClose::InvalidPayload);
    failing(all, "8.1 cut within a character, and an empty end", text("\xe2\x82", false) + more("", true),
            WebSocketClose::InvalidPayload);
    row(all, "8.1 each text begins anew", text("a") + text("\xc3\xa4") + text("b"),
        {textMessage("a"), textMessage("\xc3\xa4"), textMessage("b")});
}

} // namespace

QList<WebSocketCase> webSocketCases()
{
    Cases all;
    for (auto *add : {sizes, masks, headBits, fragments, controls, closing, utf8, wrongEarly})
        add(all);
    return all;
}

} // namespace wsagent::test
