#include "gateway/llm/authprofiles.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 1024 * 1024;
constexpr auto patience = std::chrono::seconds(5);

/// Where the secret stands, by kind.
QLatin1StringView secretMember(Credential::Kind kind)
{
    return kind == Credential::Kind::OAuth   ? "access"_L1
           : kind == Credential::Kind::Token ? "token"_L1
                                             : "key"_L1;
}

AuthProfile profileFrom(const QString &id, QJsonObject json)
{
    AuthProfile profile{.id = id};
    profile.kind = credentialKindFromName(json.take("type"_L1).toString()).value_or(Credential::Kind::ApiKey);
    profile.provider = json.take("provider"_L1).toString(id.section(u':', 0, 0)).toLower();
    profile.secret = json.take(secretMember(profile.kind)).toString();
    profile.reference = json.take("keyRef"_L1);
    profile.email = json.take("email"_L1).toString();
    profile.expires = json.take("expires"_L1).toInteger();
    profile.other = json;
    return profile;
}

QJsonObject jsonOf(const AuthProfile &profile)
{
    QJsonObject json = profile.other;
    json.insert("type"_L1, nameOf(profile.kind));
    json.insert("provider"_L1, profile.provider);
    if (!profile.secret.isEmpty())
        json.insert(secretMember(profile.kind), profile.secret);
    if (!profile.reference.isUndefined())
        json.insert("keyRef"_L1, profile.reference);
    if (!profile.email.isEmpty())
        json.insert("email"_L1, profile.email);
    if (profile.expires > 0)
        json.insert("expires"_L1, profile.expires);
    return json;
}

AuthUsage usageFrom(const QJsonValue &json)
{
    AuthUsage usage{.lastUsed = json["lastUsed"_L1].toInteger(),
                    .lastFailure = json["lastFailureAt"_L1].toInteger(),
                    .cooldownUntil = json["cooldownUntil"_L1].toInteger(),
                    .disabledUntil = json["disabledUntil"_L1].toInteger(),
                    .disabledReason = json["disabledReason"_L1].toString(),
                    .errorCount = json["errorCount"_L1].toInt()};
    const QJsonObject counts = json["failureCounts"_L1].toObject();
    for (auto it = counts.begin(); it != counts.end(); ++it)
        usage.failureCounts.insert(it.key(), it.value().toInt());
    return usage;
}

QJsonObject jsonOf(const AuthUsage &usage)
{
    QJsonObject json;
    const auto add = [&json](QLatin1StringView name, qint64 value) {
        if (value > 0)
            json.insert(name, value);
    };
    add("lastUsed"_L1, usage.lastUsed);
    add("lastFailureAt"_L1, usage.lastFailure);
    add("cooldownUntil"_L1, usage.cooldownUntil);
    add("disabledUntil"_L1, usage.disabledUntil);
    add("errorCount"_L1, usage.errorCount);
    if (!usage.disabledReason.isEmpty())
        json.insert("disabledReason"_L1, usage.disabledReason);
    QJsonObject counts;
    for (auto it = usage.failureCounts.begin(); it != usage.failureCounts.end(); ++it)
        counts.insert(it.key(), it.value());
    if (!counts.isEmpty())
        json.insert("failureCounts"_L1, counts);
    return json;
}

Error damaged(const QString &path)
{
    return {u"%1 is damaged"_s.arg(path), u"mv '%1' '%1.damaged', then add the accounts again"_s.arg(path)};
}

} // namespace

QString nameOf(Credential::Kind kind)
{
    return kind == Credential::Kind::OAuth   ? u"oauth"_s
           : kind == Credential::Kind::Token ? u"token"_s
                                             : u"api_key"_s;
}

std::optional<Credential::Kind> credentialKindFromName(const QString &name)
{
    if (name == "api_key"_L1)
        return Credential::Kind::ApiKey;
    if (name == "token"_L1)
        return Credential::Kind::Token;
    return name == "oauth"_L1 ? std::optional(Credential::Kind::OAuth) : std::nullopt;
}

