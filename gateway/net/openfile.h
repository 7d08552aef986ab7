#pragma once

#include <QByteArray>

#include <memory>

class QFile;

namespace wsagent {

/// A file that is open for reading, and how far it has been read. Nothing but what the system has, where that
/// is enough: a server opens very many.
class OpenFile
{
public:
    explicit OpenFile(int descriptor); ///< takes it over
    explicit OpenFile(std::unique_ptr<QFile> file);
    ~OpenFile();
    Q_DISABLE_COPY_MOVE(OpenFile)

    void seek(qint64 position) { m_position = position; }
    /// At most so many bytes; none at the end, and when they cannot be read.
    QByteArray read(qint64 most);
    QByteArray readAll();

private:
    qint64 readInto(char *place, qint64 most);

    int m_descriptor = -1;
    std::unique_ptr<QFile> m_file;
    qint64 m_position = 0;
};

} // namespace wsagent
