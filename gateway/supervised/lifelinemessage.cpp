#include "gateway/supervised/lifelinemessage.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestDrainMs = 3600 * 1000;
constexpr qsizetype longestText = 4000; // a line has to hold it in any case

QJsonObject toJson(const LifelineReady &ready)
{
    return {{"ready"_L1,
             QJsonObject{{"port"_L1, ready.port}, {"pid"_L1, ready.pid}, {"version"_L1, ready.version}}}};
}

QJsonObject toJson(const LifelineFailed &failed)
{
    return {{"failed"_L1, QJsonObject{{"message"_L1, failed.message.left(longestText)},
                                      {"exitCode"_L1, failed.exitCode}}}};
}

QJsonObject toJson(const LifelineDegraded &degraded)
{
    return {{"degraded"_L1, QJsonObject{{"reason"_L1, degraded.reason.left(longestText)}}}};
}

QJsonObject toJson(const LifelineStop &stop)
{
    return {{"stop"_L1, QJsonObject{{"drainMs"_L1, qint64(stop.drain.count())}}}};
}

} // namespace

QByteArray toLine(const LifelineMessage &message)
{
    const QJsonObject json = std::visit([](const auto &each) { return toJson(each); }, message);
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

Result<LifelineMessage> parseLifelineMessage(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    if (json.size() != 1 || !json.begin().value().isObject())
        return Error{u"no message of a lifeline"_s};
    const QString name = json.begin().key();
    const QJsonObject content = json.begin().value().toObject();
    if (name == "ready"_L1)
        return LifelineMessage(LifelineReady{.port = content["port"_L1].toInt(),
                                             .pid = content["pid"_L1].toInteger(),
                                             .version = content["version"_L1].toString()});
    if (name == "failed"_L1)
        return LifelineMessage(LifelineFailed{.message = content["message"_L1].toString(),
                                              .exitCode = content["exitCode"_L1].toInt()});
    if (name == "degraded"_L1)
        return LifelineMessage(LifelineDegraded{.reason = content["reason"_L1].toString()});
    if (name == "stop"_L1)
        return LifelineMessage(
            LifelineStop{.drain = std::chrono::milliseconds(
                             std::clamp(content["drainMs"_L1].toInteger(), qint64(0), longestDrainMs))});
    return Error{u"unknown message of a lifeline: %1"_s.arg(name.left(40))};
}

} // namespace wsagent
