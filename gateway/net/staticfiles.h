#pragma once

#include "gateway/net/fileroot.h"
#include "gateway/net/httpresponse.h"

namespace wsagent {

/// The answer to a GET or HEAD for a file: its type, its version, and as much of it as is asked for.
HttpResponse fileResponse(const HttpRequest &request, const RootedFile &file, const QString &path,
                          const QByteArray &cacheControl);

/// By the name's ending; empty for what is not known.
QByteArray knownContentType(const QString &path);
/// The same; "application/octet-stream" for what is not known.
QByteArray contentTypeOf(const QString &path);

/// Whether the name holds a hash of the content, as build tools write it ("index-BX3k9_aQ.js"): then the
/// content never changes.
bool isHashedName(const QString &path);

} // namespace wsagent
