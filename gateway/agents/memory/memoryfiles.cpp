#include "gateway/agents/memory/memoryfiles.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 20'000;

class Collector
{
public:
    explicit Collector(const QString &workspace)
        : m_workspace(workspace)
    {}

    void file(const QFileInfo &info)
    {
        if (!info.isFile() || info.isSymLink() || info.size() > largestNote || found.size() >= mostFiles)
            return;
        const QString path = QDir::cleanPath(info.absoluteFilePath());
        const QString relative = m_workspace.relativeFilePath(path);
        found += {.name = relative.startsWith(".."_L1) ? path : relative,
                  .path = path,
                  .size = info.size(),
                  .modifiedAt = info.lastModified().toMSecsSinceEpoch()};
    }

    void folder(const QString &path)
    {
        if (QFileInfo(path).isSymLink())
            return;
        QDirIterator files(path, {u"*.md"_s}, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (files.hasNext() && found.size() < mostFiles) {
            files.next();
            file(files.fileInfo());
        }
    }

    QList<MemoryFile> found;

private:
    QDir m_workspace;
};

} // namespace

QList<MemoryFile> memoryFiles(const MemoryPlace &place)
{
    const QDir workspace(place.workspace);
    Collector collector(place.workspace);
    collector.file(QFileInfo(workspace.filePath(u"MEMORY.md"_s)));
    collector.folder(workspace.filePath(u"memory"_s));
    for (const QString &extra : place.extraPaths) {
        const QFileInfo info(workspace.filePath(extra));
        info.isDir() ? collector.folder(info.filePath()) : collector.file(info);
    }
    QList<MemoryFile> found = std::move(collector.found);
    const auto byName = [](const MemoryFile &a, const MemoryFile &b) {
        return a.name < b.name;
    };
    const auto same = [](const MemoryFile &a, const MemoryFile &b) {
        return a.path == b.path;
    };
    std::sort(found.begin(), found.end(), byName);
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

Result<MemoryFile> findMemoryFile(const MemoryPlace &place, const QString &name)
{
    const QString path = QDir::cleanPath(QDir(place.workspace).filePath(name));
    for (const MemoryFile &file : memoryFiles(place)) {
        if (file.path == path)
            return file;
    }
    return Error{
        u"%1 is no note: there are MEMORY.md, memory/**/*.md and what memorySearch.extraPaths names"_s.arg(
            name),
        {},
        ErrorKind::NotFound};
}

} // namespace wsagent
