#include "gateway/base/json5edit.h"

#include "gateway/base/json5chars.h"
#include "gateway/base/json5difference.h"
#include "gateway/base/json5trivia.h"
#include "gateway/base/json5writer.h"
#include "gateway/base/jsoncompare.h"

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

/// What the tree becomes when the edit is carried out; nothing when it changes nothing.
Result<std::optional<QJsonValue>> treeAfter(const QJsonValue &tree, const JsonEdit &edit)
{
    const bool removes = edit.value.isUndefined();
    if (removes && valueAt(tree, edit.path).isUndefined())
        return std::optional<QJsonValue>();
    if (removes && edit.path.isEmpty())
        return usage(u"the whole content of a file cannot be removed"_s);
    if (const auto possible = checkPath(tree, edit.path); !possible)
        return possible.error();
    return std::optional(withValueAt(tree, edit.path, edit.value));
}

Result<QByteArray> startFile(const QByteArray &comments, const QList<JsonEdit> &edits)
{
    QJsonValue tree = QJsonValue::Undefined;
    for (const JsonEdit &edit : edits) {
        const auto next = treeAfter(tree, edit);
        if (!next)
            return next.error();
        tree = next->value_or(tree);
    }
    if (tree.isUndefined())
        return comments;
    const bool needsBreak = !comments.isEmpty() && !comments.endsWith('\n');
    return comments + (needsBreak ? "\n" : "") + toJsonText(tree);
}

/// The passes run one after the other, each on the text the one before has made.
Result<Json5Document> reshape(Json5Document document, const QJsonValue &expected)
{
    Json5Passes needed = {Json5Pass::Replace, Json5Pass::Remove, Json5Pass::Insert};
    for (const Json5Pass pass : {Json5Pass::Replace, Json5Pass::Remove, Json5Pass::Insert}) {
        if (!needed.testFlag(pass))
            continue;
        const Json5Difference difference = json5TextAfter(document, expected, pass);
        needed = difference.needed;
        if (difference.text == document.text())
            continue;
        auto next = Json5Document::parse(difference.text);
        if (!next)
            return unreadable(next.error());
        document = *next;
    }
    if (!sameJson(document.value(), expected))
        return Error{u"the change cannot be made in place without harm to the file; edit it by hand"_s};
    return document;
}

/// Takes one element out of a list. Which of several equal ones goes cannot be seen from the outcome.
Result<Json5Document> withoutElement(const Json5Document &document, const JsonPath &path)
{
    auto shorter = Json5Document::parse(json5TextWithout(document, path));
    if (!shorter)
        return unreadable(shorter.error());
    return *std::move(shorter);
}

} // namespace

Result<Json5Document> editJson5(const Json5Document &document, const QList<JsonEdit> &edits)
{
    Json5Document reached = document;
    QJsonValue expected = document.value();
    for (const JsonEdit &edit : edits) {
        const auto next = treeAfter(expected, edit);
        if (!next)
            return next.error();
        if (!*next)
            continue;
        if (edit.value.isUndefined() && edit.path.last().isIndex()) {
            const auto before = reshape(reached, expected);
            auto after = before ? withoutElement(*before, edit.path) : before;
            if (!after)
                return after;
            reached = *std::move(after);
        }
        expected = **next;
    }
    return reshape(reached, expected);
}

Result<QByteArray> editJson5(const QByteArray &utf8, const QList<JsonEdit> &edits)
{
    if (isBlank(utf8))
        return startFile(utf8, edits);
    const auto document = Json5Document::parse(utf8);
    if (!document)
        return unreadable(document.error());
    const auto edited = editJson5(*document, edits);
    if (!edited)
        return edited.error();
    return edited->text();
}

QList<JsonEdit> editsBetween(const QJsonObject &before, const QJsonObject &after)
{
    QList<JsonEdit> edits;
    const QStringList keys = differingKeys(before, after);
    for (const QString &key : keys) {
        const QJsonValue old = before.value(key);
        const QJsonValue value = after.value(key);
        if (!old.isObject() || !value.isObject()) {
            edits += JsonEdit{{{key}}, value};
            continue;
        }
        for (const JsonEdit &below : editsBetween(old.toObject(), value.toObject()))
            edits += JsonEdit{JsonPath{{key}} + below.path, below.value};
    }
    return edits;
}

QByteArray toJsonText(const QJsonValue &value)
{
    return writeJson5(value, {}) + '\n';
}

} // namespace wsagent
