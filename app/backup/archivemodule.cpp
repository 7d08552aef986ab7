#include "app/backup/archive.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 block = 256 * 1024;
constexpr qsizetype mostFiles = 1'000'000;
constexpr qint64 largestContent = qint64(64) * 1024 * 1024 * 1024;

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

Error failed(const QString &path, archive *handle)
{
    const char *reason = archive_error_string(handle);
    return {
        u"%1: %2"_s.arg(path, reason ? QString::fromUtf8(reason) : u"it is damaged"_s), {}, ErrorKind::Io};
}

/// The open file of a new archive; it goes again unless it was finished.
class NewFile
{
public:
    explicit NewFile(const QString &path)
        : m_path(path.toUtf8())
        , m_descriptor(::open(m_path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
    {}
    ~NewFile()
    {
        if (m_descriptor < 0)
            return;
        ::close(m_descriptor);
        if (!m_isFinished)
            ::unlink(m_path.constData());
    }
    Q_DISABLE_COPY_MOVE(NewFile)

    int descriptor() const { return m_descriptor; }
    bool finish() { return m_isFinished = ::fsync(m_descriptor) == 0; }

private:
    QByteArray m_path;
    int m_descriptor;
    bool m_isFinished = false;
};

Result<void> writeHead(archive *writer, const QString &path, const QString &name, qint64 size)
{
    const Entry entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname_utf8(entry.get(), name.toUtf8().constData());
    archive_entry_set_size(entry.get(), size);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), QDateTime::currentSecsSinceEpoch(), 0);
    return archive_write_header(writer, entry.get()) == ARCHIVE_OK ? Result<void>() : failed(path, writer);
}

/// A file that shrinks meanwhile is filled up, one that grows is cut: the head has said how long it is.
Result<ArchiveDigest> writeFile(archive *writer, const QString &path, const ArchiveItem &item)
{
    QFile file(item.file);
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"%1 cannot be read: %2"_s.arg(item.file, file.errorString()), {}, ErrorKind::Io};
    ArchiveDigest digest{.size = file.size()};
    if (const auto head = writeHead(writer, path, item.name, digest.size); !head)
        return head.error();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (qint64 left = digest.size; left > 0;) {
        QByteArray part = file.read(qMin(block, left));
        if (part.isEmpty())
            part = QByteArray(qMin(block, left), '\0');
        if (archive_write_data(writer, part.constData(), size_t(part.size())) != part.size())
            return failed(path, writer);
        hash.addData(part);
        left -= part.size();
    }
    digest.sha256 = QString::fromLatin1(hash.result().toHex());
    return digest;
}

Result<ArchiveDigest> writeContent(archive *writer, const QString &path, const ArchiveItem &item)
{
    const QByteArray &content = item.content;
    if (const auto head = writeHead(writer, path, item.name, content.size()); !head)
        return head.error();
    if (archive_write_data(writer, content.constData(), size_t(content.size())) != content.size())
        return failed(path, writer);
    const QByteArray hash = QCryptographicHash::hash(content, QCryptographicHash::Sha256);
    return ArchiveDigest{content.size(), QString::fromLatin1(hash.toHex())};
}

Result<ArchiveDigest> writeItem(archive *writer, const QString &path, const ArchiveItem &item)
{
    return item.file.isEmpty() ? writeContent(writer, path, item) : writeFile(writer, path, item);
}

Result<ArchiveDigests> writeArchive(const QString &path, const QList<ArchiveItem> &items,
                                    const LastItem &last)
{
    NewFile file(path);
    if (file.descriptor() < 0)
        return Error{QFile::exists(path) ? u"%1 is there already"_s.arg(path)
                                         : u"%1 cannot be written"_s.arg(path),
                     u"choose another file with --output"_s, ErrorKind::Conflict};
    const Writer writer(archive_write_new(), archive_write_free);
    archive_write_add_filter_gzip(writer.get());
    archive_write_set_format_pax_restricted(writer.get());
    if (archive_write_open_fd(writer.get(), file.descriptor()) != ARCHIVE_OK)
        return failed(path, writer.get());
    ArchiveDigests digests;
    for (const ArchiveItem &item : items) {
        const auto digest = writeItem(writer.get(), path, item);
        if (!digest)
            return digest.error();
        digests.insert(item.name, *digest);
    }
    if (const auto ended = writeItem(writer.get(), path, last(digests)); !ended)
        return ended.error();
    if (archive_write_close(writer.get()) != ARCHIVE_OK || !file.finish())
        return failed(path, writer.get());
    return digests;
}

/// What an entry must be to be looked at; the name it has.
Result<QString> acceptedName(const QString &path, archive_entry *entry, const QSet<QString> &seen)
{
    const char *raw = archive_entry_pathname_utf8(entry);
    const QString name = QString::fromUtf8(raw ? raw : "");
    const auto refused = [&](const QString &reason) {
        return Error{u"%1 is not to be trusted: \"%2\" %3"_s.arg(path, name.left(200), reason)};
    };
    if (!isInnerName(name))
        return refused(u"leads out of it"_s);
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
        return refused(u"is no plain file"_s);
    if (seen.contains(name))
        return refused(u"is there twice"_s);
    return name;
}

Result<void> readArchive(const QString &path, const VisitFile &visit)
{
    const Reader reader(archive_read_new(), archive_read_free);
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_filename(reader.get(), path.toUtf8().constData(), size_t(block)) != ARCHIVE_OK)
        return failed(path, reader.get());
    QSet<QString> seen;
    qint64 total = 0;
    archive_entry *entry = nullptr;
    for (;;) {
        const int state = archive_read_next_header(reader.get(), &entry);
        if (state == ARCHIVE_EOF)
            return {};
        if (state != ARCHIVE_OK)
            return failed(path, reader.get());
        if (archive_entry_filetype(entry) == AE_IFDIR)
            continue; // folders follow from the files in them
        const auto name = acceptedName(path, entry, seen);
        if (!name)
            return name.error();
        seen.insert(*name);
        const ReadSome read = [&](qint64 most) -> Result<QByteArray> {
            QByteArray part(qMin(most, block), Qt::Uninitialized);
            const la_ssize_t got = archive_read_data(reader.get(), part.data(), size_t(part.size()));
            if (got < 0)
                return failed(path, reader.get());
            total += got;
            if (total > largestContent)
                return Error{u"%1 holds more than 64 GiB"_s.arg(path)};
            part.truncate(got);
            return part;
        };
        if (seen.size() > mostFiles)
            return Error{u"%1 holds more than a million files"_s.arg(path)};
        if (const auto visited = visit(*name, archive_entry_size(entry), read); !visited)
            return visited.error();
    }
}

} // namespace

} // namespace wsagent

extern "C" Q_DECL_EXPORT void wsagentArchive(wsagent::ArchiveTool *tool)
{
    tool->write = wsagent::writeArchive;
    tool->read = wsagent::readArchive;
}
