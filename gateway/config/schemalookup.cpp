#include "gateway/config/schemalookup.h"

#include "gateway/config/schematree.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// "list[]" is a member and an element of it.
QStringList stepsOf(const QString &path)
{
    QString text = path;
    text.replace(u'[', "/["_L1);
    text.replace(u'.', u'/');
    return text.split(u'/', Qt::SkipEmptyParts);
}

std::optional<SchemaNode> stepDown(const SchemaTree &tree, const SchemaNode &node, const QString &step)
{
    if (step.startsWith(u'['))
        return tree.element(node);
    if (step == u'*')
        return tree.freeFormMember(node);
    return tree.member(node, step);
}

QString reloadKind(KeyInfo::Restart restart)
{
    switch (restart) {
    case KeyInfo::Restart::None:
        return u"none"_s;
    case KeyInfo::Restart::Hot:
        return u"hot"_s;
    case KeyInfo::Restart::Gateway:
        return u"restart"_s;
    }
    Q_UNREACHABLE();
}

/// What belongs to the place itself, without what is below it.
QJsonObject oneLevel(const SchemaNode &node)
{
    QJsonObject schema;
    for (auto it = node.schema.begin(); it != node.schema.end(); ++it) {
        const bool below =
            it.key() == "properties"_L1 || it.key() == "additionalProperties"_L1 || it.key() == "items"_L1;
        if (!below && !it.key().startsWith("x-ws-"_L1) && it.key() != "$ref"_L1)
            schema.insert(it.key(), it.value());
    }
    if (node.overrides)
        schema.remove("default"_L1);
    return schema;
}

void addHint(QJsonObject &entry, const SchemaNode &node, const QString &path)
{
    entry.insert("reloadKind"_L1, reloadKind(node.restart));
    QJsonObject hint = node.hints();
    hint.insert("label"_L1, hint["label"_L1].toString(node.schema["title"_L1].toString()));
    hint.insert("group"_L1, node.group);
    entry.insert("hint"_L1, hint);
    entry.insert("hintPath"_L1, path);
}

class Children
{
public:
    Children(const SchemaNode &parent, QString path)
        : m_required(parent.schema["required"_L1].toArray())
        , m_path(std::move(path))
    {}

    void add(const QString &key, const std::optional<SchemaNode> &node)
    {
        if (!node)
            return;
        const QString separator = m_path.isEmpty() || key.startsWith(u'[') ? QString() : u"."_s;
        const QString path = m_path + separator + key;
        QJsonObject entry{{"key"_L1, key},
                          {"path"_L1, path},
                          {"required"_L1, m_required.contains(key)},
                          {"hasChildren"_L1, !node->isScalar()}};
        if (const QJsonValue type = node->schema["type"_L1]; !type.isUndefined())
            entry.insert("type"_L1, type);
        addHint(entry, *node, path);
        m_entries += entry;
    }

    const QJsonArray &entries() const { return m_entries; }

private:
    QJsonArray m_required;
    QString m_path;
    QJsonArray m_entries;
};

} // namespace

std::optional<QJsonObject> lookUpSchema(const ConfigSchema &schema, const QString &path)
{
    const SchemaTree &tree = schema.tree();
    const QStringList steps = stepsOf(path);
    std::optional<SchemaNode> node = tree.root();
    QString normal;
    for (const QString &step : steps) {
        node = stepDown(tree, *node, step);
        if (!node)
            return std::nullopt;
        normal += (normal.isEmpty() || step.startsWith(u'[') ? QString() : u"."_s) + step;
    }
    Children children(*node, normal);
    const QStringList names = tree.memberNames(*node);
    for (const QString &name : names)
        children.add(name, tree.member(*node, name));
    if (node->schema["additionalProperties"_L1].isObject())
        children.add(u"*"_s, tree.freeFormMember(*node));
    if (node->schema.contains("items"_L1))
        children.add(u"[]"_s, tree.element(*node));

    QJsonObject answer{
        {"path"_L1, normal}, {"schema"_L1, oneLevel(*node)}, {"children"_L1, children.entries()}};
    addHint(answer, *node, normal);
    return answer;
}

} // namespace wsagent
