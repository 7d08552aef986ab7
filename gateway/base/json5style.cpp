#include "gateway/base/json5layout.h"

#include <optional>

namespace wsagent {

namespace {

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

/// What is known so far; the first one to tell is believed.
struct Evidence
{
    std::optional<bool> plainKeys;
    std::optional<char> quote;
    std::optional<QByteArray> unit;
    std::optional<QByteArray> colon;
    std::optional<bool> trailingComma;
};

template <typename T, typename V>
void learn(std::optional<T> &known, const V &value)
{
    if (!known)
        known = value;
}

void learnFromMember(Evidence &evidence, QByteArrayView text, const Json5Node &member)
{
    if (member.kind == Json5Node::Scalar && isQuote(text[member.begin]))
        learn(evidence.quote, text[member.begin]);
    if (member.keyEnd == member.keyBegin)
        return;
    const bool quoted = isQuote(text[member.keyBegin]);
    learn(evidence.plainKeys, !quoted);
    if (quoted)
        learn(evidence.quote, text[member.keyBegin]);
    learn(evidence.colon, text[member.begin - 1] == ':' ? QByteArray(":") : QByteArray(": "));
}

void learnFromLines(Evidence &evidence, QByteArrayView text, const Json5Layout &layout)
{
    const Json5Gap gap = layout.gapBefore(0);
    if (!gap.lastLineIsBlank())
        return;
    learn(evidence.trailingComma, layout.hasTrailingComma());
    const QByteArray indent = text.sliced(gap.lastLine(), gap.end - gap.lastLine()).toByteArray();
    const QByteArray base = json5LineIndent(text, layout.container().outerBegin());
    if (indent.size() > base.size() && indent.startsWith(base))
        learn(evidence.unit, indent.sliced(base.size()));
}

QByteArray lineBreakOf(QByteArrayView text)
{
    const qsizetype lineFeed = text.indexOf('\n');
    if (lineFeed < 0)
        return text.contains('\r') ? "\r" : "\n";
    return lineFeed > 0 && text[lineFeed - 1] == '\r' ? "\r\n" : "\n";
}

bool isOneLine(QByteArrayView text, const Json5Node &container)
{
    const QByteArrayView written = text.sliced(container.begin, container.end - container.begin);
    return !written.contains('\n') && !written.contains('\r');
}

} // namespace

Json5Style json5FileStyle(QByteArrayView text)
{
    Json5Style style;
    style.lineBreak = lineBreakOf(text);
    return style;
}

Json5Style json5StyleIn(QByteArrayView text, const Json5Tree &tree, quint32 container,
                        const Json5Style &around)
{
    Json5Style style = around;
    style.oneLine = isOneLine(text, tree.nodes[container]);
    const Json5Layout layout(text, tree, container);
    if (layout.size() == 0)
        return style;
    Evidence evidence;
    learnFromMember(evidence, text, layout.child(layout.size() - 1));
    learnFromMember(evidence, text, layout.child(0));
    learnFromLines(evidence, text, layout);
    style.plainKeys = evidence.plainKeys.value_or(around.plainKeys);
    style.quote = evidence.quote.value_or(around.quote);
    style.unit = evidence.unit.value_or(around.unit);
    style.colon = evidence.colon.value_or(around.colon);
    style.trailingComma = evidence.trailingComma.value_or(around.trailingComma);
    return style;
}

} // namespace wsagent
