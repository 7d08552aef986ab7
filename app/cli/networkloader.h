#pragma once

#include "app/cli/gatewaycall.h"
#include "app/cli/gatewaycommand.h"
#include "gateway/llm/modelcatalog.h"

namespace wsagent {

/// What `logs --follow` wants to see of a log that grows.
struct LogFollowing
{
    QJsonObject first = {}; ///< parameters of the first `logs.tail`
    std::chrono::milliseconds interval = std::chrono::seconds(1);
    std::function<bool(const QJsonObject &answer)> show = {}; ///< false: nobody reads any more
};

/// One turn of an agent, and who watches it.
struct AgentTurn
{
    QJsonObject params = {}; ///< of `agent`
    bool local = false;      ///< in this process, without a running gateway
    /// What has been written since; `replaces`: instead of what was shown before.
    std::function<void(const QString &delta, bool replaces)> text = {};
    std::function<void(const QString &tool, const QJsonObject &arguments)> toolStarted = {};
};

/// How it ended.
struct AgentTurnEnd
{
    QJsonObject payload = {}; ///< the second answer
    int interruptedBy = 0;    ///< the number of the signal; 0: not
};

/// A chat on the terminal, as it begins.
struct ChatStart
{
    QString sessionKey = QStringLiteral("main");
    QString message = {};  ///< said at once; empty: none
    QString thinking = {}; ///< for what is said in this chat
    int history = 20;      ///< messages that are shown
    int runTimeout = 0;    ///< ms that a reply may take; 0: what the gateway allows
};

/// Everything that needs sockets. It lives in a module that is loaded when a command wants it: most commands
/// end before the libraries it brings would have been linked.
struct Network
{
    int (*run)(CommandContext &context, const GatewayRunOptions &options, LoadedConfig config) = nullptr;
    Result<GatewayAnswer> (*call)(CommandContext &context, const RpcOptions &options, const QString &method,
                                  const QJsonValue &params) = nullptr;
    int (*followLog)(CommandContext &context, const RpcOptions &options,
                     const LogFollowing &following) = nullptr;
    QJsonArray (*scanModels)(const QList<ModelProvider> &providers) = nullptr;
    Result<AgentTurnEnd> (*runAgent)(CommandContext &context, const RpcOptions &options,
                                     const AgentTurn &turn) = nullptr;
    int (*chat)(CommandContext &context, const RpcOptions &options, const ChatStart &start) = nullptr;
};

/// Needs a QCoreApplication, which tells where the program is. May be called from any thread.
Result<Network> loadNetwork();

} // namespace wsagent
