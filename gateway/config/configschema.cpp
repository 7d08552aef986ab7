#include "gateway/config/configschema.h"

#include "gateway/config/keydistance.h"
#include "gateway/config/schematree.h"
#include "gateway/config/schemavalidation.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList texts(const QJsonValue &value)
{
    if (!value.isArray())
        return value.isUndefined() ? QStringList() : QStringList{value.toVariant().toString()};
    QStringList list;
    for (const QJsonValue &entry : value.toArray())
        list.append(entry.toVariant().toString());
    return list;
}

std::optional<double> number(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

KeyInfo keyInfo(const SchemaNode &node)
{
    const QJsonObject &schema = node.schema;
    const QJsonObject hints = node.hints();
    KeyInfo info;
    info.label = hints.value("label"_L1).toString(schema.value("title"_L1).toString());
    info.group = node.group;
    info.description = schema.value("description"_L1).toString();
    info.types = texts(schema.value("type"_L1));
    info.allowed = texts(schema.value("enum"_L1));
    if (!node.overrides)
        info.defaultValue = schema.value("default"_L1);
    info.minimum = number(schema.value("minimum"_L1));
    info.maximum = number(schema.value("maximum"_L1));
    info.placeholder = hints.value("placeholder"_L1).toString();
    info.order = hints.value("order"_L1).toInt();
    info.sensitive = hints.value("sensitive"_L1).toBool();
    info.advanced = node.advanced;
    info.isPath = schema.value("format"_L1) == "path"_L1;
    info.restart = node.restart;
    info.component = node.component;
    info.isolation = node.isolation;
    return info;
}

/// Calls `visit(node, value, path)` for every value of the config the schema knows, except entries of
/// free-form tables that `skips(node)`.
template <typename Skip, typename Visit>
void walk(const SchemaTree &tree, const SchemaNode &node, const QJsonValue &value, JsonPath &path,
          const Skip &skips, const Visit &visit)
{
    visit(node, value, path);
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        SchemaMembers members(tree, node);
        const bool onlyNamed = members.freeForm() && skips(*members.freeForm());
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString key = it.key();
            if (onlyNamed && !members.isNamed(key))
                continue;
            const SchemaNode *child = members.find(key);
            if (!child)
                continue;
            path.append({key});
            walk(tree, *child, it.value(), path, skips, visit);
            path.removeLast();
        }
    } else if (value.isArray()) {
        const auto element = tree.element(node);
        const QJsonArray array = value.toArray();
        for (int i = 0; element && i < array.size(); ++i) {
            path.append({{}, i});
            walk(tree, *element, array.at(i), path, skips, visit);
            path.removeLast();
        }
    }
}

template <typename Skip, typename Visit>
void walk(const SchemaTree &tree, const QJsonObject &config, const Skip &skips, const Visit &visit)
{
    JsonPath path;
    walk(tree, tree.root(), config, path, skips, visit);
}

bool isSensitive(const SchemaNode &node)
{
    return node.hints().value("sensitive"_L1).toBool();
}

bool isPath(const SchemaNode &node)
{
    return node.schema.value("format"_L1) == "path"_L1;
}

/// Works on the bare schema, not on nodes: it visits nearly all of it for every config.
QJsonValue filled(const SchemaTree &tree, const QJsonObject &schema, const QJsonValue &value);

QJsonArray filledArray(const SchemaTree &tree, const QJsonObject &schema, QJsonArray array)
{
    const QJsonObject element = tree.resolved(schema.value("items"_L1).toObject());
    for (qsizetype i = 0; element.contains("properties"_L1) && i < array.size(); ++i)
        array.replace(i, filled(tree, element, array.at(i)));
    return array;
}

void fillMember(const SchemaTree &tree, const QJsonObject &schema, QJsonObject &object, const QString &key)
{
    if (SchemaTree::isOverride(schema))
        return;
    const QJsonObject member = tree.resolved(schema);
    const QJsonValue present = object.value(key);
    const QJsonValue start = present.isUndefined() ? member.value("default"_L1) : present;
    if (start.isObject() || start.isArray())
        object.insert(key, filled(tree, member, start));
    else if (present.isUndefined() && !start.isUndefined())
        object.insert(key, start);
}

QJsonValue filled(const SchemaTree &tree, const QJsonObject &schema, const QJsonValue &value)
{
    if (value.isArray())
        return filledArray(tree, schema, value.toArray());
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    const QJsonObject properties = schema.value("properties"_L1).toObject();
    const QJsonObject others = schema.value("additionalProperties"_L1).toObject();
    if (!others.isEmpty() && !isScalarSchema(tree.resolved(others))) {
        const QStringList keys = object.keys();
        for (const QString &key : keys) {
            if (!properties.contains(key))
                fillMember(tree, others, object, key);
        }
    }
    for (auto it = properties.begin(); it != properties.end(); ++it)
        fillMember(tree, it.value().toObject(), object, it.key());
    return object;
}

