#include "gateway/base/json5edit.h"

#include "gateway/base/json5chars.h"
#include "gateway/base/json5difference.h"
#include "gateway/base/json5trivia.h"
#include "gateway/base/json5writer.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Nothing but white space and comments.
bool isBlank(QByteArrayView text)
{
    if (firstInvalidUtf8(text) >= 0)
        return false;
    Json5Trivia piece = json5TriviaAt(text, 0);
    while (piece.kind != Json5Trivia::None && piece.kind != Json5Trivia::OpenComment)
        piece = json5TriviaAt(text, piece.end);
    return piece.kind == Json5Trivia::None && piece.end == text.size();
}

Error unreadable(const Json5Error &error)
{
    return {u"line %1, column %2: %3"_s.arg(error.at.line).arg(error.at.column).arg(error.message),
            {},
            ErrorKind::ConfigInvalid};
}

Error usage(const QString &message)
{
    return {message, {}, ErrorKind::Usage};
}

/// Whether the step can be taken without throwing away what stands there or being ignored without a word.
Result<void> checkStep(const QJsonValue &node, const JsonPath &path, qsizetype i)
{
    const qsizetype size = node.toArray().size();
    const QString here = toString(path.first(i));
    if (path[i].isIndex() && path[i].index > size)
        return usage(u"%1[%2] cannot be set: the list has %3 entries, the next one is [%3]"_s.arg(here)
                         .arg(path[i].index)
                         .arg(size));
    const bool fits = path[i].isIndex() ? node.isArray() : node.isObject();
    if (i == 0 || fits || node.isNull() || node.isUndefined())
        return {};
    if (node.isArray())
        return usage(u"%1 is a list; its entries are written %1[0]"_s.arg(here));
    if (node.isObject())
        return usage(u"%1 is an object and has no entry [%2]"_s.arg(here).arg(path[i].index));
    return usage(u"%1 is a single value and cannot contain anything; remove it first"_s.arg(here));
}

Result<void> checkPath(const QJsonValue &root, const JsonPath &path)
{
    QJsonValue value = root;
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (auto possible = checkStep(value, path, i); !possible)
            return possible;
        value = valueAt(value, {path[i]});
    }
    return {};
}

Result<QByteArray> startFile(const QByteArray &comments, const JsonEdit &edit)
{
    if (const auto possible = checkPath(QJsonValue::Undefined, edit.path); !possible)
        return possible.error();
    const QJsonValue expected = withValueAt(QJsonValue::Undefined, edit.path, edit.value);
    if (expected.isUndefined() || edit.value.isUndefined())
        return comments;
    const bool needsBreak = !comments.isEmpty() && !comments.endsWith('\n');
    return comments + (needsBreak ? "\n" : "") + toJsonText(expected);
}

/// The passes run one after the other, each on the text the one before has made, until nothing is left to do.
Result<QByteArray> reshape(Json5Document document, const QJsonValue &expected)
{
    for (const Json5Pass pass : {Json5Pass::Replace, Json5Pass::Remove, Json5Pass::Insert}) {
        const QByteArray text = json5TextAfter(document, expected, pass);
        if (text == document.text())
            continue;
        auto next = Json5Document::parse(text);
        if (!next)
            return unreadable(next.error());
        document = *next;
    }
    if (!sameJson(document.value(), expected))
        return Error{u"the change cannot be made in place without harm to the file; edit it by hand"_s};
    return document.text();
}

Result<QByteArray> applyEdit(const QByteArray &text, const JsonEdit &edit)
{
    if (isBlank(text))
        return startFile(text, edit);
    auto document = Json5Document::parse(text);
    if (!document)
        return unreadable(document.error());
    const QJsonValue current = document->value();
    const bool removes = edit.value.isUndefined();
    if (removes && edit.path.isEmpty())
        return usage(u"the whole content of a file cannot be removed"_s);
    if (removes && valueAt(current, edit.path).isUndefined())
        return text;
    if (const auto possible = checkPath(current, edit.path); !possible)
        return possible.error();
    const QJsonValue expected = withValueAt(current, edit.path, edit.value);
    if (removes && edit.path.last().isIndex()) {
        // Which of several equal elements goes is known here only.
        auto shorter = Json5Document::parse(json5TextWithout(*document, edit.path));
        if (!shorter)
            return unreadable(shorter.error());
        document = std::move(shorter);
    }
    return reshape(*document, expected);
}

} // namespace

Result<QByteArray> editJson5(const QByteArray &utf8, const QList<JsonEdit> &edits)
{
    QByteArray text = utf8;
    for (const JsonEdit &edit : edits) {
        auto next = applyEdit(text, edit);
        if (!next)
            return next;
        text = *std::move(next);
    }
    return text;
}

QByteArray toJsonText(const QJsonValue &value)
{
    return writeJson5(value, {}) + '\n';
}

} // namespace wsagent
