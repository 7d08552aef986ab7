#pragma once

#include "gateway/base/linebuffer.h"

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace wsagent {

/// One end of a local connection that carries lines. Whoever sends a line that is too long, or does not read
/// what it is sent, is hung up on.
class LocalConnection : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype longestLine = 256 * 1024;
    static constexpr qsizetype mostUnsent = 1024 * 1024;

    /// Takes over a connected socket.
    explicit LocalConnection(int fd, QObject *parent = nullptr);
    ~LocalConnection() override;

    /// Whether the process at the other end belongs to this user; asked of the kernel.
    bool isOwnUser() const;
    void send(const QByteArray &line); ///< its end is added
    /// Sends what is left, then hangs up. `closed` follows.
    void finish();
    void close();

signals:
    void received(const QByteArray &line);
    void closed();

private:
    void read();
    void write();

    int m_fd;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    LineBuffer m_lines{longestLine};
    QByteArray m_unsent;
    bool m_isFinishing = false;
};

} // namespace wsagent