void collectNamed(const SchemaTree &tree, const SchemaNode &node, const QString &key, const JsonPath &path,
                  int depth, QList<JsonPath> &found)
{
    const QStringList names = tree.memberNames(node);
    for (const QString &name : names) {
        const JsonPath below = path + JsonPath{{name}};
        if (name.compare(key, Qt::CaseInsensitive) == 0)
            found.append(below);
        else if (depth > 1)
            collectNamed(tree, *tree.member(node, name), key, below, depth - 1, found);
    }
}

} // namespace

ConfigSchema::ConfigSchema()
    : m_tree(std::make_unique<SchemaTree>())
{}

ConfigSchema::~ConfigSchema() = default;

QJsonObject ConfigSchema::json() const
{
    return m_tree->expanded(m_tree->root());
}

std::optional<KeyInfo> ConfigSchema::find(const JsonPath &path) const
{
    const auto node = m_tree->at(path);
    return node ? std::optional(keyInfo(*node)) : std::nullopt;
}

KeyInfo ConfigSchema::nearest(const JsonPath &path) const
{
    return keyInfo(m_tree->nearest(path));
}

QStringList ConfigSchema::keysBelow(const JsonPath &path) const
{
    const auto node = m_tree->at(path);
    if (!node)
        return {};
    QStringList names = m_tree->memberNames(*node);
    const auto order = [&](const QString &name) {
        return m_tree->member(*node, name)->hints().value("order"_L1).toInt();
    };
    std::stable_sort(names.begin(), names.end(),
                     [&](const QString &a, const QString &b) { return order(a) < order(b); });
    return names;
}

QString ConfigSchema::nearestKey(const JsonPath &path) const
{
    JsonPath known;
    SchemaNode node = m_tree->root();
    for (const JsonStep &step : path) {
        auto next = step.isIndex() ? m_tree->element(node) : m_tree->member(node, step.key);
        if (!next)
            break;
        known.append(step);
        node = std::move(*next);
    }
    if (known.size() == path.size())
        return toString(path);

    const QString wrong = path[known.size()].key;
    if (const QString similar = mostSimilar(wrong, m_tree->memberNames(node)); !similar.isEmpty())
        return toString(known + JsonPath{{similar}});
    // A key at the wrong level: gateway.token for gateway.auth.token.
    for (int depth = 2; depth <= 3; ++depth) {
        QList<JsonPath> found;
        collectNamed(*m_tree, node, wrong, known, depth, found);
        if (!found.isEmpty())
            return found.size() <= 2 ? toString(found.first()) : QString(); // of many, any would be a guess
    }
    return {};
}

QList<ConfigIssue> ConfigSchema::validate(const QJsonObject &config) const
{
    return schemaIssues(*m_tree, config);
}

QList<JsonPath> ConfigSchema::unknownKeys(const QJsonObject &config) const
{
    QList<JsonPath> unknown;
    const auto skipped = [](const SchemaNode &node) {
        return node.isScalar();
    };
    walk(*m_tree, config, skipped,
         [&](const SchemaNode &node, const QJsonValue &value, const JsonPath &path) {
             if (!value.isObject() || !node.accepts(u"object"_s))
                 return;
             const SchemaMembers members(*m_tree, node);
             if (members.freeForm())
                 return;
             const QStringList keys = value.toObject().keys();
             for (const QString &key : keys) {
                 if (!members.isNamed(key))
                     unknown.append(path + JsonPath{{key}});
             }
         });
    return unknown;
}

QJsonObject ConfigSchema::withDefaults(const QJsonObject &config) const
{
    const QJsonObject root = m_tree->root().schema;
    // Most sections are missing from most configs, and are filled alike.
    QJsonObject object = m_tree->defaults([&] { return filled(*m_tree, root, QJsonObject()).toObject(); });
    const QJsonObject sections = root.value("properties"_L1).toObject();
    for (auto it = config.begin(); it != config.end(); ++it) {
        object.insert(it.key(), it.value());
        if (sections.contains(it.key()))
            fillMember(*m_tree, sections.value(it.key()).toObject(), object, it.key());
    }
    return object;
}

QList<JsonPath> ConfigSchema::sensitivePaths(const QJsonObject &config) const
{
    QList<JsonPath> paths;
    const auto skipped = [](const SchemaNode &node) {
        return node.isScalar() && !isSensitive(node);
    };
    walk(*m_tree, config, skipped,
         [&](const SchemaNode &node, const QJsonValue &value, const JsonPath &path) {
             const bool isReference = value.isObject() || value.isNull();
             if (!isReference && isSensitive(node))
                 paths.append(path);
         });
    return paths;
}

QList<JsonPath> ConfigSchema::pathValues(const QJsonObject &config) const
{
    QList<JsonPath> paths;
    const auto skipped = [](const SchemaNode &node) {
        return node.isScalar() && !isPath(node);
    };
    walk(*m_tree, config, skipped,
         [&](const SchemaNode &node, const QJsonValue &value, const JsonPath &path) {
             if (value.isString() && isPath(node))
                 paths.append(path);
         });
    return paths;
}

} // namespace wsagent
