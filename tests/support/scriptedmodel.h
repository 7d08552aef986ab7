#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QTcpServer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace wsagent::test {

struct ScriptedToolCall
{
    QString name = {};
    QJsonObject arguments = {};
    QString id = {};               ///< empty: one is made up
    QByteArray argumentsText = {}; ///< instead of `arguments`: what the model writes, JSON or not
};

/// What the model does with one request.
struct ScriptedTurn
{
    QString text = {};
    QString thinking = {};
    QList<ScriptedToolCall> tools = {};
    QString stopReason = {}; ///< of the wire format; empty: what fits
    int inputTokens = 10;
    int outputTokens = 5;
    int cachedTokens = 0;

    int status = 200; ///< another one refuses, with `body`
    QByteArray body = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {};

    enum class Fault {
        None,
        NoAnswer,      ///< takes the request and says nothing
        HangUp,        ///< takes the request and closes
        CutStream,     ///< closes in the middle of the text
        Stall,         ///< says nothing more in the middle of the text
        WithoutEnd,    ///< ends in good order, but without the events that end an answer
        ErrorInStream, ///< an error event in the middle; `body` is its message
        Garbage,       ///< binary data instead of events
        Document,      ///< `body` as JSON instead of events
        Endless,       ///< text without end
        HugeEvent,     ///< one event without end
    };
    Fault fault = Fault::None;

    qsizetype charactersPerEvent = 4;
    qsizetype bytesPerWrite = 0;            ///< >0: the bytes are cut there, in the middle of UTF-8 and JSON
    std::chrono::milliseconds before = {};  ///< until the first byte
    std::chrono::milliseconds between = {}; ///< the writes
};

struct ScriptedRequest
{
    QByteArray method = {};
    QByteArray path = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {}; ///< names in lower case
    QJsonObject body = {};

    QByteArray header(const QByteArray &name) const;
    QString lastUserText() const; ///< in any wire format
    bool hasToolResult() const;   ///< the last message is one
};

/// A server that speaks like the model providers: chat completions, responses, Anthropic messages and
/// Google's generateContent, by the path that is asked for. Turns are taken in order; when none is left,
/// `otherwise` answers, by default with "You said: …".
class ScriptedModel : public QObject
{
    Q_OBJECT

public:
    using Responder = std::function<ScriptedTurn(const ScriptedRequest &)>;

    explicit ScriptedModel(quint16 port = 0, QObject *parent = nullptr);

    quint16 port() const { return m_server.serverPort(); }
    /// With "/v1" where the base URL of that API has it.
    QString baseUrl(const QString &api = QStringLiteral("openai-completions")) const;

    void say(const ScriptedTurn &turn) { m_turns.append(turn); }
    void setOtherwise(Responder responder) { m_otherwise = std::move(responder); }
    void setModels(const QStringList &ids) { m_models = ids; }

    const QList<ScriptedRequest> &requests() const { return m_requests; }
    qsizetype turnsLeft() const { return m_turns.size(); }
    int connections() const { return m_connections; } ///< ever accepted
    int hangUps() const { return m_hangUps; }         ///< of clients, before an answer was complete
    int open() const { return m_open; }               ///< answers under way

private:
    friend class ScriptedConnection;
    void accept();
    ScriptedTurn turnFor(const ScriptedRequest &request);

    QTcpServer m_server;
    QList<ScriptedTurn> m_turns;
    Responder m_otherwise;
    QStringList m_models{QStringLiteral("scripted")};
    QList<ScriptedRequest> m_requests;
    int m_connections = 0;
    int m_hangUps = 0;
    int m_open = 0;
};

/// The events of an answer as the API of that path sends them.
QList<QByteArray> scriptedEvents(const ScriptedTurn &turn, const QByteArray &path, const QString &model);

/// `{"text","thinking","tools":[{"name","arguments"}],"status","body","headers","fault","beforeMs","betweenMs",…}`
ScriptedTurn scriptedTurnFromJson(const QJsonObject &json);

} // namespace wsagent::test
