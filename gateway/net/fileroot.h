#pragma once

#include "gateway/net/openfile.h"

#include <QDateTime>
#include <QString>

#include <memory>
#include <optional>

namespace wsagent {

/// A regular file, open for reading.
struct RootedFile
{
    std::shared_ptr<OpenFile> file = {};
    qint64 size = 0;
    QDateTime modified = {};
    QByteArray tag = {}; ///< a strong one, with its quotes
};

/// A directory, and nothing outside of it: opens regular files below it (`gateway-http.md` 6).
class FileRoot
{
public:
    /// A path of this host; a link to a directory is followed.
    explicit FileRoot(const QString &directory);

    bool exists() const { return !m_root.isEmpty(); }
    /// `path` is decoded and begins with a slash. Nothing for what is not there, is no regular file, has a
    /// second name (a hard link), or is reached through a link that leads out.
    std::optional<RootedFile> open(const QString &path) const;

private:
    QString m_root; ///< without links; empty when there is no such directory
};

/// Whether a decoded path of a request may be looked for at all: no "..", NUL, backslash or encoded slash.
bool isSafePath(const QString &path);

} // namespace wsagent
