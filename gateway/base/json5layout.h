#pragma once

#include "gateway/base/json5tree.h"
#include "gateway/base/json5trivia.h"
#include "gateway/base/json5writer.h"

#include <vector>

namespace wsagent {

/// What stands between two neighbours in an object or array: white space, comments and at most one comma.
struct Json5Gap
{
    qsizetype begin = 0;
    qsizetype end = 0;
    qsizetype comma = -1;
    std::vector<Json5Trivia> pieces;

    bool hasComma() const { return comma >= 0; }
    bool hasLineBreak() const;
    /// Where the last line of the gap starts, or -1 when the gap is within one line.
    qsizetype lastLine() const;
    /// Only white space stands on the last line, so that what follows is the first thing on its line.
    bool lastLineIsBlank() const;
};

/// The rest of a line: white space and comments.
struct Json5LineTail
{
    qsizetype commentsEnd = 0;
    qsizetype nextLine = -1; ///< -1 when something else follows on the same line
    bool reachesGapEnd = false;
    bool hasLineComment = false;
};

/// One object or array with its content, seen as lines and gaps.
class Json5Layout
{
public:
    Json5Layout(QByteArrayView text, const Json5Tree &tree, quint32 container);

    const Json5Node &container() const { return m_tree.nodes[m_container]; }
    bool isObject() const { return container().kind == Json5Node::Object; }
    qsizetype size() const { return qsizetype(m_children.size()); }
    const Json5Node &child(qsizetype i) const { return m_tree.nodes[m_children[i]]; }
    quint32 childIndex(qsizetype i) const { return m_children[i]; }

    /// The gap before child `i`; for i == size() the one before the closing bracket.
    Json5Gap gapBefore(qsizetype i) const;
    Json5Gap gapAfter(qsizetype i) const { return gapBefore(i + 1); }
    bool hasTrailingComma() const { return size() > 0 && gapBefore(size()).hasComma(); }

private:
    QByteArrayView m_text;
    const Json5Tree &m_tree;
    quint32 m_container;
    std::vector<quint32> m_children;
};

/// A block comment of several lines belongs to the line only with `wholeComments`.
Json5LineTail json5LineTail(QByteArrayView text, const Json5Gap &gap, qsizetype from, bool wholeComments);
/// The white space at the beginning of the line.
QByteArray json5LineIndent(QByteArrayView text, qsizetype at);
/// What does not depend on the place: how lines end.
Json5Style json5FileStyle(QByteArrayView text);
/// The style inside a container; `around` counts where the container itself does not tell.
Json5Style json5StyleIn(QByteArrayView text, const Json5Tree &tree, quint32 container,
                        const Json5Style &around);

} // namespace wsagent
