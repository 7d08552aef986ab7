#include "gateway/base/json5layout.h"

#include <optional>

namespace wsagent {

namespace {

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

/// What is known so far; the innermost container speaks first.
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

Json5Style json5StyleIn(QByteArrayView text, const Json5Tree &tree, const std::vector<quint32> &chain)
{
    Evidence evidence;
    for (auto container = chain.rbegin(); container != chain.rend(); ++container) {
        const Json5Layout layout(text, tree, *container);
        if (layout.size() == 0)
            continue;
        learnFromMember(evidence, text, layout.child(layout.size() - 1));
        learnFromMember(evidence, text, layout.child(0));
        learnFromLines(evidence, text, layout);
    }
    Json5Style style;
    style.plainKeys = evidence.plainKeys.value_or(style.plainKeys);
    style.quote = evidence.quote.value_or(style.quote);
    style.unit = evidence.unit.value_or(style.unit);
    style.colon = evidence.colon.value_or(style.colon);
    style.trailingComma = evidence.trailingComma.value_or(style.trailingComma);
    style.lineBreak = lineBreakOf(text);
    style.oneLine = !chain.empty() && isOneLine(text, tree.nodes[chain.back()]);
    return style;
}

} // namespace wsagent
