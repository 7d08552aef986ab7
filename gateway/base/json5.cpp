#include "gateway/base/json5.h"

#include "gateway/base/json5scalars.h"
#include "gateway/base/json5tree.h"

#include <limits>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Json5Error located(QByteArrayView text, const QString &message, qsizetype at)
{
    return {message, textPositionAt(text, at)};
}

} // namespace

std::vector<quint32> Json5Tree::childrenOf(quint32 parent) const
{
    std::vector<quint32> children;
    for (quint32 child = parent + 1; child < nodes[parent].next; child = nodes[child].next)
        children.push_back(child);
    return children;
}

qint64 Json5Tree::childAt(QByteArrayView text, quint32 parent, const JsonStep &step) const
{
    const Json5Node::Kind kind = step.isIndex() ? Json5Node::Array : Json5Node::Object;
    if (nodes[parent].kind != kind)
        return -1;
    int index = 0;
    for (quint32 child = parent + 1; child < nodes[parent].next; child = nodes[child].next, ++index) {
        if (step.isIndex() ? index == step.index : json5KeyOf(text, nodes[child]) == step.key)
            return child;
    }
    return -1;
}

QString json5KeyOf(QByteArrayView text, const Json5Node &node)
{
    if (node.keyBegin == node.keyEnd)
        return {};
    const bool quoted = text[node.keyBegin] == '"' || text[node.keyBegin] == '\'';
    const auto key = quoted ? readJson5String(text, node.keyBegin) : readJson5Identifier(text, node.keyBegin);
    return key ? key->text : QString();
}

Result<Json5Document, Json5Error> Json5Document::parse(const QByteArray &utf8, Json5Limits limits)
{
    // Offsets are stored in 32 bits.
    const qsizetype maxBytes = qMin<qsizetype>(limits.maxBytes, std::numeric_limits<qint32>::max());
    if (utf8.size() > maxBytes)
        return Json5Error{
            u"the text has %1 bytes, more than the %2 allowed"_s.arg(utf8.size()).arg(maxBytes)};
    if (const qsizetype bad = firstInvalidUtf8(utf8); bad >= 0)
        return located(utf8, u"this is not UTF-8 text"_s, bad);
    auto tree = parseJson5Tree(utf8, limits.maxDepth);
    if (!tree)
        return located(utf8, tree.error().message, tree.error().at);
    Json5Document document;
    document.m_text = utf8;
    document.m_tree = std::make_shared<const Json5Tree>(std::move(*tree));
    return document;
}

bool Json5Document::hasComments() const
{
    return m_tree->hasComments;
}

QJsonValue Json5Document::value() const
{
    return m_tree->value;
}

TextPosition Json5Document::positionOf(const JsonPath &path) const
{
    quint32 node = 0;
    for (const JsonStep &step : path) {
        const qint64 child = m_tree->childAt(m_text, node, step);
        if (child < 0)
            break;
        node = quint32(child);
    }
    return textPositionAt(m_text, m_tree->nodes[node].begin);
}

QStringList json5KeysAt(const Json5Document &document, const JsonPath &path)
{
    const Json5Tree &tree = document.tree();
    qint64 node = 0;
    for (const JsonStep &step : path) {
        node = tree.childAt(document.text(), quint32(node), step);
        if (node < 0)
            return {};
    }
    QStringList keys;
    if (tree.nodes[size_t(node)].kind == Json5Node::Object) {
        for (const quint32 member : tree.childrenOf(quint32(node)))
            keys += json5KeyOf(document.text(), tree.nodes[member]);
    }
    return keys;
}

} // namespace wsagent
