#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QString>

namespace wsagent {

/// A file that may hold secrets: a regular one with a single name, owned by this user and closed to others.
/// An error otherwise, with the command that mends it; kind NotFound when there is none.
Result<QByteArray> readPrivateFile(const QString &path, qint64 maxBytes);

/// One secret out of a file's content. `id` is "value" for the whole text (a line break at the end does not
/// count), else an RFC 6901 pointer into JSON. The error says nothing of the content.
Result<QByteArray> secretIn(const QByteArray &content, const QString &id);

} // namespace wsagent
