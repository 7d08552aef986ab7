#include "gateway/base/json5layout.h"

namespace wsagent {

namespace {

bool spansLines(QByteArrayView text, const Json5Trivia &piece)
{
    const QByteArrayView written = text.sliced(piece.begin, piece.end - piece.begin);
    return written.contains('\n') || written.contains('\r');
}

} // namespace

Json5Layout::Json5Layout(QByteArrayView text, const Json5Tree &tree, quint32 container)
    : m_text(text)
    , m_tree(tree)
    , m_container(container)
    , m_children(tree.childrenOf(container))
{}

Json5Gap Json5Layout::gapBefore(qsizetype i) const
{
    Json5Gap gap;
    gap.begin = i == 0 ? container().begin + 1 : child(i - 1).end;
    gap.end = i == size() ? container().end - 1 : child(i).outerBegin();
    for (qsizetype at = gap.begin; at < gap.end;) {
        const Json5Trivia piece = json5TriviaAt(m_text, at);
        if (piece.kind == Json5Trivia::None) {
            gap.comma = at++;
            continue;
        }
        gap.pieces.push_back(piece);
        at = piece.end;
    }
    return gap;
}

bool Json5Gap::hasLineBreak() const
{
    return lastLine() >= 0;
}

qsizetype Json5Gap::lastLine() const
{
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        if (piece->kind == Json5Trivia::LineBreak)
            return piece->end;
    }
    return -1;
}

bool Json5Gap::lastLineIsBlank() const
{
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        if (piece->kind == Json5Trivia::LineBreak)
            return comma < piece->end;
        if (piece->kind != Json5Trivia::Space)
            return false;
    }
    return false;
}

Json5LineTail json5LineTail(QByteArrayView text, const Json5Gap &gap, qsizetype from, bool wholeComments)
{
    Json5LineTail tail;
    tail.commentsEnd = from;
    for (const Json5Trivia &piece : gap.pieces) {
        if (piece.begin < from)
            continue;
        if (piece.kind == Json5Trivia::LineBreak) {
            tail.nextLine = piece.end;
            return tail;
        }
        if (!piece.isComment())
            continue;
        if (!wholeComments && spansLines(text, piece))
            return tail;
        tail.commentsEnd = piece.end;
        tail.hasLineComment |= piece.kind == Json5Trivia::LineComment;
    }
    tail.reachesGapEnd = true;
    return tail;
}

QByteArray json5LineIndent(QByteArrayView text, qsizetype at)
{
    qsizetype line = at;
    while (line > 0 && text[line - 1] != '\n' && text[line - 1] != '\r')
        --line;
    qsizetype end = line;
    while (end < at && (text[end] == ' ' || text[end] == '\t'))
        ++end;
    return text.sliced(line, end - line).toByteArray();
}

} // namespace wsagent
