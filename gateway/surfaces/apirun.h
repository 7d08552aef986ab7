#pragma once

#include "gateway/llm/llmtypes.h"

#include <QJsonArray>
#include <QObject>
#include <QString>

#include <memory>

namespace wsagent {

/// A turn of an agent, as somebody asks for it over HTTP.
struct ApiTurn
{
    QString agentId = {};
    QString sessionKey = {}; ///< canonical
    QString text = {};
    QJsonArray images = {}; ///< `{type:"image", data, mimeType}`
    QString system = {};    ///< added to the system prompt
    QString model = {};     ///< "provider/model"; empty: the agent's
    QString channel = {};
    ModelWishes wishes = {};
    bool isOwner = false; ///< who asks may do what the owner may
};

struct ApiUsage
{
    qint64 input = 0; ///< with what came from a cache
    qint64 cached = 0;
    qint64 output = 0;
    qint64 reasoning = 0;
};

/// A call of a tool of the client.
struct ApiCall
{
    QString id = {};
    QString name = {};
    QByteArray arguments = {}; ///< JSON
};

/// How the turn ended.
struct ApiOutcome
{
    QString text = {};         ///< the whole reply
    QString error = {};        ///< a sentence for the client; empty: none
    bool isCut = false;        ///< the reply has reached its longest length
    QList<ApiCall> calls = {}; ///< that the client is to carry out
    ApiUsage usage = {};
};

/// A turn that goes on. `finished` comes exactly once and last, from the event loop; who is not interested
/// any more destroys it, which aborts the run.
class ApiRun : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

signals:
    void textDelta(const QString &text);
    void finished(const wsagent::ApiOutcome &outcome);
};

} // namespace wsagent
