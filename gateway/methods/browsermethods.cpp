#include "gateway/methods/browsermethods.h"

#include <QCoreApplication>
#include <QTimer>

#include <array>
#include <memory>
#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape text{.kind = Kind::String, .most = 2048};
constexpr ParamShape map{.kind = Kind::Object, .open = true};
constexpr ParamShape anything{};
constexpr ParamShape milliseconds{.kind = Kind::Integer, .least = 1, .most = 3'600'000};
constexpr std::array requestMembers = {ParamMember{"method", &text}, ParamMember{"path", &text},
                                       ParamMember{"query", &map}, ParamMember{"body", &anything},
                                       ParamMember{"timeoutMs", &milliseconds}};
constexpr ParamShape requestShape{.kind = Kind::Object, .members = requestMembers};

ProtocolError errorOf(const BrowserAnswer &answer)
{
    QJsonObject details = answer.body;
    details.insert("status"_L1, answer.status);
    const auto code =
        answer.status >= 500 ? ProtocolError::Code::Unavailable : ProtocolError::Code::InvalidRequest;
    return {.code = code, .message = answer.body["error"_L1].toString(), .details = details};
}

void request(const BrowserServices &services, const MethodCall &call, Reply reply)
{
    const QString method = call.params["method"_L1].toString().toUpper();
    const QString path = call.params["path"_L1].toString();
    if (method.isEmpty() || path.isEmpty())
        return reply.fail(invalidRequest(u"method and path are required"_s));
    if (method != "GET"_L1 && method != "POST"_L1 && method != "DELETE"_L1)
        return reply.fail(invalidRequest(u"method must be GET, POST, or DELETE"_s));
    const QJsonValue body = call.params["body"_L1];
    if (!body.isUndefined() && !body.isNull() && !body.isObject())
        return reply.fail(invalidRequest(u"body must be an object"_s));
    const bool isState = method == "GET"_L1 && path == "/"_L1;
    const auto waiting = std::make_shared<std::optional<Reply>>(std::move(reply));
    const auto answer = [waiting, isState, url = services.controlUrl](const BrowserAnswer &given) {
        if (!*waiting)
            return; // the client's time was over
        Reply mine = *std::exchange(*waiting, std::nullopt);
        if (given.status >= 400)
            return mine.fail(errorOf(given));
        QJsonObject payload = given.body;
        if (isState && url().isEmpty())
            payload.insert("control"_L1, u"unavailable"_s);
        else if (isState)
            payload.insert("controlUrl"_L1, url());
        mine.ok(payload);
    };
    if (const int patience = call.params["timeoutMs"_L1].toInt(); patience > 0) {
        QTimer::singleShot(patience, QCoreApplication::instance(), [answer] {
            answer({.status = 504,
                    .body = {{"error"_L1, u"the browser has not answered in time"_s},
                             {"code"_L1, u"TIMEOUT"_s}}});
        });
    }
    services.handle({.method = method.toLatin1(),
                     .path = path,
                     .query = call.params["query"_L1].toObject(),
                     .body = body.toObject()},
                    answer);
}

} // namespace

void addBrowserMethods(MethodTable &table, const BrowserServices &services)
{
    table.add({.name = u"browser.request"_s,
               .scope = u"operator.write"_s,
               .shape = &requestShape,
               .run = [services](const MethodCall &call, Reply reply) {
                   request(services, call, std::move(reply));
               }});
}

} // namespace wsagent
