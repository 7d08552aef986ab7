#include "gateway/config/schematree.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

static void initialiseSchemaResource()
{
    Q_INIT_RESOURCE(configschema); // outside of the namespace: the macro declares a global function
}

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto hintsKey = "x-ws-hints"_L1;
constexpr auto overrideKey = "x-ws-override"_L1;
constexpr auto accountsKey = "x-ws-accounts"_L1;

QJsonObject united(QJsonObject below, const QJsonObject &above)
{
    for (auto it = above.begin(); it != above.end(); ++it)
        below.insert(it.key(), it.value());
    return below;
}

/// A reference and what stands beside it: hints and properties are joined, other words replaced.
QJsonObject joined(QJsonObject target, const QJsonObject &siblings)
{
    for (auto it = siblings.begin(); it != siblings.end(); ++it) {
        const bool joins = it.key() == hintsKey || it.key() == "properties"_L1;
        if (it.key() == "$ref"_L1)
            continue;
        if (joins)
            target.insert(it.key(), united(target.value(it.key()).toObject(), it.value().toObject()));
        else
            target.insert(it.key(), it.value());
    }
    return target;
}

QJsonObject accountsOf(const QJsonValue &reference)
{
    return {
        {u"title"_s, u"Accounts"_s},
        {u"description"_s, u"Settings of single accounts; what is missing is taken from the channel."_s},
        {u"type"_s, u"object"_s},
        {u"additionalProperties"_s, QJsonObject{{u"$ref"_s, reference}, {overrideKey, true}}},
        {hintsKey, QJsonObject{{u"order"_s, 1000}, {u"advanced"_s, true}}},
    };
}

KeyInfo::Restart restartFrom(const QString &word)
{
    if (word == "none"_L1)
        return KeyInfo::Restart::None;
    return word == "hot"_L1 ? KeyInfo::Restart::Hot : KeyInfo::Restart::Gateway;
}

QString wordFor(KeyInfo::Restart restart)
{
    if (restart == KeyInfo::Restart::None)
        return u"none"_s;
    return restart == KeyInfo::Restart::Hot ? u"hot"_s : u"gateway"_s;
}

} // namespace

bool isScalarSchema(const QJsonObject &schema)
{
    return !schema.contains("properties"_L1) && !schema.contains("additionalProperties"_L1) &&
           !schema.contains("items"_L1);
}

bool SchemaNode::isScalar() const
{
    return isScalarSchema(schema);
}

bool SchemaNode::accepts(const QString &type) const
{
    const QJsonValue types = schema.value("type"_L1);
    return types.isUndefined() || types == type || types.toArray().contains(type);
}

QJsonObject SchemaNode::hints() const
{
    return schema.value(hintsKey).toObject();
}

SchemaNode SchemaTree::root() const
{
    return {file(u"config.json"_s)};
}

QJsonObject SchemaTree::file(const QString &name) const
{
    if (const auto known = m_files.constFind(name); known != m_files.cend())
        return *known;
    initialiseSchemaResource();
    QFile file(u":/schema/config/"_s + name);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    const QJsonObject schema = opened ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    Q_ASSERT(!schema.isEmpty());
    return *m_files.insert(name, schema);
}

QJsonObject SchemaTree::resolved(const QJsonObject &schema) const
{
    const QJsonValue reference = schema.value("$ref"_L1);
    if (!reference.isString())
        return schema;
    QJsonObject result = joined(resolved(file(reference.toString())), schema);
    if (schema.value(accountsKey).toBool()) {
        QJsonObject properties = result.value("properties"_L1).toObject();
        properties.insert(u"accounts"_s, accountsOf(reference));
        result.insert(u"properties"_s, properties);
    }
    return result;
}

const QJsonObject &SchemaTree::defaults(const std::function<QJsonObject()> &make) const
{
    if (!m_defaults)
        m_defaults = make();
    return *m_defaults;
}

bool SchemaTree::isOverride(const QJsonObject &schema)
{
    return schema.value(overrideKey).toBool();
}

