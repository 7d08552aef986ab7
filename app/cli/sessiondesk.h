#pragma once

#include "app/cli/gatewaycall.h"

#include <memory>

namespace wsagent {

/// Answers the methods of sessions: by the gateway of the profile when it runs, else here, by the same
/// functions on the same files, which nobody else may touch meanwhile.
class SessionDesk
{
public:
    static Result<SessionDesk> open(CommandContext &context, const RpcOptions &options);

    SessionDesk(SessionDesk &&other) noexcept;
    SessionDesk &operator=(SessionDesk &&other) = delete;
    ~SessionDesk();

    Result<QJsonObject> ask(const QString &method, const QJsonObject &params);

private:
    struct Local;
    SessionDesk(CommandContext &context, RpcOptions options);

    CommandContext &m_context;
    RpcOptions m_options;
    std::unique_ptr<Local> m_local; ///< null: the gateway runs
};

} // namespace wsagent
