#include "gateway/config/schemahints.h"

#include "gateway/config/schematree.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype deepest = 12; // no key is deeper, and a reference to itself would have no end

QJsonObject hintOf(const SchemaNode &node)
{
    // What else is said there is for this program alone.
    static constexpr std::array shared = {"order"_L1, "placeholder"_L1, "sensitive"_L1, "tags"_L1,
                                          "docsUrl"_L1};
    const QJsonObject own = node.hints();
    QJsonObject hint;
    for (const auto name : shared) {
        if (own.contains(name))
            hint.insert(name, own.value(name));
    }
    const QString label = own["label"_L1].toString(node.schema["title"_L1].toString());
    const QString help = node.schema["description"_L1].toString();
    if (!label.isEmpty())
        hint.insert("label"_L1, label);
    if (!help.isEmpty())
        hint.insert("help"_L1, help);
    if (!node.group.isEmpty())
        hint.insert("group"_L1, node.group);
    if (node.advanced)
        hint.insert("advanced"_L1, true);
    return hint;
}

class Walk
{
public:
    explicit Walk(const SchemaTree &tree)
        : m_tree(tree)
    {}

    QJsonObject hints;

    void below(const SchemaNode &node, const QString &path, qsizetype depth)
    {
        if (depth > deepest)
            return;
        const QString prefix = path.isEmpty() ? QString() : path + u'.';
        const QStringList names = m_tree.memberNames(node);
        for (const QString &name : names)
            at(m_tree.member(node, name), prefix + name, depth);
        if (node.schema["additionalProperties"_L1].isObject())
            at(m_tree.freeFormMember(node), prefix + u'*', depth);
        if (node.schema.contains("items"_L1))
            at(m_tree.element(node), path + "[]"_L1, depth);
    }

private:
    void at(const std::optional<SchemaNode> &node, const QString &path, qsizetype depth)
    {
        if (!node)
            return;
        if (const QJsonObject hint = hintOf(*node); !hint.isEmpty())
            hints.insert(path, hint);
        if (!node->isScalar())
            below(*node, path, depth + 1);
    }

    const SchemaTree &m_tree;
};

} // namespace

QJsonObject schemaHints(const ConfigSchema &schema)
{
    Walk walk(schema.tree());
    walk.below(schema.tree().root(), {}, 0);
    return walk.hints;
}

} // namespace wsagent
