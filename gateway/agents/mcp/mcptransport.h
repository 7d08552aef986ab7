#pragma once

#include "gateway/agents/exec/confinement.h"
#include "gateway/base/leashedprocess.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QUrl>

namespace wsagent {

/// The way to an MCP server and back: whole messages.
class McpTransport : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype largestMessage = 32 * 1024 * 1024;

    virtual void start() = 0;
    virtual void send(const QJsonObject &message) = 0;

signals:
    void received(const QJsonObject &message);
    void failed(const QString &why); ///< nothing more comes
};

/// What is started for a server.
struct McpProgram
{
    QString command = {};
    QStringList arguments = {};
    QString directory = {};
    QProcessEnvironment environment = {};
    std::shared_ptr<const Confinement> confinement = {};
};

/// A child process: one message a line. It ends with this object.
class McpStdio : public McpTransport
{
    Q_OBJECT

public:
    explicit McpStdio(McpProgram program);

    void start() override;
    void send(const QJsonObject &message) override;

private:
    void read();

    McpProgram m_program;
    LeashedProcess m_process;
    QByteArray m_unread;
    QByteArray m_errors; ///< the end of what it says beside its messages
};

/// Streamable HTTP: every message is a request; the answer is a message, or a stream of them.
class McpHttp : public McpTransport
{
    Q_OBJECT

public:
    McpHttp(QUrl url, QList<std::pair<QByteArray, QByteArray>> headers);

    void start() override {}
    void send(const QJsonObject &message) override;

private:
    void take(const QByteArray &contentType, QByteArray &unread, bool isOver);

    QUrl m_url;
    QList<std::pair<QByteArray, QByteArray>> m_headers;
    QByteArray m_session;
    QNetworkAccessManager m_network;
};

} // namespace wsagent
