#pragma once

#include "gateway/agents/mcp/mcpclient.h"
#include "gateway/agents/toolset.h"

#include <QDateTime>

namespace wsagent {

/// The servers of `mcp.servers`. Each is started when tools are first needed; what it offers appears among
/// the tools as `mcp__<server>__<tool>`, group `mcp:<server>`. One that fails is started again with the next
/// need, but not more often than every half minute.
class McpServers : public QObject
{
    Q_OBJECT

public:
    struct Facts
    {
        std::function<QJsonObject()> servers = {}; ///< `mcp.servers` as it is now
        std::function<QProcessEnvironment()> environment = {};
        std::function<QList<Wall>()> walls = {};
        QString directory = {};
        std::function<void(const QString &message)> warn = {};
    };

    McpServers(Toolset &tools, Facts facts, QObject *parent = nullptr);

    /// Starts what is not running. `ready` follows when every server has answered or failed, or after that
    /// time; at once when there is nothing to wait for.
    void need(std::chrono::milliseconds patience, const std::function<void()> &ready);
    /// Ends those that have been changed or removed.
    void configChanged();

    QJsonArray status() const; ///< `[{id, state, tools, error?}]`

private:
    struct Server
    {
        QJsonObject settings = {};
        std::unique_ptr<McpClient> client = {};
        QDateTime startedAt = {};
    };

    void start(const QString &id, Server &server);
    void end(const QString &id, Server &server);
    void offer(const QString &id, const McpClient &client);
    bool isWaiting() const;
    void tellWhoWaits();

    Toolset &m_tools;
    Facts m;
    std::map<QString, Server> m_servers;
    QList<std::function<void()>> m_waiting;
};

/// A name that every model takes: letters, digits, `_` and `-`, at most 64.
QString mcpToolName(const QString &server, const QString &tool);

} // namespace wsagent
