#pragma once

#include "gateway/agents/tool.h"

namespace wsagent {

/// What carries out a command about another instance, as the owner writes it in the chat; empty when the text
/// is none.
using ProfileCommand =
    std::function<std::function<void(const std::function<void(const QString &text)> &done)>(
        const QString &message)>;

/// `profiles`: what the owner can do with other instances (D11), for an agent that works for the owner.
Tool profilesTool(const ProfileCommand &command);

} // namespace wsagent
