#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace wsagent {

/// What hears of a stream. From within each of these it may destroy the stream.
class ByteStreamUser
{
public:
    ByteStreamUser() = default;
    virtual ~ByteStreamUser() = default;
    Q_DISABLE_COPY_MOVE(ByteStreamUser)

    virtual void bytesCame() = 0;
    /// The other side has taken everything that was written.
    virtual void bytesLeft() = 0;
    /// The other side sends nothing more. It may still read what is unsent, unless the stream is broken.
    virtual void streamEnded() = 0;
};

/// A connection to somebody else: bytes in both directions, whatever carries them.
class ByteStream
{
public:
    ByteStream() = default;
    virtual ~ByteStream() = default;
    Q_DISABLE_COPY_MOVE(ByteStream)

    /// From now on it is told; null: nobody. It is told later of what has come before.
    virtual void setUser(ByteStreamUser *user) = 0;
    /// Whoever does not read for a while has to say so.
    virtual void setReading(bool reading) = 0;
    /// What has come, as far as it is at hand; empty when there is nothing.
    virtual QByteArray read() = 0;

    /// Keeps the bytes until the other side takes them; the writer has to look at `unsent`.
    virtual void write(const QByteArray &bytes) = 0;
    virtual qint64 unsent() const = 0;
    /// All in all, since the beginning.
    virtual qint64 sent() const = 0;
    /// Says that nothing more comes, once all is sent. What the other side still sends can be read.
    virtual void finish() = 0;
    /// Hangs up at once; nobody is told.
    virtual void abort() = 0;
    virtual bool isBroken() const = 0;
};

} // namespace wsagent
