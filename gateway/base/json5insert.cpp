#include "gateway/base/json5change.h"

namespace wsagent {

namespace {

/// The items with `separator` between them, each as it looks when its line is indented by `indent`.
QByteArray written(const QList<Json5Item> &items, const Json5Style &style, const QByteArray &indent,
                   const QByteArray &separator)
{
    QByteArrayList parts;
    for (const Json5Item &item : items) {
        const QByteArray key = item.key ? writeJson5Key(*item.key, style) + style.colon : QByteArray();
        parts += key + writeJson5(item.value, style, indent);
    }
    return parts.join(separator);
}

QByteArray childIndent(QByteArrayView text, const Json5Layout &layout, qsizetype i, const Json5Style &style)
{
    if (layout.gapBefore(i).hasLineBreak())
        return json5LineIndent(text, layout.child(i).outerBegin());
    return json5LineIndent(text, layout.container().outerBegin()) + style.unit;
}

void insertInFront(QByteArrayView text, const Json5Layout &layout, const QList<Json5Item> &items,
                   const Json5Style &style, QList<Json5Splice> &splices)
{
    const Json5Gap gap = layout.gapBefore(0);
    const Json5LineTail tail = json5LineTail(text, gap, gap.begin, true);
    const QByteArray indent = childIndent(text, layout, 0, style);
    if (tail.nextLine >= 0) {
        const QByteArray line = style.lineBreak + indent;
        splices.append({tail.commentsEnd, 0, line + written(items, style, indent, "," + line) + ","});
    } else {
        splices.append({gap.end, 0, written(items, style, indent, ", ") + ", "});
    }
}

/// The white space a comma is followed by within a line.
QByteArray spaceAfterComma(QByteArrayView text, const Json5Layout &layout, qsizetype i)
{
    if (i == 0)
        return " ";
    const Json5Gap gap = layout.gapBefore(i);
    return gap.hasComma() && gap.comma + 1 == gap.end ? "" : text.sliced(gap.end - 1, 1) == "\t" ? "\t" : " ";
}

} // namespace

void insertItems(QByteArrayView text, const Json5Layout &layout, qsizetype after,
                 const QList<Json5Item> &items, const Json5Style &style, QList<Json5Splice> &splices)
{
    if (after < 0) {
        insertInFront(text, layout, items, style, splices);
        return;
    }
    const Json5Gap gap = layout.gapAfter(after);
    const qsizetype from = gap.hasComma() ? gap.comma + 1 : gap.begin;
    const Json5LineTail tail = json5LineTail(text, gap, from, true);
    const bool last = after == layout.size() - 1;
    const qsizetype at = tail.nextLine >= 0 || (last && tail.reachesGapEnd) ? tail.commentsEnd : from;
    const QByteArray indent = childIndent(text, layout, after, style);
    const QByteArray finalComma = gap.hasComma() ? "," : "";
    if (layout.gapBefore(after).hasLineBreak() || tail.hasLineComment) {
        const QByteArray line = style.lineBreak + indent;
        if (!gap.hasComma())
            splices.append({gap.begin, 0, ","});
        splices.append({at, 0, line + written(items, style, indent, "," + line) + finalComma});
        return;
    }
    const QByteArray space = spaceAfterComma(text, layout, after);
    const QByteArray comma = gap.hasComma() ? "" : ",";
    splices.append({at, 0, comma + space + written(items, style, indent, "," + space) + finalComma});
}

void fillEmpty(QByteArrayView text, const Json5Layout &layout, const QList<Json5Item> &items,
               const Json5Style &style, QList<Json5Splice> &splices)
{
    const Json5Gap gap = layout.gapBefore(0);
    const QByteArray base = json5LineIndent(text, layout.container().outerBegin());
    QByteArray indent = base + style.unit;
    qsizetype at = gap.begin;
    bool breakFollows = false;
    bool startsLine = false;
    for (const Json5Trivia &piece : gap.pieces) {
        if (piece.isComment()) {
            at = piece.end;
            if (startsLine)
                indent = json5LineIndent(text, piece.begin);
        }
        startsLine = piece.kind == Json5Trivia::LineBreak || (startsLine && piece.kind == Json5Trivia::Space);
        breakFollows = piece.kind == Json5Trivia::LineBreak || (breakFollows && !piece.isComment());
    }
    if (style.oneLine && !gap.hasLineBreak()) {
        const QByteArray pad = layout.isObject() ? " " : "";
        const QByteArray lead = at > gap.begin ? " " : pad;
        splices.append({at, gap.end - at, lead + written(items, style, indent, ", ") + pad});
        return;
    }
    const QByteArray line = style.lineBreak + indent;
    const QByteArray lines =
        line + written(items, style, indent, "," + line) + (style.trailingComma ? "," : "");
    if (breakFollows)
        splices.append({at, 0, lines});
    else
        splices.append({at, gap.end - at, lines + style.lineBreak + base});
}

} // namespace wsagent
