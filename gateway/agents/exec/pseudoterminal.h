#pragma once

#include "gateway/base/descriptor.h"

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace wsagent {

/// A terminal whose other side is a child process.
class PseudoTerminal : public QObject
{
    Q_OBJECT

public:
    /// Null when the system has none left.
    static std::unique_ptr<PseudoTerminal> open(int columns, int rows);

    /// In the child: makes it the terminal of a session of its own. Only system calls.
    bool enter() const;
    void write(const QByteArray &bytes);
    /// What has been said and not been taken yet: after the child has ended.
    void drain();

signals:
    void read(const QByteArray &bytes);

private:
    PseudoTerminal() = default;
    bool readSome();
    void writeSome();

    Descriptor m_master;
    QByteArray m_slave;
    QByteArray m_waiting; ///< for the child to read
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
};

} // namespace wsagent
