#pragma once

#include <QString>
#include <QStringList>

namespace wsagent {

/// A named set of built-in tools, `group:<id>` in a policy.
struct ToolGroup
{
    QString id;
    QString label;
    QStringList tools;
};

/// As they are shown; every built-in tool is in exactly one of them.
const QList<ToolGroup> &toolGroups();

/// A set to start from, `tools.profile`.
struct ToolProfile
{
    QString id;
    QString label;
    QStringList allow; ///< patterns; empty: everything
};
const QList<ToolProfile> &toolProfiles();

/// Tools that are only there when a policy names them; a wildcard does not.
bool isOptIn(const QString &tool);

/// Whether a pattern of a policy means this tool: a name, `group:<id>`, an alias, `*` for any characters;
/// upper and lower case are one.
bool meansTool(const QString &pattern, const QString &tool);
bool meansTool(const QStringList &patterns, const QString &tool);
/// The same, but not by a wildcard.
bool namesTool(const QStringList &patterns, const QString &tool);

} // namespace wsagent
