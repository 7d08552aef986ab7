#include "gateway/base/json5change.h"

#include <algorithm>

namespace wsagent {

namespace {

qsizetype spaceBefore(const Json5Gap &gap)
{
    const bool space = !gap.pieces.empty() && gap.pieces.back().kind == Json5Trivia::Space &&
                       gap.pieces.back().end == gap.end;
    return space ? gap.pieces.back().begin : gap.end;
}

qsizetype spaceAfter(const Json5Gap &gap, qsizetype at)
{
    for (const Json5Trivia &piece : gap.pieces) {
        if (piece.begin == at && piece.kind == Json5Trivia::Space)
            return piece.end;
    }
    return at;
}

/// The end of the comma when it stands on the line on which the value ends, otherwise the end of the value.
qsizetype endWithComma(QByteArrayView text, const Json5Gap &gap)
{
    if (!gap.hasComma())
        return gap.begin;
    const Json5LineTail tail = json5LineTail(text, gap, gap.begin, false);
    const bool sameLine = tail.nextLine < 0 ? tail.reachesGapEnd : gap.comma < tail.nextLine;
    return sameLine ? gap.comma + 1 : gap.begin;
}

Json5Splice removalOf(QByteArrayView text, const Json5Layout &layout, qsizetype i, bool atTheEnd)
{
    const Json5Gap before = layout.gapBefore(i);
    const Json5Gap after = layout.gapAfter(i);
    const qsizetype end = endWithComma(text, after);
    const Json5LineTail tail = json5LineTail(text, after, end, false);
    qsizetype from = before.end;
    qsizetype to = end;
    if (before.lastLineIsBlank() && tail.nextLine >= 0) {
        from = before.lastLine();
        to = tail.nextLine;
    } else if (before.lastLineIsBlank() || !(atTheEnd || tail.nextLine >= 0)) {
        to = spaceAfter(after, end);
    } else {
        from = spaceBefore(before);
    }
    return {from, to - from};
}

} // namespace

void removeChildren(QByteArrayView text, const Json5Layout &layout, const std::vector<bool> &removed,
                    QList<Json5Splice> &splices)
{
    qsizetype lastKept = layout.size() - 1;
    while (lastKept >= 0 && removed[lastKept])
        --lastKept;
    for (qsizetype i = 0; i < layout.size(); ++i) {
        if (!removed[i])
            continue;
        splices.append(removalOf(text, layout, i, i > lastKept));
        if (const Json5Gap after = layout.gapAfter(i); after.hasComma())
            splices.append({after.comma, 1});
    }
    const bool endRemoved = lastKept >= 0 && lastKept < layout.size() - 1;
    if (endRemoved && !layout.hasTrailingComma())
        splices.append({layout.gapAfter(lastKept).comma, 1});
}

QByteArray spliced(QByteArrayView text, QList<Json5Splice> splices)
{
    std::stable_sort(splices.begin(), splices.end(),
                     [](const Json5Splice &a, const Json5Splice &b) { return a.at < b.at; });
    QByteArray result;
    qsizetype done = 0;
    for (const Json5Splice &splice : std::as_const(splices)) {
        if (splice.at > done)
            result += text.sliced(done, splice.at - done);
        result += splice.text;
        done = qMax(done, splice.at + splice.length);
    }
    return result + text.sliced(done).toByteArray();
}

} // namespace wsagent
