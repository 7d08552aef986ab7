#include "gateway/config/crossfield.h"

#include "gateway/base/jsonpath.h"
#include "gateway/config/crossfieldgateway.h"

#include <QDir>
#include <QJsonArray>
#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QJsonValue at(const QJsonObject &config, const QString &path)
{
    return valueAt(config, *parseJsonPath(path));
}

bool isSet(const QJsonValue &secret)
{
    return secret.isObject() || !secret.toString().trimmed().isEmpty();
}

ConfigIssue error(const QString &path, const QString &message)
{
    return {.code = u"config.invalid"_s, .path = path, .message = message};
}

QSet<QString> agentIds(const QJsonObject &config)
{
    QSet<QString> ids;
    for (const QJsonValue &agent : at(config, u"agents.list"_s).toArray())
        ids.insert(agent["id"_L1].toString().toLower());
    return ids.isEmpty() ? QSet<QString>{u"main"_s} : ids;
}

void checkAgents(const QJsonObject &config, QList<ConfigIssue> &issues)
{
    QSet<QString> ids;
    QSet<QString> directories;
    const QJsonArray list = at(config, u"agents.list"_s).toArray();
    for (int i = 0; i < list.size(); ++i) {
        const QString id = list.at(i)["id"_L1].toString().toLower();
        if (ids.contains(id))
            issues.append(error(u"agents.list[%1].id"_s.arg(i), u"there is another agent \"%1\""_s.arg(id)));
        ids.insert(id);
        const QString directory = QDir::cleanPath(list.at(i)["agentDir"_L1].toString());
        if (!directory.isEmpty() && directories.contains(directory))
            issues.append(
                error(u"agents.list[%1].agentDir"_s.arg(i), u"another agent has the same directory"_s));
        directories.insert(directory);
    }
}

void checkBindings(const QJsonObject &config, QList<ConfigIssue> &issues)
{
    const QSet<QString> known = agentIds(config);
    const QJsonArray bindings = config.value("bindings"_L1).toArray();
    for (int i = 0; i < bindings.size(); ++i) {
        const QString id = bindings.at(i)["agentId"_L1].toString();
        if (known.contains(id.toLower()))
            continue;
        ConfigIssue issue = error(u"bindings[%1].agentId"_s.arg(i),
                                  u"there is no agent \"%1\"; the default agent answers instead"_s.arg(id));
        issue.level = ConfigIssue::Level::Warning;
        issue.code = u"config.unknown_agent"_s;
        issues.append(issue);
    }
    const QJsonObject broadcast = config.value("broadcast"_L1).toObject();
    for (auto it = broadcast.begin(); it != broadcast.end(); ++it) {
        const QJsonArray ids = it.value().toArray();
        for (int i = 0; i < ids.size(); ++i) {
            if (!known.contains(ids.at(i).toString().toLower()))
                issues.append(error(toString(JsonPath{{u"broadcast"_s}, {it.key()}, {{}, i}}),
                                    u"there is no agent \"%1\""_s.arg(ids.at(i).toString())));
        }
    }
}

void checkDirectMessages(const QJsonObject &channel, const QJsonObject &base, const QString &path,
                         QList<ConfigIssue> &issues)
{
    const QJsonObject nested = channel.value("dm"_L1).toObject();
    const auto differs = [&](const QString &inner, const QString &flat) {
        return nested.contains(inner) && channel.contains(flat) && nested.value(inner) != channel.value(flat);
    };
    for (const auto &[inner, flat] :
         {std::pair(u"policy"_s, u"dmPolicy"_s), std::pair(u"allowFrom"_s, u"allowFrom"_s)}) {
        if (differs(inner, flat))
            issues.append(error(path + u".dm."_s + inner,
                                u"says something else than %1.%2; keep only the latter"_s.arg(path, flat)));
    }
    const auto effective = [&](const QString &key) {
        return channel.contains(key) ? channel.value(key) : base.value(key);
    };
    if (effective(u"dmPolicy"_s) == "open"_L1 && !effective(u"allowFrom"_s).toArray().contains("*"_L1))
        issues.append(error(path + u".dmPolicy"_s,
                            u"open lets everybody in, so %1.allowFrom must contain \"*\""_s.arg(path)));
}

