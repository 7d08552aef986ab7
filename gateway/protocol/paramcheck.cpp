#include "gateway/protocol/paramcheck.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

class Checker
{
public:
    void check(const QJsonValue &value, const ParamShape &shape, const QString &path)
    {
        if (shape.orNull && value.isNull())
            return;
        switch (shape.kind) {
        case Kind::Any:
            return;
        case Kind::String:
            return checkString(value, shape, path);
        case Kind::Integer:
        case Kind::Number:
            return checkNumber(value, shape, path);
        case Kind::Boolean:
            return value.isBool() ? void() : object(path, u"must be boolean"_s);
        case Kind::Object:
        case Kind::Map:
            if (!value.isObject())
                return object(path, u"must be object"_s);
            return shape.kind == Kind::Object ? checkMembers(value.toObject(), shape, path)
                                              : checkValues(value.toObject(), shape, path);
        case Kind::Array:
            return checkArray(value, shape, path);
        }
    }

    QStringList found;

private:
    /// At the root, what concerns the value itself has no place before it.
    void object(const QString &path, const QString &text)
    {
        found += path.isEmpty() ? text : u"at %1: %2"_s.arg(path, text);
    }

    void checkString(const QJsonValue &value, const ParamShape &shape, const QString &path)
    {
        if (!value.isString())
            return object(path, u"must be string"_s);
        const QString text = value.toString();
        if (!shape.allowed.empty() &&
            std::none_of(shape.allowed.begin(), shape.allowed.end(),
                         [&text](const char *allowed) { return text == QLatin1StringView(allowed); }))
            return object(path, u"must be equal to one of the allowed values"_s);
        if (double(text.size()) < shape.least)
            return object(path, u"must not have fewer than %1 characters"_s.arg(shape.least));
        if (double(text.size()) > shape.most)
            return object(path, u"must not have more than %1 characters"_s.arg(shape.most));
    }

    void checkNumber(const QJsonValue &value, const ParamShape &shape, const QString &path)
    {
        const double number = value.toDouble();
        if (shape.kind == Kind::Integer && (!value.isDouble() || std::trunc(number) != number))
            return object(path, u"must be integer"_s);
        if (!value.isDouble())
            return object(path, u"must be number"_s);
        if (number < shape.least)
            return object(path, u"must be >= %1"_s.arg(shape.least));
        if (number > shape.most)
            return object(path, u"must be <= %1"_s.arg(shape.most));
    }

    void checkMembers(const QJsonObject &value, const ParamShape &shape, const QString &path)
    {
        for (const ParamMember &member : shape.members) {
            const QJsonValue given = value.value(QLatin1StringView(member.name));
            if (!given.isUndefined())
                check(given, *member.shape, path + u'/' + QLatin1StringView(member.name));
            else if (member.required)
                object(path, u"must have required property '%1'"_s.arg(QLatin1StringView(member.name)));
        }
        if (shape.open)
            return;
        for (auto it = value.begin(); it != value.end(); ++it) {
            const QString name = it.key();
            if (std::none_of(shape.members.begin(), shape.members.end(), [&name](const ParamMember &member) {
                    return name == QLatin1StringView(member.name);
                }))
                found += u"at %1: unexpected property '%2'"_s.arg(path.isEmpty() ? u"root"_s : path, name);
        }
    }

    void checkValues(const QJsonObject &value, const ParamShape &shape, const QString &path)
    {
        for (auto it = value.begin(); it != value.end(); ++it)
            check(it.value(), *shape.item, path + u'/' + it.key());
    }

    void checkArray(const QJsonValue &value, const ParamShape &shape, const QString &path)
    {
        if (!value.isArray())
            return object(path, u"must be array"_s);
        const QJsonArray array = value.toArray();
        if (double(array.size()) < shape.least)
            object(path, u"must not have fewer than %1 items"_s.arg(shape.least));
        if (double(array.size()) > shape.most)
            return object(path, u"must not have more than %1 items"_s.arg(shape.most));
        for (qsizetype i = 0; i < array.size() && shape.item; ++i)
            check(array[i], *shape.item, path + u'/' + QString::number(i));
    }
};

} // namespace

QString objections(const QJsonValue &value, const ParamShape &shape)
{
    Checker checker;
    checker.check(value, shape, {});
    return checker.found.join("; "_L1);
}

} // namespace wsagent
