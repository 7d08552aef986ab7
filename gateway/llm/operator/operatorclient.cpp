#include "gateway/llm/operator/operatorclient.h"

#include <QPointer>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A rough measure, so that counters are not empty: about four characters a token.
qint64 tokens(const QString &text)
{
    return (text.size() + 3) / 4;
}

QString lastQuestion(const QList<LlmMessage> &messages)
{
    for (auto message = messages.crbegin(); message != messages.crend(); ++message) {
        if (message->role == LlmRole::User)
            return textOf(message->content);
    }
    return {};
}

class OperatorStream : public LlmStream
{
public:
    OperatorStream(const LlmRequest &request, const OperatorFacts &facts)
        : m_model(request.model)
        , m_facts(facts)
        , m_question(lastQuestion(request.messages))
    {
        QTimer::singleShot(0, this, &OperatorStream::begin);
    }

    void abort() override
    {
        end({.stopReason = StopReason::Aborted,
             .failure = {.kind = FailureClass::Aborted, .message = u"aborted"_s}});
    }

private:
    void begin()
    {
        const OperatorTopic topic = operatorTopic(m_question);
        if (topic != OperatorTopic::Models || !m_facts.localServers)
            return say(operatorAnswer(topic, m_facts));
        m_facts.localServers([this, alive = QPointer(this), topic](const QList<OperatorServer> &servers) {
            if (alive)
                say(operatorAnswer(topic, m_facts, servers));
        });
    }

    void say(const QString &answer)
    {
        if (m_ended)
            return;
        emit textDelta(answer);
        LlmOutcome outcome{.content = textMessage(LlmRole::Assistant, answer).content,
                           .usage = {.input = tokens(m_question), .output = tokens(answer)}};
        end(outcome);
    }

    void end(LlmOutcome outcome)
    {
        if (std::exchange(m_ended, true))
            return;
        outcome.model = m_model;
        emit finished(outcome);
    }

    ResolvedModel m_model;
    OperatorFacts m_facts;
    QString m_question;
    bool m_ended = false;
};

} // namespace

std::unique_ptr<LlmStream> OperatorClient::start(const LlmRequest &request)
{
    return std::make_unique<OperatorStream>(request, m_facts);
}

} // namespace wsagent
