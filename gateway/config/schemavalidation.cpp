#include "gateway/config/schemavalidation.h"

#include "gateway/base/schemacheck.h"

#include <QJsonArray>
#include <QSet>

#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonObject constraintsOf(const QJsonObject &schema)
{
    QJsonObject kept;
    for (const auto word : {"type"_L1, "enum"_L1, "minimum"_L1, "maximum"_L1, "minLength"_L1, "maxLength"_L1,
                            "pattern"_L1, "required"_L1}) {
        if (const QJsonValue value = schema.value(word); !value.isUndefined())
            kept.insert(word, value);
    }
    return kept;
}

QJsonObject relevant(const SchemaTree &tree, const SchemaNode &node, const QJsonValue &value);

void addMembers(const SchemaTree &tree, const SchemaNode &node, const QJsonObject &object,
                QJsonObject &schema)
{
    SchemaMembers members(tree, node);
    const bool alike = members.freeForm() && members.freeForm()->isScalar();
    QJsonObject properties;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        if (alike && !members.isNamed(key))
            continue; // all of them together below
        if (const SchemaNode *child = members.find(key))
            properties.insert(key, relevant(tree, *child, it.value()));
    }
    if (!properties.isEmpty())
        schema.insert("properties"_L1, properties);
    if (alike)
        schema.insert("additionalProperties"_L1, constraintsOf(members.freeForm()->schema));
}

/// The part of the schema that has a say about this value, and nothing more: a validator for the whole schema
/// takes longer to build than a command line is allowed to take.
QJsonObject relevant(const SchemaTree &tree, const SchemaNode &node, const QJsonValue &value)
{
    QJsonObject schema = constraintsOf(node.schema);
    if (value.isObject()) {
        addMembers(tree, node, value.toObject(), schema);
    } else if (value.isArray() && node.schema.contains("items"_L1)) {
        const auto element = tree.element(node);
        QJsonArray items;
        if (element && !element->isScalar()) {
            for (const QJsonValue &entry : value.toArray())
                items.append(relevant(tree, *element, entry));
            schema.insert("items"_L1, items);
        } else if (element) {
            schema.insert("items"_L1, constraintsOf(element->schema));
        }
    }
    return schema;
}

/// The validator names places as "[gateway]", "[0]".
JsonPath pathFrom(const QStringList &place, const QJsonObject &config)
{
    JsonPath path;
    QJsonValue value = config;
    for (const QString &step : place) {
        const QString name = step.sliced(1, step.size() - 2);
        path.append(value.isArray() ? JsonStep{{}, name.toInt()} : JsonStep{name});
        value = valueAt(value, {path.last()});
    }
    return path;
}

ConfigIssue invalid(const JsonPath &path, const QString &message, const QStringList &allowed = {})
{
    return {.code = u"config.invalid"_s, .path = toString(path), .message = message, .allowed = allowed};
}

QStringList texts(const QJsonArray &values)
{
    QStringList list;
    for (const QJsonValue &value : values)
        list.append(value.toVariant().toString());
    return list;
}

/// Appends what is wrong at one place in our own words. Objections to a parent, which only repeat
/// that something below it is wrong, add nothing.
void describe(const SchemaNode &node, const JsonPath &path, const QJsonValue &value,
              QList<ConfigIssue> &issues)
{
    if (const QString text = objection(node.schema, value); !text.isEmpty()) {
        issues.append(invalid(path, text, texts(node.schema.value("enum"_L1).toArray())));
        return;
    }
    if (!value.isObject())
        return;
    for (const QJsonValue &name : node.schema.value("required"_L1).toArray()) {
        if (!value.toObject().contains(name.toString()))
            issues.append(invalid(path + JsonPath{{name.toString()}}, u"is missing"_s));
    }
}

void collectNonFinite(const QJsonValue &value, JsonPath &path, QList<ConfigIssue> &issues)
{
    if (value.isDouble() && !std::isfinite(value.toDouble())) {
        issues.append(invalid(path, u"must be a finite number"_s));
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.value().isString())
                continue;
            path.append({it.key()});
            collectNonFinite(it.value(), path, issues);
            path.removeLast();
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (int i = 0; i < array.size(); ++i) {
            path.append({{}, i});
            collectNonFinite(array.at(i), path, issues);
            path.removeLast();
        }
    }
}

} // namespace

QList<ConfigIssue> schemaIssues(const SchemaTree &tree, const QJsonObject &config)
{
    QList<ConfigIssue> issues;
    JsonPath path;
    collectNonFinite(config, path, issues);
    const auto objections = SchemaCheck(relevant(tree, tree.root(), config)).objections(config);
    if (!objections)
        return issues << invalid({}, u"the config cannot be checked: "_s + objections.error().message);

    QSet<QString> seen;
    for (const ConfigIssue &issue : std::as_const(issues))
        seen.insert(issue.path);
    for (const SchemaObjection &each : *objections) {
        path = pathFrom(each.place, config);
        if (seen.contains(toString(path)))
            continue;
        seen.insert(toString(path));
        const SchemaNode node = tree.nearest(path);
        const qsizetype before = issues.size();
        describe(node, path, valueAt(config, path), issues);
        if (issues.size() == before && node.schema.contains("pattern"_L1))
            issues.append(
                invalid(path, u"has the wrong form: "_s + node.schema.value("description"_L1).toString()));
    }
    if (issues.isEmpty() && !objections->isEmpty())
        issues.append(invalid({}, objections->first().description));
    return issues;
}

} // namespace wsagent
