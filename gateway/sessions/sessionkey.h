#pragma once

#include "gateway/base/result.h"

#include <QString>
#include <QStringList>

class QJsonObject;

namespace wsagent {

/// What the config says about names of sessions.
struct SessionKeyRules
{
    QString defaultAgent = QStringLiteral("main");
    QStringList agents = {QStringLiteral("main")};
    QString mainKey = QStringLiteral("main"); ///< of the main session of every agent

    bool operator==(const SessionKeyRules &) const = default;
};

/// `effective` has passed the schema.
SessionKeyRules sessionKeyRules(const QJsonObject &effective);

/// The name of a session (`gateway-methods.md` 0.1): `agent:<id>:<rest>`, or one of the two shared words.
struct SessionKey
{
    enum class Kind { Direct, Group, Global, Unknown };

    QString agentId = {};
    QString rest = {}; ///< "global" and "unknown" stand alone

    QString text() const; ///< canonical
    Kind kind() const;
    bool isShared() const { return kind() == Kind::Global || kind() == Kind::Unknown; }
    bool isSubagent() const { return rest.startsWith(QLatin1StringView("subagent:")); }
    bool isCron() const { return rest.startsWith(QLatin1StringView("cron:")); }
    /// Made by the gateway for itself: cron jobs, hooks, nodes, heartbeats.
    bool isSystem() const;
    /// "telegram" of `telegram:group:1`; empty where no channel is in the name.
    QString channel() const;
    bool isThread() const;

    bool operator==(const SessionKey &) const = default;
};

constexpr int longestSessionKey = 512;

QLatin1StringView kindName(SessionKey::Kind kind);

/// Every form a client may write: `main`, a canonical key, a shared word, or the rest alone, which is one of
/// `agentId` (empty: the default agent). The sentences of the errors are known to clients.
Result<SessionKey> parseSessionKey(const QString &given, const QString &agentId,
                                   const SessionKeyRules &rules);

QString mainSessionKey(const QString &agentId, const SessionKeyRules &rules);
bool isMainSession(const SessionKey &key, const SessionKeyRules &rules);

/// `^[a-z0-9][a-z0-9_-]{0,63}$`, which makes it safe as a folder.
bool isAgentId(QStringView id);

} // namespace wsagent
