#pragma once

#include "app/cli/servicereport.h"
#include "gateway/instances/validator.h"

namespace wsagent {

/// What came of asking the gateway.
struct GatewayProbe
{
    std::optional<Error> error = {};
    QJsonObject server = {};
    qint64 latencyMs = 0;
    QString url = {};
};

/// Everything `gateway status` shows.
struct GatewayState
{
    LoadedConfig loaded = {};
    std::optional<RuntimeFile> runtime = {}; ///< of a process that lives
    Result<BasePort> base = BasePort();
    std::optional<GatewayProbe> probe = {};       ///< nothing: it was not wanted
    std::optional<QList<Finding>> isolation = {}; ///< nothing: it was not looked at
    ServiceReport service = {};
    QList<Listener> listeners = {}; ///< on the base port
    QJsonObject lastError = {};     ///< of its log

    bool answers() const { return probe && !probe->error; }
    /// It runs on an older config, as the present one is broken (D3).
    bool isDegraded() const { return runtime && !loaded.isValid(); }
    /// The port that the service binds is the one to ask about when there is a service.
    std::optional<int> port() const;
    /// Who has its port and is not this gateway; null: nobody.
    const Listener *stranger(const QString &profile) const;
    QStringList hints(const CommandContext &context) const;
};

/// The address that a gateway binds besides the loopback one. A tailnet has one that only its listener tells.
QString bindHostOf(const GatewayState &state);

QJsonObject toJson(const CommandContext &context, const GatewayState &state);
void printState(const CommandContext &context, const GatewayState &state);

} // namespace wsagent
