#include "gateway/base/json5difference.h"

#include "gateway/base/json5change.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace wsagent {

namespace {

/// Which stretch of two lists differs.
struct Stretch
{
    qsizetype begin = 0;
    qsizetype have = 0; ///< how many elements there are
    qsizetype want = 0; ///< how many there shall be
};

Stretch differing(const QJsonArray &have, const QJsonArray &want)
{
    const qsizetype shorter = qMin(have.size(), want.size());
    qsizetype front = 0;
    while (front < shorter && sameJson(have.at(front), want.at(front)))
        ++front;
    qsizetype back = 0;
    while (back < shorter - front &&
           sameJson(have.at(have.size() - 1 - back), want.at(want.size() - 1 - back)))
        ++back;
    return {front, have.size() - front - back, want.size() - front - back};
}

class Difference
{
public:
    Difference(const Json5Document &document, Json5Pass pass)
        : m_text(document.text())
        , m_tree(document.tree())
        , m_pass(pass)
        , m_fileStyle(json5FileStyle(m_text))
    {}

    void visit(quint32 node, const QJsonValue &have, const QJsonValue &want);
    QByteArray result() const { return spliced(m_text, m_splices); }
    Json5Passes needed() const { return m_needed; }

private:
    void visitObject(quint32 node, const QJsonObject &have, const QJsonObject &want);
    void visitMembers(const Json5Layout &layout, const QStringList &keys, const QJsonObject &have,
                      const QJsonObject &want);
    void visitArray(quint32 node, const QJsonArray &have, const QJsonArray &want);
    void replace(quint32 node, const QJsonValue &want);
    void remove(const Json5Layout &layout, const std::vector<bool> &removed);
    void insert(const Json5Layout &layout, qsizetype after, const QList<Json5Item> &items);
    Json5Style style() { return styleAt(m_chain.size()); }
    /// The style in the first `depth` containers of the chain.
    Json5Style styleAt(std::size_t depth);

