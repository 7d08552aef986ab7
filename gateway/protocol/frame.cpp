#include "gateway/protocol/frame.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestTraceparent = 128;
constexpr qsizetype longestProfileId = 128;

/// Empty when the text fits.
QString objection(const QJsonObject &frame, QLatin1StringView member, qsizetype longest = 0)
{
    const QJsonValue value = frame.value(member);
    if (!value.isString())
        return u"at /%1: must be string"_s.arg(member);
    if (value.toString().isEmpty())
        return u"at /%1: must not have fewer than 1 characters"_s.arg(member);
    if (longest > 0 && value.toString().size() > longest)
        return u"at /%1: must not have more than %2 characters"_s.arg(member).arg(longest);
    return {};
}

/// Empty when the frame is in order.
QString objections(const QJsonObject &frame)
{
    QStringList found;
    for (const auto member : {"type"_L1, "id"_L1, "method"_L1}) {
        if (!frame.contains(member))
            found += u"must have required property '%1'"_s.arg(member);
    }
    for (auto it = frame.begin(); it != frame.end(); ++it) {
        const QString name = it.key();
        QString text;
        if (name == "type"_L1)
            text = it.value() == "req"_L1 ? QString() : u"at /type: must be equal to constant"_s;
        else if (name == "id"_L1 || name == "method"_L1)
            text = objection(frame, name == "id"_L1 ? "id"_L1 : "method"_L1);
        else if (name == "traceparent"_L1 && !it.value().toString().isEmpty())
            text = objection(frame, "traceparent"_L1, longestTraceparent);
        else if (name == "traceparent"_L1 && !it.value().isString())
            text = u"at /traceparent: must be string"_s;
        else if (name == "expectedProfileId"_L1)
            text = objection(frame, "expectedProfileId"_L1, longestProfileId);
        else if (name != "params"_L1 && name != "traceparent"_L1)
            text = u"at root: unexpected property '%1'"_s.arg(name);
        if (!text.isEmpty())
            found += text;
    }
    return found.join("; "_L1);
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

Result<RequestFrame, BadFrame> parseRequest(const QByteArray &message)
{
    // Qt reads documents only; clients may send any JSON value.
    QJsonParseError failure;
    const QJsonDocument document = QJsonDocument::fromJson('[' + message + ']', &failure);
    if (failure.error != QJsonParseError::NoError || document.array().size() != 1)
        return BadFrame{};
    const QJsonValue value = document[0];
    if (!value.isObject())
        return BadFrame{.isJson = true, .id = u"invalid"_s, .where = u"must be object"_s};
    const QJsonObject frame = value.toObject();
    const QString id = frame.value("id"_L1).toString();
    if (const QString found = objections(frame); !found.isEmpty())
        return BadFrame{.isJson = true, .id = id.isEmpty() ? u"invalid"_s : id, .where = found};
    return RequestFrame{
        .id = id, .method = frame.value("method"_L1).toString(), .params = frame.value("params"_L1)};
}

QByteArray responseText(const QString &id, const QJsonValue &payload)
{
    QJsonObject frame{{"type"_L1, u"res"_s}, {"id"_L1, id}, {"ok"_L1, true}};
    if (!payload.isUndefined())
        frame.insert("payload"_L1, payload);
    return compact(frame);
}

QByteArray errorText(const QString &id, const ProtocolError &error)
{
    return compact({{"type"_L1, u"res"_s}, {"id"_L1, id}, {"ok"_L1, false}, {"error"_L1, toJson(error)}});
}

QJsonObject toJson(StateVersion version)
{
    return {{"presence"_L1, version.presence}, {"health"_L1, version.health}};
}

EventText::EventText(QLatin1StringView event, const QJsonValue &payload, std::optional<StateVersion> version)
{
    QJsonObject frame{{"type"_L1, u"event"_s}, {"event"_L1, QString(event)}};
    if (!payload.isUndefined())
        frame.insert("payload"_L1, payload);
    if (version)
        frame.insert("stateVersion"_L1, toJson(*version));
    m_text = compact(frame);
}

QByteArray EventText::numbered(qint64 seq) const
{
    QByteArray text;
    text.reserve(m_text.size() + 32);
    text.append(m_text).chop(1);
    text.append(",\"seq\":").append(QByteArray::number(seq)).append('}');
    return text;
}

} // namespace wsagent
