#pragma once

#include "gateway/base/result.h"
#include "gateway/protocol/protocolerror.h"

#include <QByteArray>
#include <QJsonValue>

namespace wsagent {

/// What a client asks (`gateway-protocol.md` 2).
struct RequestFrame
{
    QString id = {};
    QString method = {};
    QJsonValue params = QJsonValue::Undefined;

    bool operator==(const RequestFrame &) const = default;
};

/// A message that is no request.
struct BadFrame
{
    bool isJson = false;
    QString id = {};    ///< to answer to; "invalid" when the message has none
    QString where = {}; ///< "at /traceparent: must not have more than 128 characters"

    bool operator==(const BadFrame &) const = default;
};

Result<RequestFrame, BadFrame> parseRequest(const QByteArray &message);

QByteArray responseText(const QString &id, const QJsonValue &payload);
QByteArray errorText(const QString &id, const ProtocolError &error);

struct StateVersion
{
    qint64 presence = 0;
    qint64 health = 0;

    bool operator==(const StateVersion &) const = default;
};

QJsonObject toJson(StateVersion version);

/// An event, serialised once for all who get it; only the number is each one's own.
class EventText
{
public:
    EventText(QLatin1StringView event, const QJsonValue &payload, std::optional<StateVersion> version = {});

    QByteArray numbered(qint64 seq) const;
    const QByteArray &unnumbered() const { return m_text; }

private:
    QByteArray m_text;
};

} // namespace wsagent
