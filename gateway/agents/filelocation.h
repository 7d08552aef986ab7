#pragma once

#include <QByteArray>
#include <QHash>

#include <optional>

namespace wsagent {

/// Where a file lies on its file system, whatever links, `..` and bind mounts led there.
struct FileLocation
{
    QByteArray fileSystem = {}; ///< "major:minor"
    QByteArray path = {};       ///< from the root of that file system, without a slash at the end

    /// Itself or below it.
    bool isIn(const FileLocation &directory) const;
    bool operator==(const FileLocation &) const = default;
};

/// The mounts of this process, as they are when it is made.
class MountTable
{
public:
    static MountTable read();
    /// From the text of `/proc/self/mountinfo`.
    static MountTable parse(const QByteArray &text);

    std::optional<FileLocation> locate(int descriptor) const;
    /// `path`: as seen by this process, absolute and without links.
    std::optional<FileLocation> locate(int mountId, const QByteArray &path) const;

private:
    struct Mount
    {
        FileLocation root = {};
        QByteArray point = {};
    };
    QHash<int, Mount> m_mounts;
};

} // namespace wsagent
