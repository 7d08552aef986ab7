#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QString>

namespace wsagent {

/// A private file (0600) that grows by whole records, and can be read anywhere without reading all of it.
class AppendFile
{
public:
    enum class Access { Read, Append };

    /// With `Append` a missing file is made; with `Read` that is an error of kind NotFound.
    static Result<AppendFile> open(const QString &path, Access access);

    AppendFile(AppendFile &&other) noexcept;
    AppendFile &operator=(AppendFile &&other) noexcept;
    ~AppendFile();

    const QString &path() const { return m_path; }
    qint64 size() const { return m_size; }

    /// All of it or nothing: what a full disk took of a record is cut off again.
    Result<void> append(const QByteArray &record);
    /// What has been appended survives a power cut from here on.
    Result<void> sync();
    Result<void> truncate(qint64 size);
    /// Fewer bytes than asked for at the end of the file.
    Result<QByteArray> read(qint64 offset, qint64 size) const;

private:
    AppendFile(QString path, int fd)
        : m_path(std::move(path))
        , m_fd(fd)
    {}
    Result<void> syncDirectory();

    QString m_path;
    int m_fd = -1;
    qint64 m_size = 0;
    bool m_isNew = false; ///< its name is not on the disk yet
};

} // namespace wsagent
