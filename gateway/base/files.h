#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QString>

namespace wsagent {

/// The whole file. An error for a missing one has kind NotFound; a larger one than `maxBytes` is an error.
Result<QByteArray> readFile(const QString &path, qint64 maxBytes);

/// Whether new content has to survive a power cut. What only says how a process is doing does not: to wait
/// for the disk costs half a millisecond to many, and a reader takes a damaged file for none.
enum class Durable { Yes, No };

/// New content of a file, complete and on the disk but not yet in its place: a temporary file (mode 0600)
/// beside it, which goes when it is not committed.
class PendingFile
{
public:
    static Result<PendingFile> write(const QString &path, const QByteArray &content,
                                     Durable durable = Durable::Yes);

    /// Puts it into its place as one step: a reader, or the next start after a crash, sees the old or the new
    /// content. Also syncs the directory; when only that fails, the new content stands, and the error says
    /// so.
    Result<void> commit();

    PendingFile(PendingFile &&other) noexcept;
    PendingFile &operator=(PendingFile &&other) = delete;
    ~PendingFile();

private:
    PendingFile(QString path, Durable durable)
        : m_path(std::move(path))
        , m_durable(durable)
    {}

    QString m_path;
    Durable m_durable;
    QByteArray m_temporary;
    int m_directory = -1; ///< open, so that nothing is missing once the file is in its place
};

/// Writes and commits. When anything fails, the old file is intact and no temporary file is left.
Result<void> replaceFile(const QString &path, const QByteArray &content, Durable durable = Durable::Yes);

/// The name of the file that a temporary one of this name was to become; empty when it is none of ours.
QString targetOfTemporary(const QString &fileName);

/// Creates the directory and its parents with mode 0700; one that exists is left as it is.
Result<void> makePrivateDirectory(const QString &path);

} // namespace wsagent
