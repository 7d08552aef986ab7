#pragma once

#include "gateway/agents/skills/skillfolders.h"

namespace wsagent {

/// Something that happens in the gateway, for those who have asked to hear of it (`agents.md` 13).
struct HookEvent
{
    QString type = {};   ///< agent, command, gateway, message, session
    QString action = {}; ///< bootstrap; new, reset, stop; startup; received, sent; start, end
    QString agentId = {};
    QString sessionKey = {}; ///< empty where there is none
    QJsonObject context = {};

    QString name() const { return type + u':' + action; }
};

/// `{type, action, sessionKey?, agentId?, timestamp, context}`, as a hook reads it from its standard input.
QJsonObject toJson(const HookEvent &event, const QString &timestamp);

/// A program, or a part of the gateway, that is run when something happens: a folder with a HOOK.md and an
/// executable file "handler" (with any ending) in it.
struct EventHook
{
    Skill about = {};        ///< what HOOK.md has in common with SKILL.md: name, description, needs, source
    QStringList events = {}; ///< "command:new"; "command" for all of that type
    QString program = {};    ///< empty: part of the gateway, or not there

    bool isBundled() const { return about.isBundled(); }
    bool listensTo(const HookEvent &event) const;
};

/// Whether a hook is run, and why not.
struct HookState
{
    bool enabled = false; ///< `hooks.internal.enabled` and `hooks.internal.entries.<name>.enabled`
    QString problem = {}; ///< "needs …", "has no handler"; empty: none
    bool isRun() const { return enabled && problem.isEmpty(); }
};

/// An error for a text that names no events or has no description.
Result<EventHook> parseHook(const QString &text, const QString &folder);

/// All that there are: those of the workspace, of the instance, of `hooks.internal.load.extraDirs`, and those
/// that come with the gateway; sorted by name, of two with one name the first.
QList<EventHook> loadHooks(const QString &workspace, const QString &stateDir, const QJsonObject &config);

HookState judgeHook(const EventHook &hook, const SkillFacts &facts);

} // namespace wsagent
