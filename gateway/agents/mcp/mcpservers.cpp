#include "gateway/agents/mcp/mcpservers.h"

#include <QDateTime>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds pauseAfterFailure{30};
constexpr qsizetype longestName = 64;

QString cleaned(QString text)
{
    for (QChar &c : text) {
        if (c >= u'\x80' || !(c.isLetterOrNumber() || c == u'_' || c == u'-'))
            c = u'_';
    }
    return text;
}

QList<std::pair<QByteArray, QByteArray>> headersFrom(const QJsonObject &json)
{
    QList<std::pair<QByteArray, QByteArray>> headers;
    for (auto it = json.begin(); it != json.end(); ++it)
        headers.emplaceBack(it.key().toUtf8(), it.value().toString().toUtf8());
    return headers;
}

std::unique_ptr<McpTransport> transport(const QJsonObject &settings, const McpServers::Facts &facts)
{
    if (const QString url = settings["url"_L1].toString(); !url.isEmpty())
        return std::make_unique<McpHttp>(QUrl(url), headersFrom(settings["headers"_L1].toObject()));
    McpProgram program{.command = settings["command"_L1].toString(),
                       .directory = settings["cwd"_L1].toString(facts.directory),
                       .environment = facts.environment(),
                       .confinement = Confinement::behindWalls(facts.walls())};
    const QJsonArray arguments = settings["args"_L1].toArray();
    for (const QJsonValue &argument : arguments)
        program.arguments += argument.toString();
    const QJsonObject environment = settings["env"_L1].toObject();
    for (auto it = environment.begin(); it != environment.end(); ++it)
        program.environment.insert(it.key(), it.value().toString());
    return std::make_unique<McpStdio>(std::move(program));
}

} // namespace

QString mcpToolName(const QString &server, const QString &tool)
{
    return u"mcp__%1__%2"_s.arg(cleaned(server), cleaned(tool)).left(longestName);
}

McpServers::McpServers(Toolset &tools, Facts facts, QObject *parent)
    : QObject(parent)
    , m_tools(tools)
    , m(std::move(facts))
{}

void McpServers::need(std::chrono::milliseconds patience, const std::function<void()> &ready)
{
    configChanged();
    for (auto &[id, server] : m_servers) {
        const bool mayTryAgain =
            !server.startedAt.isValid() || server.startedAt.msecsTo(QDateTime::currentDateTimeUtc()) >
                                               std::chrono::milliseconds(pauseAfterFailure).count();
        if (!server.client || (server.client->isOver() && mayTryAgain))
            start(id, server);
    }
    if (!isWaiting())
        return ready();
    const auto once = std::make_shared<std::function<void()>>(ready);
    const auto tell = [once] {
        if (const auto waiting = std::exchange(*once, nullptr))
            waiting();
    };
    m_waiting += tell;
    QTimer::singleShot(patience, this, tell);
}

void McpServers::configChanged()
{
    const QJsonObject wanted = m.servers();
    for (auto it = m_servers.begin(); it != m_servers.end();) {
        const QJsonObject settings = wanted[it->first].toObject();
        if (settings == it->second.settings) {
            ++it;
            continue;
        }
        end(it->first, it->second);
        it = m_servers.erase(it);
    }
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (it.value()["enabled"_L1].toBool(true) && !m_servers.contains(it.key()))
            m_servers.insert_or_assign(it.key(), Server{.settings = it.value().toObject()});
    }
}

void McpServers::start(const QString &id, Server &server)
{
    const std::chrono::seconds patience(server.settings["timeoutSeconds"_L1].toInteger(60));
    server.startedAt = QDateTime::currentDateTimeUtc();
    server.client = std::make_unique<McpClient>(transport(server.settings, m), patience);
    McpClient *client = server.client.get();
    connect(client, &McpClient::toolsChanged, this, [this, id, client] {
        offer(id, *client);
        tellWhoWaits();
    });
    connect(client, &McpClient::over, this, [this, id, client] {
        m.warn(u"the MCP server %1 is of no use: %2"_s.arg(id, client->failure()));
        m_tools.removeGroup(u"mcp:"_s + id);
        tellWhoWaits();
    });
    client->start();
}

void McpServers::end(const QString &id, Server &server)
{
    m_tools.removeGroup(u"mcp:"_s + id);
    if (server.client)
        server.client.release()->deleteLater(); // it may be the one that speaks
}

void McpServers::offer(const QString &id, const McpClient &client)
{
    const QString group = u"mcp:"_s + id;
    m_tools.removeGroup(group);
    for (const QJsonValue &each : client.tools()) {
        const QString name = each["name"_L1].toString();
        const QString description = each["description"_L1].toString();
        QJsonObject parameters = each["inputSchema"_L1].toObject();
        if (!parameters.contains("type"_L1))
            parameters.insert("type"_L1, u"object"_s);
        m_tools.add({.name = mcpToolName(id, name),
                     .label = each["title"_L1].toString(name),
                     .summary = description.section(u'\n', 0, 0).left(200),
                     .description = description.left(4000),
                     .parameters = parameters,
                     .hasSideEffect = !each["annotations"_L1]["readOnlyHint"_L1].toBool(),
                     .source = Tool::Source::Mcp,
                     .group = group,
                     .start = [this, id, name](const QJsonObject &arguments, const ToolContext &context,
                                               const ToolDone &done) -> ToolAbort {
                         const auto server = m_servers.find(id);
                         if (server == m_servers.end() || !server->second.client) {
                             done(ToolResult::error(u"the MCP server %1 is not set up any more"_s.arg(id)));
                             return {};
                         }
                         return server->second.client->callTool(name, arguments, context.progress, done);
                     }});
    }
}

bool McpServers::isWaiting() const
{
    return std::any_of(m_servers.begin(), m_servers.end(), [](const auto &each) {
        const McpClient *client = each.second.client.get();
        return client && !client->isReady() && !client->isOver();
    });
}

void McpServers::tellWhoWaits()
{
    if (isWaiting())
        return;
    for (const auto &tell : std::exchange(m_waiting, {}))
        tell();
}

QJsonArray McpServers::status() const
{
    QJsonArray rows;
    for (const auto &[id, server] : m_servers) {
        const McpClient *client = server.client.get();
        QJsonObject row{{"id"_L1, id},
                        {"state"_L1, !client             ? u"idle"_s
                                     : client->isOver()  ? u"failed"_s
                                     : client->isReady() ? u"ready"_s
                                                         : u"starting"_s},
                        {"tools"_L1, client ? client->tools().size() : 0}};
        if (client && client->isOver())
            row.insert("error"_L1, client->failure());
        rows += row;
    }
    return rows;
}

} // namespace wsagent
