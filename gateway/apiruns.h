#pragma once

#include "gateway/agents/conversations.h"
#include "gateway/surfaces/apirun.h"

#include <QPointer>

namespace wsagent {

/// Turns of agents for those who ask over HTTP: each is a run like any other, in a session of its own or one
/// that goes on.
class ApiRuns : public QObject
{
    Q_OBJECT

public:
    /// `conversations` makes them when they are first needed; they outlive this object.
    explicit ApiRuns(std::function<Conversations &()> conversations, QObject *parent = nullptr);

    Result<std::unique_ptr<ApiRun>> start(const ApiTurn &turn);
    /// What clients are told of runs goes by here: the text as it is written.
    void observe(QLatin1StringView event, const QJsonObject &payload);

private:
    class Turn;
    void ended(const QString &runId, const RunOutcome &outcome);

    std::function<Conversations &()> m_conversations;
    QHash<QString, QPointer<Turn>> m_turns; ///< by run
    bool m_listens = false;
};

} // namespace wsagent
