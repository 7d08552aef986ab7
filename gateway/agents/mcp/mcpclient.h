#pragma once

#include "gateway/agents/mcp/mcptransport.h"
#include "gateway/agents/tool.h"
#include "gateway/base/result.h"

#include <QJsonArray>
#include <QTimer>

#include <map>

namespace wsagent {

/// Speaks the Model Context Protocol with one server: greets it, knows its tools, calls them.
class McpClient : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const Result<QJsonObject> &)>;

    McpClient(std::unique_ptr<McpTransport> transport, std::chrono::seconds patience,
              QObject *parent = nullptr);

    void start();
    bool isReady() const { return m_ready; }
    bool isOver() const { return m_over; }
    QString failure() const { return m_failure; }
    const QJsonArray &tools() const { return m_tools; } ///< as the server describes them

    ToolAbort callTool(const QString &name, const QJsonObject &arguments,
                       const std::function<void(const QString &)> &progress, const ToolDone &done);

signals:
    void toolsChanged();
    void over(); ///< it failed or ended

private:
    struct Waiting
    {
        Answered answered;
        std::function<void(const QString &)> progress;
        std::unique_ptr<QTimer> patience;
    };

    int request(const QString &method, const QJsonObject &params, const Answered &answered,
                const std::function<void(const QString &)> &progress = {});
    void notify(const QString &method, const QJsonObject &params = {});
    void take(const QJsonObject &message);
    void answer(const QJsonObject &request);
    void settle(int id, const Result<QJsonObject> &result);
    void listTools(const QString &cursor, const QJsonArray &before);
    void fail(const QString &why);

    std::unique_ptr<McpTransport> m_transport;
    std::chrono::seconds m_patience;
    std::map<int, Waiting> m_waiting;
    QJsonArray m_tools;
    QString m_failure;
    int m_next = 1;
    bool m_ready = false;
    bool m_over = false;
};

/// A result of `tools/call` as agents see it.
ToolResult mcpResult(const QJsonObject &result);

} // namespace wsagent
