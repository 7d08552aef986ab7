#pragma once

#include "gateway/llm/llmclient.h"

#include <functional>

namespace wsagent {

/// How another instance of this user is doing.
struct OperatorInstance
{
    QString profile = {};
    QString state = {}; ///< "running", "stopped", "degraded"
    QString detail = {};
};

/// A model server that answers on this machine.
struct OperatorServer
{
    QString provider = {};
    QString name = {};
    QString address = {};
    QStringList models = {};
};

/// What the operator knows; each may be missing. It is asked for when somebody wants to know.
struct OperatorFacts
{
    QString profile = {};
    std::function<QStringList()> status = {};                              ///< lines on this instance
    std::function<std::optional<QList<OperatorInstance>>()> siblings = {}; ///< nothing: it may not tell
    std::function<void(std::function<void(QList<OperatorServer>)>)> localServers = {}; ///< answers later
};

/// What somebody wants of the operator, by their words.
enum class OperatorTopic { Greeting, Status, Profiles, Models, Help, Silence, Heartbeat, Unknown };

/// `text` is what a user wrote, with whatever a channel has put around it.
OperatorTopic operatorTopic(const QString &text);

/// The answer of the operator. Pure: the same facts give the same words.
QString operatorAnswer(OperatorTopic topic, const OperatorFacts &facts,
                       const QList<OperatorServer> &servers = {});

/// The provider `builtin` (decision D10): answers without a language model and without a network, and says
/// so.
class OperatorClient : public LlmClient
{
public:
    explicit OperatorClient(OperatorFacts facts)
        : m_facts(std::move(facts))
    {}

    std::unique_ptr<LlmStream> start(const LlmRequest &request) override;

private:
    OperatorFacts m_facts;
};

} // namespace wsagent
