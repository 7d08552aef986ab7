#include "gateway/protocol/presence.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestText = 1000; // entries go to every client: nobody is to make them large
constexpr qsizetype mostWords = 50;     // tags, roles, scopes

struct TextMember
{
    QLatin1StringView name;
    QString PresenceEntry::*value;
};

constexpr std::array textMembers = {
    TextMember{"host"_L1, &PresenceEntry::host},
    TextMember{"clientId"_L1, &PresenceEntry::clientId},
    TextMember{"ip"_L1, &PresenceEntry::ip},
    TextMember{"version"_L1, &PresenceEntry::version},
    TextMember{"platform"_L1, &PresenceEntry::platform},
    TextMember{"deviceFamily"_L1, &PresenceEntry::deviceFamily},
    TextMember{"modelIdentifier"_L1, &PresenceEntry::modelIdentifier},
    TextMember{"timeZone"_L1, &PresenceEntry::timeZone},
    TextMember{"mode"_L1, &PresenceEntry::mode},
    TextMember{"reason"_L1, &PresenceEntry::reason},
    TextMember{"text"_L1, &PresenceEntry::text},
    TextMember{"deviceId"_L1, &PresenceEntry::deviceId},
    TextMember{"instanceId"_L1, &PresenceEntry::instanceId},
};

/// Sharing the text where it is short, as it nearly always is.
QString cut(const QString &text)
{
    return text.size() > longestText ? text.left(longestText) : text;
}

void addWords(QStringList &words, const QStringList &more)
{
    for (const QString &word : more) {
        if (words.size() >= mostWords)
            return;
        if (!words.contains(word))
            words += cut(word);
    }
}

/// What is said now counts; what is left out stays as it was.
void update(PresenceEntry &entry, const PresenceEntry &news)
{
    for (const TextMember &member : textMembers) {
        if (const QString &text = news.*member.value; !text.isEmpty())
            entry.*member.value = cut(text);
    }
    if (!news.tags.isEmpty()) {
        entry.tags.clear();
        addWords(entry.tags, news.tags);
    }
    if (news.lastInputSeconds)
        entry.lastInputSeconds = news.lastInputSeconds;
}

QString keyOfReport(const PresenceEntry &entry)
{
    for (const QString &name : {entry.deviceId, entry.instanceId, entry.host, entry.ip}) {
        if (!name.isEmpty())
            return cut(name);
    }
    return {};
}

} // namespace

PresenceEntry presenceEntry(const Caller &caller, const ConnectParams &params)
{
    return {.host = params.displayName,
            .clientId = params.clientId,
            .ip = caller.address,
            .version = params.version,
            .platform = params.platform,
            .deviceFamily = params.deviceFamily,
            .modelIdentifier = params.modelIdentifier,
            .timeZone = params.timeZone,
            .mode = params.clientMode,
            .reason = u"connect"_s,
            .deviceId = caller.deviceId,
            .instanceId = params.instanceId,
            .roles = {caller.role},
            .scopes = caller.scopes};
}

QJsonObject toJson(const PresenceEntry &entry)
{
    QJsonObject json{{"ts"_L1, entry.refreshed}};
    for (const TextMember &member : textMembers) {
        if (const QString &text = entry.*member.value; !text.isEmpty())
            json.insert(member.name, text);
    }
    const auto addList = [&json](QLatin1StringView name, const QStringList &words) {
        if (!words.isEmpty())
            json.insert(name, QJsonArray::fromStringList(words));
    };
    addList("tags"_L1, entry.tags);
    addList("roles"_L1, entry.roles);
    addList("scopes"_L1, entry.scopes);
    if (entry.lastInputSeconds)
        json.insert("lastInputSeconds"_L1, *entry.lastInputSeconds);
    if (entry.onlineSince > 0)
        json.insert("onlineSince"_L1, entry.onlineSince);
    return json;
}

PresenceList::PresenceList(const PresenceEntry &gateway)
    : m_gateway(gateway)
{
    m_gateway.mode = u"gateway"_s;
    m_gateway.reason = u"self"_s;
}

bool PresenceList::connected(const QString &connectionId, const PresenceEntry &entry, qint64 now)
{
    if (entry.mode == "cli"_L1)
        return false;
    const QString key = entry.deviceId.isEmpty() ? connectionId : entry.deviceId;
    m_keys.insert(connectionId, key);
    merge(key, connectionId, entry, now);
    return true;
}

bool PresenceList::reported(const PresenceEntry &entry, qint64 now)
{
    const QString key = keyOfReport(entry);
    if (key.isEmpty())
        return false;
    merge(key, {}, entry, now);
    return true;
}

void PresenceList::merge(const QString &key, const QString &connectionId, const PresenceEntry &entry,
                         qint64 now)
{
    Present &present = m_present.touch(key);
    update(present.entry, entry);
    present.entry.refreshed = now;
    if (!connectionId.isEmpty() && present.entry.onlineSince == 0)
        present.entry.onlineSince = now;
    present.shares.removeIf([&](const Share &share) { return share.connectionId == connectionId; });
    Share share{.connectionId = connectionId};
    addWords(share.roles, entry.roles);
    addWords(share.scopes, entry.scopes);
    present.shares += share;
    ++m_version;
}

bool PresenceList::disconnected(const QString &connectionId)
{
    const QString key = m_keys.take(connectionId);
    Present *present = m_present.find(key);
    if (!present)
        return false;
    const qsizetype shares = present->shares.removeIf(
        [&connectionId](const Share &share) { return share.connectionId == connectionId; });
    if (shares == 0)
        return false;
    if (present->shares.isEmpty())
        m_present.remove(key);
    ++m_version;
    return true;
}

bool PresenceList::forgetExpired(qint64 now)
{
    const bool changed = m_present.removeOldestWhile(
        [now](const Present &present) { return now - present.entry.refreshed >= expiry; });
    if (changed)
        ++m_version;
    return changed;
}

void PresenceList::refresh(const QString &connectionId, qint64 now)
{
    const auto key = m_keys.constFind(connectionId);
    if (key != m_keys.constEnd() && m_present.find(*key))
        m_present.touch(*key).entry.refreshed = now;
}

QJsonArray PresenceList::toJson(qint64 now) const
{
    PresenceEntry gateway = m_gateway;
    gateway.refreshed = now;
    QJsonArray json{wsagent::toJson(gateway)};
    const auto &entries = m_present.entries();
    for (auto row = entries.rbegin(); row != entries.rend(); ++row) {
        PresenceEntry entry = row->value.entry;
        for (const Share &share : row->value.shares) {
            addWords(entry.roles, share.roles);
            addWords(entry.scopes, share.scopes);
        }
        json += wsagent::toJson(entry);
    }
    return json;
}

} // namespace wsagent
