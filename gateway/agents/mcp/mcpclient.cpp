#include "gateway/agents/mcp/mcpclient.h"

#include "gateway/base/version.h"

#include <QJsonArray>
#include <QPointer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto protocolOfMcp = "2025-06-18"_L1;
constexpr qsizetype mostTools = 500;
constexpr std::chrono::seconds greeting{60}; ///< a package runner may have to fetch the server first

QString textOf(const QJsonValue &block)
{
    const QString type = block["type"_L1].toString();
    if (type == "text"_L1)
        return block["text"_L1].toString();
    if (type == "resource"_L1)
        return block["resource"_L1]["text"_L1].toString(
            u"[resource %1]"_s.arg(block["resource"_L1]["uri"_L1].toString()));
    if (type == "resource_link"_L1)
        return u"[%1](%2)"_s.arg(block["name"_L1].toString(), block["uri"_L1].toString());
    return u"[%1]"_s.arg(type.left(40));
}

} // namespace

ToolResult mcpResult(const QJsonObject &result)
{
    ToolResult shown{.isError = result["isError"_L1].toBool()};
    const QJsonArray blocks = result["content"_L1].toArray();
    for (const QJsonValue &block : blocks) {
        if (block["type"_L1] == "image"_L1)
            shown.content += QJsonObject{{"type"_L1, u"image"_s},
                                         {"data"_L1, block["data"_L1]},
                                         {"mimeType"_L1, block["mimeType"_L1]}};
        else
            shown.content += QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, textOf(block)}};
    }
    if (result.contains("structuredContent"_L1))
        shown.details.insert("structuredContent"_L1, result["structuredContent"_L1]);
    if (shown.content.isEmpty())
        shown.content += QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, u"(nothing)"_s}};
    return shown;
}

McpClient::McpClient(std::unique_ptr<McpTransport> transport, std::chrono::seconds patience, QObject *parent)
    : QObject(parent)
    , m_transport(std::move(transport))
    , m_patience(patience)
{
    connect(m_transport.get(), &McpTransport::received, this, &McpClient::take);
    connect(m_transport.get(), &McpTransport::failed, this, &McpClient::fail);
}

void McpClient::start()
{
    m_transport->start();
    const QJsonObject hello{{"protocolVersion"_L1, QString(protocolOfMcp)},
                            {"capabilities"_L1, QJsonObject()},
                            {"clientInfo"_L1, QJsonObject{{"name"_L1, u"ws-agent"_s},
                                                          {"version"_L1, QLatin1StringView(version)}}}};
    request(u"initialize"_s, hello, [this](const Result<QJsonObject> &welcome) {
        if (!welcome)
            return fail(welcome.error().message);
        notify(u"notifications/initialized"_s);
        if (!(*welcome)["capabilities"_L1].toObject().contains("tools"_L1)) {
            m_ready = true;
            emit toolsChanged();
            return;
        }
        listTools({}, {});
    });
}

void McpClient::listTools(const QString &cursor, const QJsonArray &before)
{
    request(u"tools/list"_s, cursor.isEmpty() ? QJsonObject() : QJsonObject{{"cursor"_L1, cursor}},
            [this, before](const Result<QJsonObject> &page) {
                if (!page)
                    return fail(page.error().message);
                QJsonArray tools = before;
                const QJsonArray more = (*page)["tools"_L1].toArray();
                for (const QJsonValue &tool : more)
                    tools += tool;
                const QString next = (*page)["nextCursor"_L1].toString();
                if (!next.isEmpty() && tools.size() < mostTools && !more.isEmpty())
                    return listTools(next, tools);
                m_tools = tools;
                m_ready = true;
                emit toolsChanged();
            });
}