    QByteArrayView m_text;
    const Json5Tree &m_tree;
    Json5Pass m_pass;
    Json5Passes m_needed;
    std::vector<quint32> m_chain; ///< the containers around the visited node, outermost first
    Json5Style m_fileStyle;
    QHash<quint32, Json5Style> m_styles;
    QList<Json5Splice> m_splices;
};

void Difference::visit(quint32 node, const QJsonValue &have, const QJsonValue &want)
{
    if (sameJson(have, want))
        return;
    const bool object = have.isObject() && want.isObject();
    if (object || (have.isArray() && want.isArray())) {
        if (object)
            visitObject(node, have.toObject(), want.toObject());
        else
            visitArray(node, have.toArray(), want.toArray());
    } else {
        replace(node, want);
    }
}

void Difference::visitObject(quint32 node, const QJsonObject &have, const QJsonObject &want)
{
    QStringList changed; // in both of them
    QList<Json5Item> items;
    for (const QString &key : differingKeys(have, want)) {
        if (have.contains(key))
            changed += key;
        else
            items.append({key, want.value(key)});
    }
    const Json5Layout layout(m_text, m_tree, node);
    m_chain.push_back(node);
    if (!changed.isEmpty())
        visitMembers(layout, changed, have, want);
    insert(layout, layout.size() - 1, items);
    m_chain.pop_back();
}

/// `keys`, sorted: what is to be changed or removed.
void Difference::visitMembers(const Json5Layout &layout, const QStringList &keys, const QJsonObject &have,
                              const QJsonObject &want)
{
    std::vector<bool> removed(layout.size());
    for (qsizetype i = 0; i < layout.size(); ++i) {
        const QString key = json5KeyOf(m_text, layout.child(i));
        if (!std::binary_search(keys.begin(), keys.end(), key))
            continue;
        removed[i] = !want.contains(key);
        if (!removed[i])
            visit(layout.childIndex(i), have.value(key), want.value(key));
    }
    remove(layout, removed);
}

void Difference::visitArray(quint32 node, const QJsonArray &have, const QJsonArray &want)
{
    const Json5Layout layout(m_text, m_tree, node);
    const Stretch stretch = differing(have, want);
    const qsizetype common = stretch.begin + qMin(stretch.have, stretch.want);
    m_chain.push_back(node);
    for (qsizetype i = stretch.begin; i < common; ++i)
        visit(layout.childIndex(i), have.at(i), want.at(i));
    std::vector<bool> removed(layout.size());
    for (qsizetype i = common; i < stretch.begin + stretch.have; ++i)
        removed[i] = true;
    remove(layout, removed);
    QList<Json5Item> items;
    for (qsizetype i = common; i < stretch.begin + stretch.want; ++i)
        items.append({std::nullopt, want.at(i)});
    insert(layout, common - 1, items);
    m_chain.pop_back();
}

void Difference::replace(quint32 node, const QJsonValue &want)
{
    m_needed |= Json5Pass::Replace;
    if (m_pass != Json5Pass::Replace)
        return;
    const Json5Node &old = m_tree.nodes[node];
    Json5Style wanted = style();
    if (want.isString() && (m_text[old.begin] == '"' || m_text[old.begin] == '\''))
        wanted.quote = m_text[old.begin];
    const bool nested = want.isObject() || want.isArray();
    const QByteArray indent =
        nested && !wanted.oneLine ? json5LineIndent(m_text, old.outerBegin()) : QByteArray();
    m_splices.append({old.begin, qsizetype(old.end) - old.begin, writeJson5(want, wanted, indent)});
}

void Difference::remove(const Json5Layout &layout, const std::vector<bool> &removed)
{
    if (std::find(removed.begin(), removed.end(), true) == removed.end())
        return;
    m_needed |= Json5Pass::Remove;
    if (m_pass == Json5Pass::Remove)
        removeChildren(m_text, layout, removed, m_splices);
}

void Difference::insert(const Json5Layout &layout, qsizetype after, const QList<Json5Item> &items)
{
    if (items.isEmpty())
        return;
    m_needed |= Json5Pass::Insert;
    if (m_pass != Json5Pass::Insert)
        return;
    if (layout.size() > 0) {
        insertItems(m_text, layout, after, items, style(), m_splices);
        return;
    }
    // Whether it may be spread over several lines is up to what it stands in.
    Json5Style spread = style();
    spread.oneLine = styleAt(m_chain.size() - 1).oneLine;
    fillEmpty(m_text, layout, items, spread, m_splices);
}

Json5Style Difference::styleAt(std::size_t depth)
{
    if (depth == 0)
        return m_fileStyle;
    const quint32 container = m_chain[depth - 1];
    auto known = m_styles.constFind(container);
    if (known == m_styles.constEnd())
        known = m_styles.insert(container, json5StyleIn(m_text, m_tree, container, styleAt(depth - 1)));
    return *known;
}

} // namespace

Json5Difference json5TextAfter(const Json5Document &document, const QJsonValue &expected, Json5Pass pass)
{
    Difference difference(document, pass);
    difference.visit(0, document.value(), expected);
    return {difference.result(), difference.needed()};
}

QByteArray json5TextWithout(const Json5Document &document, const JsonPath &path)
{
    const QByteArrayView text = document.text();
    const Json5Tree &tree = document.tree();
    quint32 node = 0;
    for (const JsonStep &step : path.first(path.size() - 1))
        node = quint32(tree.childAt(text, node, step));
    const Json5Layout layout(text, tree, node);
    std::vector<bool> removed(layout.size());
    const qint64 child = tree.childAt(text, node, path.last());
    for (qsizetype i = 0; i < layout.size(); ++i)
        removed[i] = layout.childIndex(i) == child;
    QList<Json5Splice> splices;
    removeChildren(text, layout, removed, splices);
    return spliced(text, splices);
}

} // namespace wsagent