QList<AuthProfile> AuthProfiles::of(const QString &provider) const
{
    QList<AuthProfile> result;
    for (const AuthProfile &profile : profiles) {
        if (profile.provider == provider)
            result += profile;
    }
    return result;
}

void AuthProfiles::put(const AuthProfile &account)
{
    profiles.insert(account.id, account);
    usage.remove(account.id);
}

QString authProfilesPath(const QString &stateDir, const QString &agentId)
{
    return u"%1/agents/%2/agent/auth-profiles.json"_s.arg(stateDir, agentId);
}

AuthProfiles authProfilesFrom(const QJsonObject &json)
{
    AuthProfiles result;
    const QJsonObject profiles = json["profiles"_L1].toObject();
    for (auto it = profiles.begin(); it != profiles.end(); ++it)
        result.profiles.insert(it.key(), profileFrom(it.key(), it.value().toObject()));
    const QJsonObject order = json["order"_L1].toObject();
    for (auto it = order.begin(); it != order.end(); ++it) {
        const QJsonArray ids = it.value().toArray();
        for (const QJsonValue &id : ids)
            result.order[it.key()] += id.toString();
    }
    const QJsonObject lastGood = json["lastGood"_L1].toObject();
    for (auto it = lastGood.begin(); it != lastGood.end(); ++it)
        result.lastGood.insert(it.key(), it.value().toString());
    const QJsonObject usage = json["usageStats"_L1].toObject();
    for (auto it = usage.begin(); it != usage.end(); ++it)
        result.usage.insert(it.key(), usageFrom(it.value()));
    return result;
}

QJsonObject toJson(const AuthProfiles &all)
{
    QJsonObject profiles;
    for (const AuthProfile &profile : all.profiles)
        profiles.insert(profile.id, jsonOf(profile));
    QJsonObject order;
    for (auto it = all.order.begin(); it != all.order.end(); ++it)
        order.insert(it.key(), QJsonArray::fromStringList(it.value()));
    QJsonObject lastGood;
    for (auto it = all.lastGood.begin(); it != all.lastGood.end(); ++it)
        lastGood.insert(it.key(), it.value());
    QJsonObject usage;
    for (auto it = all.usage.begin(); it != all.usage.end(); ++it)
        usage.insert(it.key(), jsonOf(it.value()));
    return {{"version"_L1, 1},
            {"profiles"_L1, profiles},
            {"order"_L1, order},
            {"lastGood"_L1, lastGood},
            {"usageStats"_L1, usage}};
}

Result<AuthProfiles> readAuthProfiles(const QString &path)
{
    const auto content = readFile(path, largestFile);
    if (!content)
        return content.error().kind == ErrorKind::NotFound ? Result(AuthProfiles()) : content.error();
    const QJsonDocument document = QJsonDocument::fromJson(*content);
    return document.isObject() ? Result(authProfilesFrom(document.object())) : damaged(path);
}

Result<void> changeAuthProfiles(const QString &path, const std::function<void(AuthProfiles &)> &change,
                                QString *putAside)
{
    if (const auto made = makePrivateDirectory(QFileInfo(path).path()); !made)
        return made.error();
    const auto lock = FileLock::acquire(path + ".lock"_L1, patience);
    if (!lock)
        return lock.error();
    auto profiles = readAuthProfiles(path);
    if (!profiles) {
        const QString aside = u"%1.corrupt.%2"_s.arg(path).arg(QDateTime::currentMSecsSinceEpoch());
        if (!QFile::rename(path, aside))
            return profiles.error();
        if (putAside)
            *putAside = aside;
        profiles = AuthProfiles();
    }
    change(*profiles);
    return replaceFile(path, QJsonDocument(toJson(*profiles)).toJson());
}

} // namespace wsagent
