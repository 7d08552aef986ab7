#include "gateway/nodechat.h"

#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFollowed = 64; // sessions, by one connection

} // namespace

Result<SessionKey> NodeChat::sessionOf(const Caller &node, const QString &name) const
{
    Automation &automation = m.automation();
    if (!name.isEmpty())
        return automation.session(name, {});
    return automation.session(u"node-"_s + node.deviceId, automation.mainSession().agentId);
}

Result<void> NodeChat::take(const Caller &node, const NodeEvent &event)
{
    const auto key = sessionOf(node, event.sessionKey);
    if (!key)
        return key.error();
    switch (event.kind) {
    case NodeEvent::Kind::Follow: {
        QSet<QString> &followed = m_followers[node.connectionId];
        if (followed.size() >= mostFollowed)
            return Error{u"a node follows %1 sessions at most"_s.arg(mostFollowed)};
        followed.insert(key->text());
        return {};
    }
    case NodeEvent::Kind::Unfollow:
        m_followers[node.connectionId].remove(key->text());
        return {};
    case NodeEvent::Kind::Tell:
        m.automation().tell(*key, event.text, event.wakes);
        return {};
    case NodeEvent::Kind::Say:
        break;
    }
    if (event.text.isEmpty())
        return Error{u"the node has said nothing"_s};
    const auto accepted =
        m.conversations().accept({.key = *key,
                                  .runId = QUuid::createUuid().toString(QUuid::WithoutBraces),
                                  .text = event.text,
                                  .channel = u"node"_s,
                                  .thinking = event.thinking,
                                  .isOwner = false});
    return accepted ? Result<void>() : accepted.error();
}

void NodeChat::pass(QLatin1StringView event, const QString &sessionKey, const QJsonObject &payload) const
{
    for (auto it = m_followers.begin(); it != m_followers.end(); ++it) {
        if (it->contains(sessionKey))
            m.send(it.key(), event, payload);
    }
}

} // namespace wsagent
