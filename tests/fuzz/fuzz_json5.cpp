#include "gateway/base/json5difference.h"
#include "gateway/base/json5edit.h"
#include "gateway/base/json5layout.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace wsagent;

namespace {

void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

/// Decisions taken from the first bytes of the input; the rest of it is the text.
struct Choices
{
    QByteArrayView bytes;

    int next(int sides)
    {
        if (bytes.isEmpty())
            return 0;
        const auto byte = static_cast<unsigned char>(bytes[0]);
        bytes = bytes.sliced(1);
        return byte % sides;
    }
};

QJsonValue chosenValue(Choices &choices)
{
    switch (choices.next(8)) {
    case 0:
        return QJsonValue::Undefined;
    case 1:
        return QJsonValue::Null;
    case 2:
        return choices.next(3);
    case 3:
        return u"'\"\\\n\u2028"_s + QChar(0xD800);
    case 4:
        return QJsonArray{};
    case 5:
        return QJsonArray{1, u"two"_s, QJsonObject{{u"a"_s, 1}}};
    case 6:
        return QJsonObject{};
    default:
        return QJsonObject{{u"a"_s, 1}, {u"b.c"_s, QJsonArray{true}}};
    }
}

struct Target
{
    JsonPath path;
    QJsonValue value;
    qsizetype keptBefore = 0; ///< this much at the beginning of the text must not change
    qsizetype keptAfter = 0;  ///< this much at the end
};

/// Walks some steps into the document and stops at a child, or at the place behind the last one.
Target chosenTarget(Choices &choices, const Json5Document &document, const QJsonValue &value)
{
    const QByteArrayView text = document.text();
    Target target{{}, value, 0, 0};
    quint32 node = 0;
    for (int steps = choices.next(6); steps >= 0; --steps) {
        const Json5Layout layout(text, document.tree(), node);
        if (layout.container().kind == Json5Node::Scalar)
            break;
        const qsizetype child = choices.next(int(qMin<qsizetype>(layout.size(), 200)) + 1);
        const Json5Gap before = layout.gapBefore(child);
        target.keptBefore = before.begin;
        target.keptAfter = text.size() - (child < layout.size() ? layout.gapAfter(child).end : before.end);
        if (child == layout.size()) {
            target.path += layout.isObject() ? JsonStep{u"new key"_s} : JsonStep{{}, int(child)};
            break;
        }
        node = layout.childIndex(child);
        target.path +=
            layout.isObject() ? JsonStep{json5KeyOf(text, layout.child(child))} : JsonStep{{}, int(child)};
    }
    return target;
}

void checkReading(const Json5Document &document)
{
    const auto again = Json5Document::parse(toJsonText(document.value()));
    require(bool(again), "what is written can be read");
    require(sameJson(again->value(), document.value()), "what is written means the same");
}

void checkEdit(const Json5Document &document, const Target &target)
{
    const QByteArray &before = document.text();
    const auto after = editJson5(before, {{target.path, target.value}});
    if (!after) {
        const bool expected =
            after.error().kind == ErrorKind::Usage || after.error().message.contains(u"levels inside"_s);
        require(expected, qUtf8Printable(after.error().message));
        return;
    }
    const auto parsed = Json5Document::parse(*after);
    require(bool(parsed), "the edited text can be read");
    require(sameJson(parsed->value(), withValueAt(document.value(), target.path, target.value)),
            "the edited text means what was asked for");
    require(after->startsWith(before.first(target.keptBefore)), "the text before the change is kept");
    require(after->endsWith(before.last(target.keptAfter)), "the text after the change is kept");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArrayView input(data, qsizetype(size));
    constexpr qsizetype decisions = 12;
    Choices choices{input.first(qMin(decisions, input.size()))};
    const QByteArray text = input.sliced(choices.bytes.size()).toByteArray();
    const auto document = Json5Document::parse(text);
    if (!document) {
        require(document.error().at.line > 0 && document.error().at.column > 0, "an error has a place");
        require(!document.error().message.isEmpty(), "an error has a sentence");
        (void)editJson5(text, {{{{u"a"_s}}, 1}});
        return 0;
    }
    checkReading(*document);
    const QJsonValue value = chosenValue(choices);
    checkEdit(*document, chosenTarget(choices, *document, value));
    return 0;
}
