#include "gateway/nodes/nodeevents.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestText = 16'000;
constexpr qsizetype longestKey = 512;
constexpr qsizetype longestOutput = 2000; // of a command, in the line about it

QString textOf(const QJsonObject &payload, QLatin1StringView name, qsizetype most = longestText)
{
    return payload[name].toString().trimmed().left(most);
}

/// "exec finished: make (exit 2): …", as far as it is told.
QString execLine(const QString &what, const QJsonObject &payload)
{
    QString line = u"exec %1: %2"_s.arg(what, textOf(payload, "command"_L1, longestOutput).simplified());
    if (payload["exitCode"_L1].isDouble())
        line += u" (exit %1)"_s.arg(payload["exitCode"_L1].toInt());
    if (payload["timedOut"_L1].toBool())
        line += u" (it took too long)"_s;
    const QString more = textOf(payload, what == "denied"_L1 ? "reason"_L1 : "output"_L1, longestOutput);
    return more.isEmpty() ? line : line + u": "_s + more;
}

} // namespace

std::optional<NodeEvent> nodeEventFrom(const QString &event, const QJsonObject &payload)
{
    NodeEvent known{.sessionKey = textOf(payload, "sessionKey"_L1, longestKey)};
    if (event == "voice.transcript"_L1) {
        known.text = textOf(payload, "text"_L1);
    } else if (event == "agent.request"_L1) {
        known.text = textOf(payload, "message"_L1);
        known.thinking = textOf(payload, "thinking"_L1, longestKey);
    } else if (event == "chat.subscribe"_L1 || event == "chat.unsubscribe"_L1) {
        known.kind = event == "chat.subscribe"_L1 ? NodeEvent::Kind::Follow : NodeEvent::Kind::Unfollow;
    } else if (event.startsWith("exec."_L1)) {
        const QString what = event.sliced(5);
        if (what != "started"_L1 && what != "finished"_L1 && what != "denied"_L1)
            return std::nullopt;
        known.kind = NodeEvent::Kind::Tell;
        known.wakes = what == "finished"_L1;
        known.text = execLine(what, payload);
    } else {
        return std::nullopt;
    }
    return known;
}

} // namespace wsagent
