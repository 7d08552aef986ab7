#pragma once

#include "tests/support/browserhome.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

namespace wsagent::test {

/// A browser that somebody else has started, on a port that it has chosen itself.
class ForeignBrowser
{
public:
    ForeignBrowser()
    {
        QStringList arguments{QStringLiteral("--headless=new"),
                              QStringLiteral("--disable-gpu"),
                              QStringLiteral("--remote-debugging-port=0"),
                              QStringLiteral("--no-first-run"),
                              QStringLiteral("--disable-background-networking"),
                              QStringLiteral("--user-data-dir=") + m_folder.path(),
                              QStringLiteral("about:blank")};
        if (::getuid() == 0)
            arguments.prepend(QStringLiteral("--no-sandbox"));
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(installedBrowser(), arguments);
    }
    ~ForeignBrowser() { end(); }
    Q_DISABLE_COPY_MOVE(ForeignBrowser)

    /// 0 while it has not written it down.
    int port() const
    {
        QFile file(m_folder.filePath(QStringLiteral("DevToolsActivePort")));
        return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toInt() : 0;
    }
    QString folder() const { return m_folder.path(); }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    void end()
    {
        m_process.terminate();
        m_process.waitForFinished();
        // Its children are a moment behind it.
        const bool isGone = QTest::qWaitFor([this] { return QDir(m_folder.path()).removeRecursively(); });
        Q_UNUSED(isGone)
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

/// A port that leads to one of this host, byte by byte.
class Forwarder : public QTcpServer
{
public:
    Forwarder(int target, const QHostAddress &address)
    {
        connect(this, &QTcpServer::newConnection, this, [this, target] {
            while (QTcpSocket *near = nextPendingConnection()) {
                auto *far = new QTcpSocket(near);
                far->connectToHost(QHostAddress::LocalHost, quint16(target));
                far->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                near->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                connect(near, &QTcpSocket::readyRead, far, [this, near, far] {
                    far->write(near->readAll());
                    if (onBytes)
                        onBytes(false);
                });
                connect(far, &QTcpSocket::readyRead, near, [this, near, far] {
                    near->write(far->readAll());
                    if (onBytes)
                        onBytes(true);
                });
                connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
                connect(far, &QTcpSocket::disconnected, near, &QTcpSocket::disconnectFromHost);
            }
        });
        listen(address);
    }

    std::function<void(bool fromTarget)> onBytes = {}; ///< after some have passed
};

} // namespace wsagent::test
