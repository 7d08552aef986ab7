#include "gateway/config/substitution.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isNamePart(QChar c, bool first)
{
    return c == u'_' || (c >= u'A' && c <= u'Z') || (!first && c >= u'0' && c <= u'9');
}

/// The name in `${NAME}` when the text has that form at `at`, else nothing.
QString variableAt(const QString &text, qsizetype at)
{
    if (at + 3 >= text.size() || text[at] != u'$' || text[at + 1] != u'{')
        return {};
    qsizetype end = at + 2;
    while (end < text.size() && isNamePart(text[end], end == at + 2))
        ++end;
    const bool closed = end > at + 2 && end < text.size() && text[end] == u'}';
    return closed ? text.sliced(at + 2, end - at - 2) : QString();
}

/// Writing a member back costs a copy of its object, so only what changes is written.
bool mentionsVariable(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().contains("${"_L1);
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        return std::any_of(object.begin(), object.end(),
                           [](const QJsonValue &member) { return mentionsVariable(member); });
    }
    const QJsonArray array = value.toArray();
    return std::any_of(array.begin(), array.end(),
                       [](const QJsonValue &entry) { return mentionsVariable(entry); });
}

QJsonValue walk(const QJsonValue &value, const JsonPath &path, const VariableLookup &lookUp,
                const std::function<void(const JsonPath &, const QString &)> &onMissing)
{
    if (!mentionsVariable(value))
        return value;
    if (value.isString()) {
        const QString text = value.toString();
        QStringList missing;
        const QString result = substituted(text, lookUp, missing);
        for (const QString &name : std::as_const(missing))
            onMissing(path, name);
        return result;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QJsonValue member = std::as_const(it).value();
            if (mentionsVariable(member))
                it.value() = walk(member, path + JsonPath{{it.key()}}, lookUp, onMissing);
        }
        return object;
    }
    if (!value.isArray())
        return value;
    QJsonArray array = value.toArray();
    for (int i = 0; i < array.size(); ++i)
        array.replace(i, walk(array.at(i), path + JsonPath{{{}, i}}, lookUp, onMissing));
    return array;
}

} // namespace

QString substituted(const QString &text, const VariableLookup &lookUp, QStringList &missing)
{
    if (!text.contains(u'$'))
        return text;
    QString result;
    for (qsizetype at = 0; at < text.size();) {
        if (text[at] == u'$') {
            if (const QString literal = variableAt(text, at + 1); !literal.isEmpty()) {
                result += "${"_L1 + literal + u'}';
                at += literal.size() + 4;
                continue;
            }
            if (const QString name = variableAt(text, at); !name.isEmpty()) {
                const QString value = lookUp(name);
                if (value.isEmpty())
                    missing.append(name);
                result += value.isEmpty() ? "${"_L1 + name + u'}' : value;
                at += name.size() + 3;
                continue;
            }
        }
        result += text[at++];
    }
    return result;
}

QJsonValue substituted(const QJsonValue &value, const VariableLookup &lookUp,
                       const std::function<void(const JsonPath &, const QString &)> &onMissing)
{
    return walk(value, {}, lookUp, onMissing);
}

} // namespace wsagent
