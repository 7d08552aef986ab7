#include "gateway/config/reloadplan.h"

#include "gateway/base/jsoncompare.h"
#include "gateway/config/crossfieldgateway.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The paths at which the two differ, as deep as they can be told apart; list entries by their place.
void collect(const QJsonValue &before, const QJsonValue &after, const JsonPath &path, QList<JsonPath> &leaves)
{
    if (before == after)
        return;
    const qsizetype found = leaves.size();
    if (before.isObject() || after.isObject()) {
        const QJsonObject old = before.toObject();
        const QJsonObject now = after.toObject();
        for (const QString &key : differingKeys(old, now))
            collect(old.value(key), now.value(key), path + JsonPath{{key}}, leaves);
    } else if (before.isArray() || after.isArray()) {
        const QJsonArray old = before.toArray();
        const QJsonArray now = after.toArray();
        for (int i = 0; i < qMax(old.size(), now.size()); ++i)
            collect(old.at(i), now.at(i), path + JsonPath{{{}, i}}, leaves);
    }
    if (leaves.size() == found) // a scalar, or an empty container that came or went
        leaves.append(path);
}

/// As text and sorted; a list is one leaf, whatever changed in it.
QStringList wholeLists(const QList<JsonPath> &leaves)
{
    QStringList paths;
    for (const JsonPath &leaf : leaves) {
        const auto index =
            std::find_if(leaf.begin(), leaf.end(), [](const JsonStep &s) { return s.isIndex(); });
        paths.append(toString(JsonPath(leaf.begin(), index)));
    }
    paths.sort();
    paths.removeDuplicates();
    return paths;
}

QString authMode(const QJsonObject &config)
{
    return effectiveAuthMode(config.value("gateway"_L1)["auth"_L1].toObject());
}

QString channelAt(const JsonPath &path)
{
    if (path.size() < 2 || path[1].key == "defaults"_L1)
        return u"*"_s;
    const bool belowAccount = path.size() > 3 && path[2].key == "accounts"_L1;
    return belowAccount ? path[1].key + u'/' + path[3].key : path[1].key;
}

/// A channel that restarts restarts its accounts too.
QSet<QString> outermost(const QSet<QString> &channels)
{
    if (channels.contains(u"*"_s))
        return {u"*"_s};
    QSet<QString> kept;
    for (const QString &channel : channels) {
        const qsizetype slash = channel.indexOf(u'/');
        if (slash < 0 || !channels.contains(channel.first(slash)))
            kept.insert(channel);
    }
    return kept;
}

void addComponent(ReloadPlan &plan, const QString &component, const JsonPath &path, bool sameAuthMode)
{
    if (component == "channel"_L1)
        plan.restartChannels.insert(channelAt(path));
    else if (component == "secrets"_L1)
        plan.resolveSecrets = true;
    else if (component != "gatewaySecret"_L1)
        plan.restartComponents.insert(component);
    else if (sameAuthMode)
        plan.swapGatewaySecret = true;
    else
        plan.restartGateway = true;
}

} // namespace

QStringList changedLeaves(const QJsonObject &before, const QJsonObject &after)
{
    QList<JsonPath> leaves;
    collect(before, after, {}, leaves);
    return wholeLists(leaves);
}

ReloadPlan planReload(const QJsonObject &before, const QJsonObject &after, const ConfigSchema &schema)
{
    ReloadPlan plan;
    const bool sameAuthMode = authMode(before) == authMode(after);

    // A list counts as one change, but what it means depends on what changed in it: agents.list[].heartbeat.
    QList<JsonPath> leaves;
    collect(before, after, {}, leaves);
    plan.changedPaths = wholeLists(leaves);
    for (const JsonPath &path : std::as_const(leaves)) {
        const KeyInfo info = schema.nearest(path);
        plan.validateIsolation = plan.validateIsolation || info.isolation;
        if (info.restart == KeyInfo::Restart::Gateway)
            plan.restartGateway = true;
        else if (info.restart == KeyInfo::Restart::Hot)
            addComponent(plan, info.component, path, sameAuthMode);
    }
    plan.restartChannels = outermost(plan.restartChannels);
    return plan;
}

} // namespace wsagent
