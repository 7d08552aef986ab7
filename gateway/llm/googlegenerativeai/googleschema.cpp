#include "gateway/llm/googlegenerativeai/googleschema.h"

#include <QJsonArray>
#include <QStringList>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 24;     // of references that lead to themselves, too
constexpr int mostParts = 2000; // such references may also multiply

class Reduction
{
public:
    explicit Reduction(const QJsonObject &root)
        : m_root(root)
    {}

    QJsonObject reduced(const QJsonObject &schema, int depth)
    {
        if (depth > deepest || ++m_parts > mostParts)
            return {{"type"_L1, "object"_L1}};
        if (const QString reference = schema["$ref"_L1].toString(); !reference.isEmpty())
            return reduced(merged(target(reference), schema), depth + 1);
        if (const auto joined = alternatives(schema); !joined.isEmpty())
            return reduced(joined, depth + 1);
        if (schema.contains("allOf"_L1))
            return reduced(allOf(schema), depth + 1);
        QJsonObject result = plainMembers(schema);
        addType(schema, result);
        addValues(schema, result);
        addMembers(schema, result, depth);
        return result;
    }

private:
    /// `#/$defs/x` and `#/definitions/x`; others are nowhere to be found.
    QJsonObject target(const QString &reference) const
    {
        QJsonValue at = m_root;
        const QStringList steps = reference.split(u'/').mid(1);
        for (const QString &step : steps)
            at = at[step];
        return at.toObject();
    }

    /// `over`'s own words win; its keyword that brought `under` in is gone.
    static QJsonObject merged(QJsonObject under, const QJsonObject &over)
    {
        for (auto it = over.begin(); it != over.end(); ++it) {
            if (it.key() != "$ref"_L1)
                under.insert(it.key(), it.value());
        }
        return under;
    }

    /// "One of these" becomes one list of texts, or else the first that is not null. Empty: there is no
    /// such keyword.
    static QJsonObject alternatives(QJsonObject schema)
    {
        const QJsonArray any = schema.take("anyOf"_L1).toArray();
        const QJsonArray one = schema.take("oneOf"_L1).toArray();
        const QJsonArray all = any.isEmpty() ? one : any;
        if (all.isEmpty())
            return {};
        QJsonArray texts;
        QJsonArray others;
        for (const QJsonValue &each : all) {
            const QJsonObject object = each.toObject();
            if (object["const"_L1].isString())
                texts.append(object["const"_L1]);
            else if (object["type"_L1] == "null"_L1)
                schema.insert("nullable"_L1, true);
            else
                others.append(object);
        }
        if (others.isEmpty() && !texts.isEmpty())
            return merged({{"type"_L1, "string"_L1}, {"enum"_L1, texts}}, schema);
        QJsonObject joined = merged(others.first().toObject(), schema);
        if (joined.isEmpty())
            joined.insert("type"_L1, "object"_L1);
        return joined;
    }

    static QJsonObject allOf(QJsonObject schema)
    {
        const QJsonArray parts = schema.take("allOf"_L1).toArray();
        QJsonObject properties = schema["properties"_L1].toObject();
        QJsonArray required = schema["required"_L1].toArray();
        QJsonObject all;
        for (const QJsonValue &part : parts) {
            all = merged(all, part.toObject());
            properties = merged(properties, part["properties"_L1].toObject());
            const QJsonArray more = part["required"_L1].toArray();
            for (const QJsonValue &name : more)
                required.append(name);
        }
        all = merged(all, schema);
        if (!properties.isEmpty())
            all.insert("properties"_L1, properties);
        if (!required.isEmpty())
            all.insert("required"_L1, required);
        if (all.isEmpty())
            all.insert("type"_L1, "object"_L1);
        return all;
    }

    static QJsonObject plainMembers(const QJsonObject &schema)
    {
        QJsonObject result;
        for (const QLatin1StringView name : {"description"_L1, "nullable"_L1, "minimum"_L1, "maximum"_L1,
                                             "minItems"_L1, "maxItems"_L1, "minLength"_L1, "maxLength"_L1}) {
            if (schema.contains(name))
                result.insert(name, schema[name]);
        }
        return result;
    }

    static void addType(const QJsonObject &schema, QJsonObject &result)
    {
        QJsonValue type = schema["type"_L1];
        const QJsonArray several = type.toArray();
        for (const QJsonValue &each : several) {
            if (each == "null"_L1)
                result.insert("nullable"_L1, true);
            else if (type.isArray())
                type = each;
        }
        if (!type.isString()) {
            const bool isText = schema["const"_L1].isString() || schema["enum"_L1][0].isString();
            type = schema.contains("items"_L1) ? "array"_L1 : isText ? "string"_L1 : "object"_L1;
        }
        result.insert("type"_L1, type);
    }

    static void addValues(const QJsonObject &schema, QJsonObject &result)
    {
        if (result["type"_L1] != "string"_L1)
            return; // only texts can be listed
        QJsonArray allowed;
        const QJsonArray listed = schema["enum"_L1].toArray();
        for (const QJsonValue &value : listed) {
            if (value.isString() && !value.toString().isEmpty())
                allowed.append(value);
        }
        if (schema["const"_L1].isString())
            allowed = {schema["const"_L1]};
        if (!allowed.isEmpty())
            result.insert("enum"_L1, allowed);
        if (schema["format"_L1] == "date-time"_L1)
            result.insert("format"_L1, "date-time"_L1);
    }

    void addMembers(const QJsonObject &schema, QJsonObject &result, int depth)
    {
        if (result["type"_L1] == "array"_L1) {
            const QJsonObject items = schema["items"_L1].toObject();
            result.insert("items"_L1, items.isEmpty() ? QJsonObject{{"type"_L1, "string"_L1}}
                                                      : reduced(items, depth + 1));
            return;
        }
        const QJsonObject properties = schema["properties"_L1].toObject();
        if (result["type"_L1] != "object"_L1 || properties.isEmpty())
            return;
        QJsonObject members;
        for (auto it = properties.begin(); it != properties.end(); ++it)
            members.insert(it.key(), reduced(it.value().toObject(), depth + 1));
        QJsonArray required;
        const QJsonArray names = schema["required"_L1].toArray();
        for (const QJsonValue &name : names) {
            if (members.contains(name.toString()) && !required.contains(name))
                required.append(name);
        }
        result.insert("properties"_L1, members);
        if (!required.isEmpty())
            result.insert("required"_L1, required);
    }

    const QJsonObject &m_root;
    int m_parts = 0;
};

} // namespace

QJsonObject googleSchema(const QJsonObject &schema)
{
    return Reduction(schema).reduced(schema, 0);
}

} // namespace wsagent
