#pragma once

#include <QByteArray>

namespace wsagent {

/// How many bytes of a file tell its type.
inline constexpr qint64 sniffedBytes = 64;

/// The type of a file by how it begins, for names that do not tell it; "application/octet-stream" for what is
/// not known. Never a type that can run in a page: what begins like HTML is not called HTML.
QByteArray sniffedContentType(const QByteArray &beginning);

} // namespace wsagent
