#include "app/supervisor/gatewaystatus.h"

#include <QDateTime>
#include <QTimeZone>

namespace wsagent {

using namespace Qt::StringLiterals;

QString wireName(GatewayState state)
{
    QString key = QString::fromLatin1(QMetaEnum::fromType<GatewayState>().valueToKey(int(state)));
    key[0] = key[0].toLower();
    return key;
}

QJsonObject toJson(const GatewayStatus &status)
{
    const QDateTime since = QDateTime::fromMSecsSinceEpoch(status.sinceMs, Qt::UTC);
    QJsonObject json{{"profile"_L1, status.profile},
                     {"state"_L1, wireName(status.state)},
                     {"service"_L1, status.isService},
                     {"restarts"_L1, status.restarts},
                     {"since"_L1, since.toString(Qt::ISODateWithMs)}};
    if (status.pid > 0)
        json["pid"_L1] = status.pid;
    if (status.port > 0)
        json["port"_L1] = status.port;
    for (const auto &[key, text] :
         {std::pair("version"_L1, status.version), std::pair("message"_L1, status.message),
          std::pair("fix"_L1, status.fix)}) {
        if (!text.isEmpty())
            json[key] = text;
    }
    return json;
}

GatewayStatus gatewayStatusFromJson(const QJsonObject &json)
{
    QString key = json["state"_L1].toString();
    if (!key.isEmpty())
        key[0] = key[0].toUpper();
    bool known = false;
    const int state = QMetaEnum::fromType<GatewayState>().keyToValue(key.toLatin1().constData(), &known);
    return {.profile = json["profile"_L1].toString(),
            .state = known ? GatewayState(state) : GatewayState::Stopped,
            .isService = json["service"_L1].toBool(),
            .pid = json["pid"_L1].toInteger(),
            .port = json["port"_L1].toInt(),
            .version = json["version"_L1].toString(),
            .restarts = json["restarts"_L1].toInt(),
            .message = json["message"_L1].toString(),
            .fix = json["fix"_L1].toString(),
            .sinceMs =
                QDateTime::fromString(json["since"_L1].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch()};
}

QString toLine(const GatewayStatus &status, qsizetype nameWidth)
{
    QStringList details;
    if (status.isService)
        details += u"service"_s;
    if (status.serves())
        details += u"port %1, pid %2"_s.arg(status.port).arg(status.pid);
    if (status.restarts > 0)
        details += status.restarts == 1 ? u"restarted once"_s : u"restarted %1 times"_s.arg(status.restarts);
    if (!status.message.isEmpty())
        details += status.message;
    QString line = status.profile.leftJustified(nameWidth) + u"  "_s +
                   wireName(status.state).leftJustified(9) + u"  "_s + details.join("; "_L1);
    if (!status.fix.isEmpty())
        line += u"  try: "_s + status.fix;
    return line.trimmed();
}

} // namespace wsagent
