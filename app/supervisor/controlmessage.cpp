#include "app/supervisor/controlmessage.h"

#include <QJsonDocument>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestDrainMs = 3600 * 1000;
constexpr qsizetype longestName = 64;

QByteArray toBytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool needsProfile(ControlVerb verb)
{
    return verb == ControlVerb::Start || verb == ControlVerb::Stop || verb == ControlVerb::Restart;
}

std::optional<ControlVerb> verbFromString(QString text)
{
    if (text.isEmpty() || !text[0].isLower())
        return std::nullopt;
    text[0] = text[0].toUpper();
    bool known = false;
    const int value = QMetaEnum::fromType<ControlVerb>().keyToValue(text.toLatin1().constData(), &known);
    return known ? std::optional(ControlVerb(value)) : std::nullopt;
}

Error usage(const QString &message)
{
    return {message, u"ws-agent supervisor --help"_s, ErrorKind::Usage};
}

} // namespace

QString wireName(ControlVerb verb)
{
    return QString::fromLatin1(QMetaEnum::fromType<ControlVerb>().valueToKey(int(verb))).toLower();
}

QByteArray toLine(const ControlRequest &request)
{
    QJsonObject json{{"id"_L1, request.id}, {"do"_L1, wireName(request.verb)}};
    if (request.verb == ControlVerb::Hello)
        json["protocol"_L1] = request.protocol;
    if (!request.profile.isEmpty())
        json["profile"_L1] = request.profile;
    if (request.drainMs >= 0)
        json["drainMs"_L1] = request.drainMs;
    if (request.usage)
        json["usage"_L1] = true;
    return toBytes(json);
}

Result<ControlRequest> parseControlRequest(const QByteArray &line)
{
    QJsonParseError parse;
    const QJsonObject json = QJsonDocument::fromJson(line, &parse).object();
    if (parse.error != QJsonParseError::NoError || json.isEmpty())
        return usage(u"a request is one JSON object on one line"_s);
    const auto verb = verbFromString(json["do"_L1].toString());
    if (!verb)
        return usage(u"unknown request: %1"_s.arg(json["do"_L1].toString().left(longestName)));
    ControlRequest request{.id = json["id"_L1].toInteger(),
                           .verb = *verb,
                           .profile = json["profile"_L1].toString(),
                           .protocol = json["protocol"_L1].toInt(),
                           .drainMs = json["drainMs"_L1].toInt(-1),
                           .usage = json["usage"_L1].toBool()};
    if (*verb != ControlVerb::Hello)
        request.protocol = controlProtocol;
    request.drainMs = std::clamp(request.drainMs, -1, longestDrainMs);
    if (needsProfile(*verb) == request.profile.isEmpty() || request.profile.size() > longestName)
        return usage(u"%1 %2 the name of a profile"_s.arg(
            wireName(*verb), needsProfile(*verb) ? u"needs"_s : u"does not take"_s));
    return request;
}

QByteArray controlAnswer(qint64 id, const QJsonObject &payload)
{
    return toBytes({{"id"_L1, id}, {"ok"_L1, true}, {"payload"_L1, payload}});
}

QByteArray controlRefusal(qint64 id, const Error &error)
{
    const QString kind = error.kind == ErrorKind::NotFound   ? u"not_found"_s
                         : error.kind == ErrorKind::Conflict ? u"conflict"_s
                         : error.kind == ErrorKind::Usage    ? u"usage"_s
                                                             : u"failed"_s;
    return toBytes(
        {{"id"_L1, id},
         {"ok"_L1, false},
         {"error"_L1, QJsonObject{{"type"_L1, kind}, {"message"_L1, error.message}, {"fix"_L1, error.fix}}}});
}

QByteArray controlEvent(QLatin1StringView name, const QJsonObject &payload)
{
    return toBytes({{"event"_L1, name}, {"payload"_L1, payload}});
}

Result<ControlAnswer> parseControlAnswer(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    if (json.isEmpty())
        return Error{u"the supervisor answered with what is no JSON object"_s};
    ControlAnswer answer{.id = json["id"_L1].toInteger(), .event = json["event"_L1].toString()};
    if (answer.event.isEmpty() && !json["ok"_L1].toBool()) {
        const QJsonObject error = json["error"_L1].toObject();
        const QString kind = error["type"_L1].toString();
        answer.result =
            Error{error["message"_L1].toString(u"the supervisor refused"_s), error["fix"_L1].toString(),
                  kind == "not_found"_L1  ? ErrorKind::NotFound
                  : kind == "conflict"_L1 ? ErrorKind::Conflict
                  : kind == "usage"_L1    ? ErrorKind::Usage
                                          : ErrorKind::Failed};
        return answer;
    }
    answer.result = json["payload"_L1].toObject();
    return answer;
}

} // namespace wsagent
