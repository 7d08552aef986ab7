#include "gateway/agents/bindings.h"

#include <QJsonObject>

#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isOfChannel(const QJsonValue &match, const BindingPlace &place)
{
    if (match["channel"_L1].toString().compare(place.channel, Qt::CaseInsensitive) != 0)
        return false;
    const QString account = match["accountId"_L1].toString(u"default"_s);
    return account == "*"_L1 || account == (place.account.isEmpty() ? u"default"_s : place.account);
}

bool isPeer(const QJsonValue &match, const QString &kind, const QString &id)
{
    const QJsonValue peer = match["peer"_L1];
    return peer.isObject() && !id.isEmpty() && peer["kind"_L1].toString() == kind &&
           peer["id"_L1].toString() == id;
}

bool hasNoPlace(const QJsonValue &match)
{
    return !match["peer"_L1].isObject() && match["guildId"_L1].toString().isEmpty() &&
           match["teamId"_L1].toString().isEmpty();
}

bool is(const QJsonValue &wanted, const QString &actual)
{
    return !actual.isEmpty() && wanted.toString() == actual;
}

} // namespace

QString boundAgent(const QJsonArray &bindings, const BindingPlace &place)
{
    using Fits = std::function<bool(const QJsonValue &match)>;
    const QList<Fits> tiers{
        [&](const QJsonValue &match) { return isPeer(match, place.peerKind, place.peerId); },
        [&](const QJsonValue &match) { return isPeer(match, place.peerKind, place.parentPeerId); },
        [&](const QJsonValue &match) {
            return !match["peer"_L1].isObject() && is(match["guildId"_L1], place.guildId);
        },
        [&](const QJsonValue &match) {
            return !match["peer"_L1].isObject() && is(match["teamId"_L1], place.teamId);
        },
        [&](const QJsonValue &match) { return hasNoPlace(match) && match["accountId"_L1] != "*"_L1; },
        [&](const QJsonValue &match) { return hasNoPlace(match) && match["accountId"_L1] == "*"_L1; },
    };
    for (const Fits &fits : tiers) {
        for (const QJsonValue &binding : bindings) {
            if (isOfChannel(binding["match"_L1], place) && fits(binding["match"_L1]))
                return binding["agentId"_L1].toString().toLower();
        }
    }
    return {};
}

} // namespace wsagent
