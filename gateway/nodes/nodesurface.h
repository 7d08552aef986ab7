#pragma once

#include <QJsonObject>
#include <QStringList>

namespace wsagent {

/// What a node can do: as it says itself, or as the owner has approved.
struct NodeSurface
{
    QStringList caps = {};
    QStringList commands = {};
    QJsonObject permissions = {}; ///< of its operating system, name → granted

    bool isEmpty() const { return caps.isEmpty() && commands.isEmpty() && permissions.isEmpty(); }
    /// Whether the other one is no more than this.
    bool covers(const NodeSurface &other) const;
    bool operator==(const NodeSurface &) const = default;
};

/// What both have.
NodeSurface common(const NodeSurface &declared, const NodeSurface &approved);

/// Commands that run programs or read files of the node: for administrators only.
bool isSystemCommand(const QString &command);

/// The scopes that somebody must hold who approves these commands.
QStringList requiredApproveScopes(const QStringList &commands);

/// What the config says about commands (`gateway.nodes`): exact names, or "camera.*".
struct NodeCommandRules
{
    QStringList allow = {};
    QStringList deny = {}; ///< wins

    bool operator==(const NodeCommandRules &) const = default;
};

/// Whether a node of that platform may be told to run the command. What looks at or hears a person, or
/// sends something in his name, has to be allowed in the config.
bool isCommandAllowed(const QString &command, const QString &platform, const NodeCommandRules &rules);

} // namespace wsagent
