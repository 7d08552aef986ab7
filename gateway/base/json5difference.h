#pragma once

#include "gateway/base/json5.h"
#include "gateway/base/jsoncompare.h"

#include <QFlags>

namespace wsagent {

/// Replacements, removals and insertions do not get in each other's way when each kind has its own pass.
enum class Json5Pass { Replace = 1, Remove = 2, Insert = 4 };
Q_DECLARE_FLAGS(Json5Passes, Json5Pass)

struct Json5Difference
{
    QByteArray text = {};    ///< after the pass that was asked for
    Json5Passes needed = {}; ///< which kinds of changes there are on the way to the expected tree
};

/// The text after the changes of one kind that lead from the document to the expected tree. Objects are
/// compared member by member and lists from both ends, so that what is equal keeps its text.
Json5Difference json5TextAfter(const Json5Document &document, const QJsonValue &expected, Json5Pass pass);

/// The text without the member or element at `path`, which exists.
QByteArray json5TextWithout(const Json5Document &document, const JsonPath &path);

} // namespace wsagent
