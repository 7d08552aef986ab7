#pragma once

#include "gateway/agents/filelocation.h"
#include "gateway/agents/tool.h"
#include "gateway/base/descriptor.h"
#include "gateway/base/result.h"

#include <QSet>

namespace wsagent {

/// Decides which files the tools of a run may touch. Every decision is made about an open file, never about a
/// name, so that nobody can put a link into the way in between. One guard serves one call.
class PathGuard
{
public:
    explicit PathGuard(const ToolContext &context);

    /// `~` and paths relative to the workspace; `.` and `..` are taken out.
    QString absolute(const QString &path) const;

    /// An ordinary file for reading.
    Result<Descriptor> openFile(const QString &path);
    /// The whole of it; more than `most` bytes are an error.
    Result<QByteArray> content(const QString &path, qint64 most);
    Result<Descriptor> openDirectory(const QString &path);
    /// An entry of an open directory, not following a link; nothing when it may not be touched or is neither
    /// file nor directory. For walks.
    std::optional<Descriptor> openBelow(int directory, const QByteArray &name, bool isDirectory);

    /// Where a file is to be written: its directory, made when it was missing, and its name there. A link is
    /// resolved first.
    struct Place
    {
        Descriptor directory = {};
        QByteArray name = {};
        std::optional<unsigned> mode = {}; ///< of the file that is there already
    };
    Result<Place> placeFor(const QString &path);
    /// As one step; hard links to the old file keep the old content.
    Result<void> replace(const QString &path, const QByteArray &content);
    Result<void> remove(const QString &path);

private:
    struct Boundary
    {
        std::optional<FileLocation> directory = {};
        QList<FileLocation> except = {};
        QString owner = {};
    };

    Result<void> permit(int descriptor, const QString &path);
    bool isBehindWall(const FileLocation &location, QString *owner = nullptr) const;
    bool isLinkedFromBehindWall(quint64 device, quint64 inode);
    void gatherInodes(const Wall &wall);
    Result<Descriptor> open(const QString &path, int flags);
    Result<Descriptor> makeDirectory(const QString &path);

    QString m_workspace;
    QString m_home;
    bool m_workspaceOnly = false;
    MountTable m_mounts;
    QList<Wall> m_walls;
    QList<Boundary> m_boundaries;
    QList<FileLocation> m_allowed;
    using Inode = std::pair<quint64, quint64>;
    std::optional<QSet<Inode>> m_inodesBehindWalls; ///< gathered when a file with several names turns up
    bool m_tooManyBehindWalls = false;
};

} // namespace wsagent
