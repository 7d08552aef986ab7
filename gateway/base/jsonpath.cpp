#include "gateway/base/jsonpath.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isPlainKeyCharacter(QChar c)
{
    return c != u'.' && c != u'[' && c != u']' && c != u'"' && c != u'\'';
}

bool isPlainKey(const QString &key)
{
    return !key.isEmpty() && std::all_of(key.begin(), key.end(), isPlainKeyCharacter) && key.trimmed() == key;
}

QString quoted(const QString &key)
{
    QString text = key;
    text.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    return u'"' + text + u'"';
}

Error notAPath(const QString &text, const QString &reason)
{
    return {u"\"%1\" is not a config path: %2"_s.arg(text, reason),
            u"write it like agents.list[0].id or env.vars[\"a.b\"]"_s, ErrorKind::Usage};
}

/// Reads `"key"]` or `12]`, the opening bracket being behind us.
Result<JsonStep> bracketStep(const QString &text, qsizetype &at)
{
    if (at < text.size() && (text[at] == u'"' || text[at] == u'\'')) {
        const QChar quote = text[at++];
        QString key;
        for (; at < text.size() && text[at] != quote; ++at) {
            if (text[at] == u'\\' && at + 1 < text.size())
                ++at;
            key += text[at];
        }
        if (at + 1 >= text.size() || text[at + 1] != u']')
            return notAPath(text, u"a quoted key ends with %1]"_s.arg(quote));
        at += 2;
        return JsonStep{key};
    }
    const qsizetype end = text.indexOf(u']', at);
    const QStringView digits = end < 0 ? QStringView() : QStringView(text).mid(at, end - at);
    const bool onlyDigits =
        std::all_of(digits.begin(), digits.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool ok = false;
    const int index = digits.toInt(&ok);
    if (!ok || !onlyDigits || index > 1'000'000)
        return notAPath(text, u"[n] needs a number from 0"_s);
    at = end + 1;
    return JsonStep{{}, index};
}

} // namespace

Result<JsonPath> parseJsonPath(const QString &text)
{
    JsonPath path;
    qsizetype at = 0;
    bool keyMayFollow = true;
    while (at < text.size()) {
        if (text[at] == u'[') {
            if (keyMayFollow && !path.isEmpty())
                return notAPath(text, u"a dot stands between two keys"_s);
            auto step = bracketStep(text, ++at);
            if (!step)
                return step.error();
            path.append(*step);
            keyMayFollow = false;
            continue;
        }
        if (text[at] == u'.') {
            if (keyMayFollow || ++at == text.size())
                return notAPath(text, u"a dot stands between two keys"_s);
            keyMayFollow = true;
            continue;
        }
        const qsizetype start = at;
        while (at < text.size() && isPlainKeyCharacter(text[at]))
            ++at;
        if (at == start || !keyMayFollow)
            return notAPath(text, u"\"%1\" stands where it cannot"_s.arg(text[start]));
        path.append(JsonStep{text.mid(start, at - start)});
        keyMayFollow = false;
    }
    return path;
}

QString toString(const JsonPath &path)
{
    QString text;
    for (const JsonStep &step : path) {
        if (step.isIndex())
            text += u"[%1]"_s.arg(step.index);
        else if (isPlainKey(step.key))
            text += (text.isEmpty() ? QString() : u"."_s) + step.key;
        else
            text += u'[' + quoted(step.key) + u']';
    }
    return text;
}

QJsonValue valueAt(const QJsonValue &root, const JsonPath &path)
{
    QJsonValue value = root;
    for (const JsonStep &step : path)
        value = step.isIndex() ? value.toArray().at(step.index) : value.toObject().value(step.key);
    return value;
}

namespace {

QJsonValue withStep(const QJsonValue &node, const JsonPath &path, qsizetype depth, const QJsonValue &value);

QJsonValue withElement(const QJsonValue &node, const JsonPath &path, qsizetype depth, const QJsonValue &value)
{
    const int index = path[depth].index;
    QJsonArray array = node.toArray();
    if (index > array.size() || (index == array.size() && value.isUndefined()))
        return node;
    const QJsonValue child = withStep(array.at(index), path, depth + 1, value);
    if (child.isUndefined()) {
        if (!value.isUndefined())
            return node; // further down an index was too large
        array.removeAt(index);
    } else if (index == array.size()) {
        array.append(child);
    } else {
        array.replace(index, child);
    }
    return array;
}

QJsonValue withMember(const QJsonValue &node, const JsonPath &path, qsizetype depth, const QJsonValue &value)
{
    const QString &key = path[depth].key;
    QJsonObject object = node.toObject();
    if (value.isUndefined() && !object.contains(key))
        return node;
    const QJsonValue child = withStep(object.value(key), path, depth + 1, value);
    if (child.isUndefined()) {
        if (!value.isUndefined())
            return node;
        object.remove(key);
    } else {
        object.insert(key, child);
    }
    return object;
}

QJsonValue withStep(const QJsonValue &node, const JsonPath &path, qsizetype depth, const QJsonValue &value)
{
    if (depth == path.size())
        return value;
    return path[depth].isIndex() ? withElement(node, path, depth, value)
                                 : withMember(node, path, depth, value);
}

} // namespace

QJsonValue withValueAt(const QJsonValue &root, const JsonPath &path, const QJsonValue &value)
{
    return withStep(root, path, 0, value);
}

} // namespace wsagent