ToolAbort McpClient::callTool(const QString &name, const QJsonObject &arguments,
                              const std::function<void(const QString &)> &progress, const ToolDone &done)
{
    if (m_over) {
        done(ToolResult::error(u"the server is gone: %1"_s.arg(m_failure)));
        return {};
    }
    const int id = request(
        u"tools/call"_s, {{"name"_L1, name}, {"arguments"_L1, arguments}},
        [done](const Result<QJsonObject> &result) {
            done(result ? mcpResult(*result) : ToolResult::error(result.error().message));
        },
        progress);
    return [this, self = QPointer<McpClient>(this), id, done] {
        if (!self || m_waiting.erase(id) == 0)
            return;
        notify(u"notifications/cancelled"_s, {{"requestId"_L1, id}, {"reason"_L1, u"aborted"_s}});
        done(ToolResult::aborted());
    };
}

int McpClient::request(const QString &method, const QJsonObject &params, const Answered &answered,
                       const std::function<void(const QString &)> &progress)
{
    const int id = m_next++;
    Waiting waiting{.answered = answered, .progress = progress, .patience = std::make_unique<QTimer>()};
    waiting.patience->setSingleShot(true);
    const auto patience = m_ready ? m_patience : std::max(m_patience, greeting);
    connect(waiting.patience.get(), &QTimer::timeout, this, [this, id, method, patience] {
        notify(u"notifications/cancelled"_s, {{"requestId"_L1, id}, {"reason"_L1, u"timeout"_s}});
        settle(id, Error{u"%1 is not answered within %2 s"_s.arg(method).arg(patience.count())});
    });
    waiting.patience->start(patience);
    m_waiting.insert_or_assign(id, std::move(waiting));
    QJsonObject sent = params;
    if (progress)
        sent.insert("_meta"_L1, QJsonObject{{"progressToken"_L1, id}});
    QJsonObject message{{"jsonrpc"_L1, u"2.0"_s}, {"id"_L1, id}, {"method"_L1, method}};
    if (!sent.isEmpty())
        message.insert("params"_L1, sent);
    m_transport->send(message);
    return id;
}

void McpClient::notify(const QString &method, const QJsonObject &params)
{
    QJsonObject message{{"jsonrpc"_L1, u"2.0"_s}, {"method"_L1, method}};
    if (!params.isEmpty())
        message.insert("params"_L1, params);
    m_transport->send(message);
}

void McpClient::take(const QJsonObject &message)
{
    const QString method = message["method"_L1].toString();
    if (!method.isEmpty() && message.contains("id"_L1))
        return answer(message);
    if (method == "notifications/tools/list_changed"_L1 && m_ready)
        return listTools({}, {});
    if (method == "notifications/progress"_L1) {
        const auto waiting = m_waiting.find(message["params"_L1]["progressToken"_L1].toInt());
        if (waiting != m_waiting.end() && waiting->second.progress)
            waiting->second.progress(message["params"_L1]["message"_L1].toString(
                u"%1"_s.arg(message["params"_L1]["progress"_L1].toDouble())));
        return;
    }
    if (!method.isEmpty())
        return;
    const QJsonValue error = message["error"_L1];
    settle(message["id"_L1].toInt(),
           error.isObject() ? Result<QJsonObject>(Error{error["message"_L1].toString().left(2000)})
                            : Result<QJsonObject>(message["result"_L1].toObject()));
}

/// What a server asks of us. It gets nothing but an answer.
void McpClient::answer(const QJsonObject &request)
{
    QJsonObject response{{"jsonrpc"_L1, u"2.0"_s}, {"id"_L1, request["id"_L1]}};
    if (request["method"_L1] == "ping"_L1)
        response.insert("result"_L1, QJsonObject());
    else
        response.insert("error"_L1, QJsonObject{{"code"_L1, -32601}, {"message"_L1, u"Method not found"_s}});
    m_transport->send(response);
}

void McpClient::settle(int id, const Result<QJsonObject> &result)
{
    const auto found = m_waiting.find(id);
    if (found == m_waiting.end())
        return;
    const Answered answered = std::move(found->second.answered);
    found->second.patience.release()->deleteLater(); // it may be the one that speaks
    m_waiting.erase(found);
    answered(result);
}

void McpClient::fail(const QString &why)
{
    if (m_over)
        return;
    m_over = true;
    m_failure = why;
    while (!m_waiting.empty())
        settle(m_waiting.begin()->first, Error{why});
    emit over();
}

} // namespace wsagent