SchemaNode SchemaTree::child(const SchemaNode &parent, const QJsonObject &schema) const
{
    SchemaNode node = parent;
    node.schema = resolved(schema);
    const QJsonObject hints = node.hints();
    node.overrides = parent.overrides || isOverride(schema);
    node.advanced = parent.advanced || hints.value("advanced"_L1).toBool();
    node.isolation = hints.value("isolation"_L1).toBool();
    node.group = hints.value("group"_L1).toString(parent.group);
    if (const QJsonValue restart = hints.value("restart"_L1); restart.isString()) {
        node.restart = restartFrom(restart.toString());
        node.component = hints.value("component"_L1).toString();
    }
    return node;
}

std::optional<SchemaNode> SchemaTree::member(const SchemaNode &node, const QString &key) const
{
    if (!node.accepts(u"object"_s))
        return std::nullopt;
    const QJsonValue properties = node.schema.value("properties"_L1);
    if (const QJsonValue known = properties.toObject().value(key); known.isObject())
        return child(node, known.toObject());
    return freeFormMember(node);
}

std::optional<SchemaNode> SchemaTree::freeFormMember(const SchemaNode &node) const
{
    if (!node.accepts(u"object"_s))
        return std::nullopt;
    const QJsonValue others = node.schema.value("additionalProperties"_L1);
    const bool freeForm = !node.schema.contains("properties"_L1) && others.isUndefined();
    if (freeForm || others.isObject() || others.toBool())
        return child(node, others.toObject());
    return std::nullopt;
}

QStringList SchemaTree::memberNames(const SchemaNode &node) const
{
    return node.schema.value("properties"_L1).toObject().keys();
}

std::optional<SchemaNode> SchemaTree::element(const SchemaNode &node) const
{
    if (!node.accepts(u"array"_s))
        return std::nullopt;
    return child(node, node.schema.value("items"_L1).toObject());
}

std::optional<SchemaNode> SchemaTree::at(const JsonPath &path) const
{
    std::optional<SchemaNode> node = root();
    for (const JsonStep &step : path) {
        node = step.isIndex() ? element(*node) : member(*node, step.key);
        if (!node)
            return std::nullopt;
    }
    return node;
}

SchemaNode SchemaTree::nearest(const JsonPath &path) const
{
    SchemaNode node = root();
    for (const JsonStep &step : path) {
        auto next = step.isIndex() ? element(node) : member(node, step.key);
        if (!next)
            break;
        node = std::move(*next);
    }
    return node;
}

QJsonObject SchemaTree::expanded(const SchemaNode &node) const
{
    QJsonObject schema = node.schema;
    for (const auto word : {"$ref"_L1, overrideKey, accountsKey})
        schema.remove(word);
    if (node.overrides)
        schema.remove("default"_L1);

    QJsonObject hints = node.hints();
    hints.insert(u"label"_s, hints.value("label"_L1).toString(schema.value("title"_L1).toString()));
    hints.insert(u"group"_s, node.group);
    hints.insert(u"restart"_s, wordFor(node.restart));
    if (!node.component.isEmpty())
        hints.insert(u"component"_s, node.component);
    if (node.advanced)
        hints.insert(u"advanced"_s, true);
    schema.insert(hintsKey, hints);

    QJsonObject properties = schema.value("properties"_L1).toObject();
    for (const QString &key : properties.keys())
        properties.insert(key, expanded(*member(node, key)));
    if (!properties.isEmpty())
        schema.insert(u"properties"_s, properties);
    if (const QJsonValue others = schema.value("additionalProperties"_L1); others.isObject())
        schema.insert(u"additionalProperties"_s, expanded(child(node, others.toObject())));
    if (schema.contains("items"_L1))
        schema.insert(u"items"_s, expanded(*element(node)));
    return schema;
}

SchemaMembers::SchemaMembers(const SchemaTree &tree, const SchemaNode &node)
    : m_tree(tree)
    , m_node(node)
    , m_named(node.schema.value("properties"_L1).toObject())
    , m_freeForm(tree.freeFormMember(node))
{}

const SchemaNode *SchemaMembers::find(const QString &key)
{
    if (!isNamed(key))
        return m_freeForm ? &*m_freeForm : nullptr;
    m_found = m_tree.member(m_node, key);
    return m_found ? &*m_found : nullptr;
}

} // namespace wsagent
