#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QMetaEnum>

namespace wsagent {

/// The version of the words between a supervisor and its clients. The first request of a client names it.
constexpr int controlProtocol = 1;

/// `{"id": 7, "do": "stop", "profile": "main", "drainMs": 5000}`
struct ControlRequest
{
    Q_GADGET

public:
    enum class Verb { Hello, List, Start, Stop, Restart, Subscribe, Shutdown };
    Q_ENUM(Verb)

    qint64 id = 0;
    Verb verb = Verb::Hello;
    QString profile = {};
    int protocol = controlProtocol; ///< of a hello
    int drainMs = -1;               ///< negative: the usual time
    bool usage = false;             ///< of a list: with processor time and memory

    bool operator==(const ControlRequest &) const = default;
};

using ControlVerb = ControlRequest::Verb;

QString wireName(ControlVerb verb); ///< "stop"
QByteArray toLine(const ControlRequest &request);
Result<ControlRequest> parseControlRequest(const QByteArray &line);

/// `{"id": 7, "ok": true, "payload": …}`
QByteArray controlAnswer(qint64 id, const QJsonObject &payload);
/// `{"id": 7, "ok": false, "error": …}`
QByteArray controlRefusal(qint64 id, const Error &error);
/// `{"event": "profile", "payload": …}`
QByteArray controlEvent(QLatin1StringView name, const QJsonObject &payload);

/// What came back.
struct ControlAnswer
{
    qint64 id = 0;
    QString event = {}; ///< not empty: not an answer, but something that happened
    Result<QJsonObject> result = QJsonObject();
};

Result<ControlAnswer> parseControlAnswer(const QByteArray &line);

} // namespace wsagent
