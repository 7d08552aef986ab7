#include "gateway/net/openfile.h"

#include <QFile>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <unistd.h>
#endif

namespace wsagent {

namespace {

constexpr qint64 readAtOnce = 64 * 1024;

} // namespace

OpenFile::OpenFile(int descriptor)
    : m_descriptor(descriptor)
{}

OpenFile::OpenFile(std::unique_ptr<QFile> file)
    : m_file(std::move(file))
{}

OpenFile::~OpenFile()
{
#ifdef Q_OS_UNIX
    if (m_descriptor >= 0)
        ::close(m_descriptor);
#endif
}

qint64 OpenFile::readInto(char *place, qint64 most)
{
    if (m_file)
        return m_file->seek(m_position) ? m_file->read(place, most) : -1;
#ifdef Q_OS_UNIX
    ssize_t size = -1;
    do
        size = ::pread(m_descriptor, place, size_t(most), m_position);
    while (size < 0 && errno == EINTR);
    return size;
#else
    return -1;
#endif
}

QByteArray OpenFile::read(qint64 most)
{
    QByteArray bytes(most, Qt::Uninitialized);
    const qint64 size = std::max<qint64>(readInto(bytes.data(), most), 0);
    m_position += size;
    bytes.truncate(size);
    return bytes;
}

QByteArray OpenFile::readAll()
{
    QByteArray all;
    for (QByteArray piece = read(readAtOnce); !piece.isEmpty(); piece = read(readAtOnce))
        all += piece;
    return all;
}

} // namespace wsagent
