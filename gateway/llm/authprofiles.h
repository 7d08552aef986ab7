#pragma once

#include "gateway/base/result.h"
#include "gateway/llm/llmtypes.h"

#include <QMap>

#include <algorithm>
#include <functional>

namespace wsagent {

/// An account at a provider: "anthropic:default", "openai:me@example.org".
struct AuthProfile
{
    QString id = {};
    QString provider = {};
    Credential::Kind kind = Credential::Kind::ApiKey;
    QString secret = {};                          ///< key, token or access token; empty with a reference
    QJsonValue reference = QJsonValue::Undefined; ///< where the key is kept instead
    QString email = {};
    qint64 expires = 0;     ///< ms; 0: never
    QJsonObject other = {}; ///< members that only others understand, kept as they are
};

/// How an account has done; what decides when it may be used again.
struct AuthUsage
{
    qint64 lastUsed = 0;
    qint64 lastFailure = 0;
    qint64 cooldownUntil = 0;
    qint64 disabledUntil = 0;
    QString disabledReason = {};
    int errorCount = 0;
    QMap<QString, int> failureCounts = {}; ///< by class

    qint64 usableFrom() const { return std::max(cooldownUntil, disabledUntil); }
    bool operator==(const AuthUsage &) const = default;
};

/// The content of `auth-profiles.json` of one agent.
struct AuthProfiles
{
    QMap<QString, AuthProfile> profiles = {};
    QMap<QString, QStringList> order = {}; ///< by provider
    QMap<QString, QString> lastGood = {};  ///< by provider
    QMap<QString, AuthUsage> usage = {};   ///< by account; also of those that are kept in the config

    QList<AuthProfile> of(const QString &provider) const;
    /// Adds the account, or replaces it; what its old secret has done is forgotten.
    void put(const AuthProfile &account);
};

QString authProfilesPath(const QString &stateDir, const QString &agentId);

/// An empty one when there is no file.
Result<AuthProfiles> readAuthProfiles(const QString &path);
/// Read, changed and written under the file's lock. Waits for the lock and for the disk: not for the thread
/// of a gateway. A damaged file is put aside as `<file>.corrupt.<ms>` first; its new name is in `putAside`.
Result<void> changeAuthProfiles(const QString &path, const std::function<void(AuthProfiles &)> &change,
                                QString *putAside = nullptr);

QJsonObject toJson(const AuthProfiles &profiles);
AuthProfiles authProfilesFrom(const QJsonObject &json);

QString nameOf(Credential::Kind kind); ///< api_key|token|oauth
std::optional<Credential::Kind> credentialKindFromName(const QString &name);

} // namespace wsagent
