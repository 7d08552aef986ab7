#pragma once

#include "app/profiles/fleet.h"

namespace wsagent {

/// How much of an instance goes to the trash (`cli.md` 12).
enum class ResetScope { Config, ConfigAndConversations, Full };

Result<ResetScope> parseResetScope(const QString &text);

/// Says what would go. Refuses a running instance, and one whose state holds files of others.
Result<QStringList> planReset(const QString &name, ResetScope scope, const Fleet &fleet);

/// Moves the paths to the trash while it owns the state.
Result<void> resetInstance(const QStringList &paths, const InstanceSelection &instance);

/// The first config, state or workspace of another instance inside the state of this one; nothing when it
/// lies alone.
Result<void> checkNothingForeignInside(const FleetMember &member, const Fleet &fleet);

} // namespace wsagent
