#include "app/backup/backup.h"
#include "gateway/base/files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestManifest = 256 * 1024 * 1024;
constexpr qint64 block = 256 * 1024;

Result<QByteArray> readAll(const ReadSome &read, qint64 most)
{
    QByteArray all;
    for (;;) {
        const auto part = read(block);
        if (!part)
            return part.error();
        if (part->isEmpty())
            return all;
        all += *part;
        if (all.size() > most)
            return Error{u"the manifest is too large"_s};
    }
}

Result<ArchiveDigest> digestOf(const ReadSome &read)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    ArchiveDigest digest;
    for (;;) {
        const auto part = read(block);
        if (!part)
            return part.error();
        if (part->isEmpty())
            break;
        hash.addData(*part);
        digest.size += part->size();
    }
    digest.sha256 = QString::fromLatin1(hash.result().toHex());
    return digest;
}

Result<BackupManifest> parseManifest(const QString &archive, const QString &root, const QByteArray &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    if (json["schemaVersion"_L1].toInt() != 1)
        return Error{u"%1 was made by a newer ws-agent, or is no backup"_s.arg(archive),
                     u"update ws-agent"_s};
    BackupManifest manifest{.root = root,
                            .profile = json["profile"_L1].toString(),
                            .createdAt = json["createdAt"_L1].toString(),
                            .version = json["version"_L1].toString(),
                            .paths = json["paths"_L1].toObject()};
    for (const QJsonValue &file : json["files"_L1].toArray())
        manifest.files.insert(file["path"_L1].toString(),
                              {file["size"_L1].toInteger(), file["sha256"_L1].toString()});
    return manifest;
}

/// The first difference between what the archive holds and what it should.
Result<void> compare(const QString &archive, const ArchiveDigests &found, const ArchiveDigests &wanted)
{
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (!found.contains(it.key()))
            return Error{u"%1 is damaged: %2 is missing"_s.arg(archive, it.key())};
        if (found[it.key()] != it.value())
            return Error{u"%1 is damaged: %2 is not what it was"_s.arg(archive, it.key())};
    }
    for (auto it = found.begin(); it != found.end(); ++it) {
        if (!wanted.contains(it.key()))
            return Error{u"%1 is damaged: %2 does not belong to it"_s.arg(archive, it.key())};
    }
    return {};
}

Result<void> unpackFile(const QString &path, const ReadSome &read)
{
    if (const auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
        return made;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return Error{u"%1 cannot be written: %2"_s.arg(path, file.errorString()), {}, ErrorKind::Io};
    for (;;) {
        const auto part = read(block);
        if (!part)
            return part.error();
        if (part->isEmpty())
            return file.flush() ? Result<void>()
                                : Error{u"%1: %2"_s.arg(path, file.errorString()), {}, ErrorKind::Io};
        if (file.write(*part) != part->size())
            return Error{u"%1: %2"_s.arg(path, file.errorString()), {}, ErrorKind::Io};
    }
}

} // namespace

Result<BackupManifest> verifyBackup(const ArchiveTool &tool, const QString &archive)
{
    ArchiveDigests found;
    QString root;
    QByteArray text;
    const auto visit = [&](const QString &name, qint64, const ReadSome &read) -> Result<void> {
        const QString folder = name.section(u'/', 0, 0);
        if (root.isEmpty())
            root = folder;
        if (folder != root || !name.contains(u'/'))
            return Error{u"%1 is no backup: it has more than one folder"_s.arg(archive)};
        if (name == root + "/manifest.json"_L1) {
            auto content = readAll(read, largestManifest);
            if (!content)
                return content.error();
            text = *std::move(content);
            return {};
        }
        const auto digest = digestOf(read);
        if (!digest)
            return digest.error();
        found.insert(name, *digest);
        return {};
    };
    if (const auto read = tool.read(archive, visit); !read)
        return read.error();
    if (text.isEmpty())
        return Error{u"%1 is no backup: it has no manifest"_s.arg(archive)};
    auto manifest = parseManifest(archive, root, text);
    if (!manifest)
        return manifest.error();
    const auto same = compare(archive, found, manifest->files);
    return same ? Result<BackupManifest>(*std::move(manifest)) : same.error();
}

Result<void> unpackBackup(const ArchiveTool &tool, const QString &archive, const BackupManifest &manifest,
                          const QString &target)
{
    if (QFileInfo::exists(target) && (!QFileInfo(target).isDir() || !QDir(target).isEmpty()))
        return Error{u"%1 is not empty"_s.arg(target), u"choose a new folder"_s, ErrorKind::Conflict};
    if (const auto made = makePrivateDirectory(target); !made)
        return made;
    return tool.read(archive, [&](const QString &name, qint64, const ReadSome &read) -> Result<void> {
        // Only what was verified a moment ago: somebody might have exchanged the file.
        const bool isManifest = name == manifest.root + "/manifest.json"_L1;
        if (!isManifest && !manifest.files.contains(name))
            return Error{u"%1 has changed while it was read"_s.arg(archive)};
        return unpackFile(target + u'/' + name.section(u'/', 1), read);
    });
}

} // namespace wsagent
