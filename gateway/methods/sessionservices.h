#pragma once

#include "gateway/base/worker.h"
#include "gateway/methods/sessionsubscriptions.h"
#include "gateway/protocol/protocolerror.h"
#include "gateway/sessions/sessionstore.h"

#include <QJsonArray>

namespace wsagent {

struct ModelName
{
    QString provider = {};
    QString id = {};
    QString account = {}; ///< of the provider, the only one to be used; empty: any

    bool operator==(const ModelName &) const = default;
};

/// What came of summarising a session.
struct CompactOutcome
{
    bool compacted = false;
    QString reason = {};     ///< why not
    QJsonObject result = {}; ///< `{summary?, tokensBefore?, tokensAfter?}`
};

/// What the part that runs agents adds to sessions. Each may be empty as long as there is no such part.
struct SessionRuns
{
    /// A turn as `chat.send` starts it for this caller, with the same parameters; `{runId, status,
    /// messageSeq?}`.
    std::function<Result<QJsonObject, ProtocolError>(const QJsonObject &params, const Caller &caller)> start =
        {};
    /// Ends what runs in the session and drops what waits; before it is reset or deleted.
    std::function<void(const QString &sessionKey)> abort = {};
    std::function<QStringList(const QString &sessionKey)> activeRunIds = {};
    /// `inFlightRun` of the history; empty: none.
    std::function<QJsonObject(const QString &sessionKey)> inFlightRun = {};
    /// `{items, total, nextBefore?}` of what waits.
    std::function<QJsonObject(const QString &sessionKey, const QJsonValue &before)> pendingInputs = {};
    using Compacted = std::function<void(const Result<CompactOutcome> &)>;
    std::function<void(const SessionKey &key, const QString &instructions, const Compacted &done)> compact =
        {};
    /// Of a reference, an alias or an id. The sentence of the error is shown to clients.
    std::function<Result<ModelName>(const QString &model, const QString &agentId)> findModel = {};
    /// `{modelProvider, model, contextTokens, thinkingLevels?, thinkingDefault?, …}` of sessions without
    /// overrides.
    std::function<QJsonObject(const QString &agentId)> defaults = {};
    std::function<QJsonArray(const QString &agentId)> commands = {};
    std::function<QJsonArray(const QString &agentId)> models = {};
    std::function<QJsonObject()> agentsList = {};  ///< the answer of `agents.list`
    std::function<QJsonArray()> usageWindows = {}; ///< `providers` of `usage.status`
};

/// What the methods of sessions work with. All of it outlives the table.
struct SessionServices
{
    SessionStore *store = nullptr;
    SessionSubscriptions *subscriptions = nullptr;
    const SessionRuns *runs = nullptr;
    Worker *worker = nullptr; ///< for what reads many transcripts
    /// An event of a session, for those who may see it and want it.
    std::function<void(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload)>
        announce = {};
};

} // namespace wsagent