void checkChannel(const QString &id, const QJsonObject &channel, const QJsonObject &base, const QString &path,
                  QList<ConfigIssue> &issues)
{
    checkDirectMessages(channel, base, path, issues);
    const auto secretMissing = [&](const QString &key) {
        return !isSet(channel.value(key)) && !isSet(base.value(key));
    };
    if (id == "telegram"_L1 && channel.contains("webhookUrl"_L1) && secretMissing(u"webhookSecret"_s))
        issues.append(error(path + u".webhookSecret"_s, u"is needed with webhookUrl"_s));
    if (id == "slack"_L1 && channel.value("mode"_L1) == "http"_L1 && secretMissing(u"signingSecret"_s))
        issues.append(error(path + u".signingSecret"_s, u"is needed with mode http"_s));
}

void checkChannels(const QJsonObject &config, QList<ConfigIssue> &issues)
{
    const QJsonObject channels = config.value("channels"_L1).toObject();
    for (auto it = channels.begin(); it != channels.end(); ++it) {
        const QJsonObject channel = it.value().toObject();
        const QString path = u"channels."_s + it.key();
        checkChannel(it.key(), channel, {}, path, issues);
        const QJsonObject accounts = channel.value("accounts"_L1).toObject();
        for (auto account = accounts.begin(); account != accounts.end(); ++account) {
            const JsonPath accountPath{{u"channels"_s}, {it.key()}, {u"accounts"_s}, {account.key()}};
            checkChannel(it.key(), account.value().toObject(), channel, toString(accountPath), issues);
        }
    }
}

void checkHooks(const QJsonObject &config, QList<ConfigIssue> &issues)
{
    const QJsonObject hooks = config.value("hooks"_L1).toObject();
    const QString token = hooks.value("token"_L1).toString();
    if (hooks.value("enabled"_L1).toBool() && token.trimmed().isEmpty())
        issues.append(error(u"hooks.token"_s, u"is needed with hooks.enabled"_s));
    for (const auto &secret : {u"gateway.auth.token"_s, u"gateway.auth.password"_s}) {
        if (!token.isEmpty() && at(config, secret) == token)
            issues.append(error(u"hooks.token"_s, u"must differ from "_s + secret));
    }
    const QString path = hooks.value("path"_L1).toString(u"/hooks"_s);
    if (!path.startsWith(u'/'))
        issues.append(error(u"hooks.path"_s, u"must start with /"_s));
    else if (path.count(u'/') == path.size())
        issues.append(error(u"hooks.path"_s, u"must not be the root, where everything else is served"_s));
}

/// Wherever tools are chosen, `allow` and `alsoAllow` exclude each other.
void checkToolLists(const QJsonValue &value, const JsonPath &path, QList<ConfigIssue> &issues)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (int i = 0; i < array.size(); ++i)
            checkToolLists(array.at(i), path + JsonPath{{{}, i}}, issues);
        return;
    }
    const QJsonObject object = value.toObject();
    if (!object.value("allow"_L1).toArray().isEmpty() && !object.value("alsoAllow"_L1).toArray().isEmpty())
        issues.append(
            error(toString(path + JsonPath{{u"alsoAllow"_s}}), u"cannot stand together with allow"_s));
    for (auto it = object.begin(); it != object.end(); ++it)
        checkToolLists(it.value(), path + JsonPath{{it.key()}}, issues);
}

} // namespace

QList<ConfigIssue> crossFieldIssues(const QJsonObject &config, const ConfigVariables &environment)
{
    QList<ConfigIssue> issues = gatewayIssues(config.value("gateway"_L1).toObject(), environment);
    checkAgents(config, issues);
    checkBindings(config, issues);
    checkChannels(config, issues);
    checkHooks(config, issues);
    for (const auto &section : {u"tools"_s, u"agents"_s, u"channels"_s})
        checkToolLists(config.value(section), {{section}}, issues);
    return issues;
}

} // namespace wsagent
