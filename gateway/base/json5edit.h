#pragma once

#include "gateway/base/json5.h"

#include <QJsonObject>

namespace wsagent {

/// One change to a JSON tree. An undefined value removes the member.
struct JsonEdit
{
    JsonPath path;
    QJsonValue value;
};

/// The text with all edits carried out in place: comments, order, quotes and white space outside the changed
/// members stay byte for byte. New members are appended in the style of their neighbours. The result is
/// parsed again and must be exactly the expected tree, otherwise an error comes back and nothing is lost.
Result<Json5Document> editJson5(const Json5Document &document, const QList<JsonEdit> &edits);
/// As above; also starts the tree in a text that is empty or holds only comments.
Result<QByteArray> editJson5(const QByteArray &utf8, const QList<JsonEdit> &edits);

/// The edits that lead from one object to another; lists that differ are replaced as a whole.
QList<JsonEdit> editsBetween(const QJsonObject &before, const QJsonObject &after);

/// Plain JSON, two-space indent, final newline: how a new file is written.
QByteArray toJsonText(const QJsonValue &value);

} // namespace wsagent
