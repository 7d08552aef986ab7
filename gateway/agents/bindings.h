#pragma once

#include <QJsonArray>
#include <QString>

namespace wsagent {

/// Where a message came from, as far as it decides which agent answers.
struct BindingPlace
{
    QString channel = {};
    QString account = {};  ///< empty: "default"
    QString peerKind = {}; ///< dm, group, channel
    QString peerId = {};
    QString parentPeerId = {}; ///< of a thread: the conversation that it belongs to
    QString guildId = {};
    QString teamId = {};
};

/// The agent that `bindings` give the place to, by the order of `channels.md` 4; empty: the default agent.
QString boundAgent(const QJsonArray &bindings, const BindingPlace &place);

} // namespace wsagent
