#include "gateway/config/schemavalidation.h"

#include <QJsonArray>

#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString wordForType(const QString &type)
{
    if (type == "string"_L1)
        return u"a text"_s;
    if (type == "integer"_L1)
        return u"a whole number"_s;
    if (type == "number"_L1)
        return u"a number"_s;
    if (type == "boolean"_L1)
        return u"true or false"_s;
    if (type == "array"_L1)
        return u"a list [ … ]"_s;
    return u"an object { … }"_s;
}

QString wordForValue(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return u"a text"_s;
    case QJsonValue::Double:
        return std::floor(value.toDouble()) == value.toDouble() ? u"a number"_s
                                                                : u"a number with a fraction"_s;
    case QJsonValue::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Array:
        return u"a list"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    default:
        return u"null"_s;
    }
}

bool fits(const QJsonValue &value, const QString &type)
{
    if (type == "string"_L1)
        return value.isString();
    if (type == "integer"_L1)
        return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
    if (type == "number"_L1)
        return value.isDouble();
    if (type == "boolean"_L1)
        return value.isBool();
    return type == "array"_L1 ? value.isArray() : value.isObject();
}

QString typeObjection(const QJsonValue &types, const QJsonValue &value)
{
    if (types.isUndefined())
        return {};
    const QJsonArray list = types.isArray() ? types.toArray() : QJsonArray{types};
    QStringList words;
    for (const QJsonValue &type : list) {
        if (fits(value, type.toString()))
            return {};
        words.append(wordForType(type.toString()));
    }
    bool isNumber = false;
    if (value.isString())
        value.toString().toDouble(&isNumber);
    const bool wantsNumber = list.contains("integer"_L1) || list.contains("number"_L1);
    const QString found =
        isNumber && wantsNumber ? u"written without quotes"_s : u"not "_s + wordForValue(value);
    return u"must be %1, %2"_s.arg(words.join(u" or "_s), found);
}

QString enumObjection(const QJsonValue &allowed, const QJsonValue &value)
{
    const QJsonArray list = allowed.toArray();
    if (list.isEmpty() || list.contains(value))
        return {};
    QStringList words;
    for (const QJsonValue &entry : list)
        words.append(entry.toVariant().toString());
    return words.size() == 1 ? u"must be "_s + words.first() : u"must be one of "_s + words.join(u", "_s);
}

QString numberText(double number)
{
    return QString::number(number, 'g', 15);
}

QString rangeObjection(const QJsonObject &schema, double value)
{
    const QJsonValue minimum = schema.value("minimum"_L1);
    const QJsonValue maximum = schema.value("maximum"_L1);
    if (minimum.isDouble() && value < minimum.toDouble())
        return u"must be at least "_s + numberText(minimum.toDouble());
    if (maximum.isDouble() && value > maximum.toDouble())
        return u"must be at most "_s + numberText(maximum.toDouble());
    return {};
}

QString textObjection(const QJsonObject &schema, const QString &value)
{
    const qsizetype length = value.toUcs4().size(); // the schema counts code points
    const QJsonValue shortest = schema.value("minLength"_L1);
    const QJsonValue longest = schema.value("maxLength"_L1);
    if (shortest.isDouble() && length < shortest.toInt())
        return length == 0 ? u"must not be empty"_s
                           : u"must have at least %1 characters"_s.arg(shortest.toInt());
    if (longest.isDouble() && length > longest.toInt())
        return u"must have at most %1 characters"_s.arg(longest.toInt());
    return {};
}

} // namespace

QString objection(const QJsonObject &schema, const QJsonValue &value)
{
    if (QString text = typeObjection(schema.value("type"_L1), value); !text.isEmpty())
        return text;
    if (QString text = enumObjection(schema.value("enum"_L1), value); !text.isEmpty())
        return text;
    if (value.isDouble())
        return rangeObjection(schema, value.toDouble());
    return value.isString() ? textObjection(schema, value.toString()) : QString();
}

} // namespace wsagent
