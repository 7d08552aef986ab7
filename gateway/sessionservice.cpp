#include "gateway/sessionservice.h"

#include "gateway/methods/chathistory.h"
#include "gateway/methods/sessionmethods.h"
#include "gateway/methods/sessionrow.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString storeTemplate(const QJsonObject &effective, const QString &home)
{
    const QString path = effective["session"_L1]["store"_L1].toString();
    return path.isEmpty() ? path : absolutePath(path, home, home);
}

} // namespace

SessionService::SessionService(const InstancePaths &paths, const QJsonObject &effective,
                               ClientService &clients, Log &log, QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_store({.stateDir = paths.stateDir,
               .storeTemplate = storeTemplate(effective, paths.home),
               .rules = sessionKeyRules(effective),
               .report = [&log](const QString &text) {
                   log.error("sessions"_L1, text);
               }})
{
    connect(&m_store, &SessionStore::changed, this, &SessionService::announceChange);
    connect(&m_store, &SessionStore::appended, this, &SessionService::announceMessage);
    connect(&m_clients, &ClientService::clientGone, this,
            [this](const QString &connectionId) { m_subscriptions.forget(connectionId); });
}

SessionServices SessionService::services()
{
    return {.store = &m_store,
            .subscriptions = &m_subscriptions,
            .runs = &m_runs,
            .worker = &m_worker,
            .announce = [this](QLatin1StringView event, const QString &key, const QJsonObject &payload) {
                announce(event, key, payload);
            }};
}

void SessionService::addMethods(MethodTable &table)
{
    addSessionMethods(table, services());
    addSessionChangeMethods(table, services());
    addSessionCleanupMethod(table, services());
    addChatHistoryMethods(table, services());
    addUsageMethods(table, services());
}

void SessionService::announce(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload)
{
    if (m_holds) {
        m_held.append({event, sessionKey, payload});
        return;
    }
    const bool isTool = event == "agent"_L1 && payload["stream"_L1] == "tool"_L1;
    m_clients.broadcastIf(event, payload, [&](const Caller &caller) {
        return m_subscriptions.wants(caller, event, sessionKey) &&
               (!isTool || caller.caps.contains("tool-events"_L1));
    });
    if (isTool)
        announce("session.tool"_L1, sessionKey, payload);
}

void SessionService::answerFirst(const std::function<void()> &work)
{
    const bool outermost = !std::exchange(m_holds, true);
    work();
    if (!outermost)
        return;
    m_holds = false;
    const QList<HeldEvent> held = std::exchange(m_held, {});
    for (const HeldEvent &each : held)
        announce(each.event, each.sessionKey, each.payload);
}

void SessionService::announceChange(const SessionKey &key, const QString &reason)
{
    if (!m_subscriptions.hasFollowers())
        return;
    QJsonObject payload{{"sessionKey"_L1, key.text()},
                        {"agentId"_L1, key.agentId},
                        {"reason"_L1, reason},
                        {"ts"_L1, QDateTime::currentMSecsSinceEpoch()}};
    const auto entry = m_store.find(key);
    if (entry && *entry) {
        const SessionServices known = services();
        payload.insert("session"_L1, SessionRows(known, {}).row(key, **entry, {.derivedTitle = true}));
        payload.insert("sessionId"_L1, (*entry)->sessionId);
    }
    announce("sessions.changed"_L1, key.text(), payload);
}

void SessionService::announceMessage(const SessionKey &key, const TranscriptEntry &entry)
{
    if (entry.seq == 0)
        return;
    announce("session.message"_L1, key.text(), messageNews(key, entry, messageRow(entry)));
}

} // namespace wsagent
