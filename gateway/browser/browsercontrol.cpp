#include "gateway/browser/browsercontrol.h"

#include "gateway/net/httpoperators.h"

#include <QJsonDocument>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds guessing{200}; // how long a wrong secret waits for its answer

HttpResponse plainError(int status, const QString &message)
{
    return HttpResponse::json(status, {{"error"_L1, message}});
}

bool isLoopbackPage(const QByteArray &address)
{
    const QUrl url(QString::fromLatin1(address), QUrl::StrictMode);
    return url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
}

QJsonObject queryOf(const QByteArray &query)
{
    QJsonObject values;
    QString text = QString::fromLatin1(query);
    text.replace(u'+', "%20"_L1);
    const auto items = QUrlQuery(text).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items)
        values.insert(name, value);
    return values;
}

} // namespace

bool namesControl(const HttpRequest &head, quint16 port)
{
    const QByteArray suffix = ':' + QByteArray::number(port);
    return head.host == "127.0.0.1" + suffix || head.host == "localhost" + suffix ||
           head.host == "[::1]" + suffix;
}

bool isForeignChange(const HttpRequest &head)
{
    if (head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS")
        return false;
    if (head.field("sec-fetch-site") == "cross-site")
        return true;
    if (head.has("origin"))
        return !isLoopbackPage(head.field("origin"));
    return head.has("referer") && !isLoopbackPage(head.field("referer"));
}

QStringList offeredSecrets(const HttpRequest &head)
{
    QStringList secrets;
    if (const auto bearer = bearerOf(head))
        secrets += *bearer;
    if (head.has("x-ws-agent-password"))
        secrets += QString::fromUtf8(head.field("x-ws-agent-password"));
    const QByteArray authorization = head.field("authorization");
    constexpr QByteArrayView scheme = "basic ";
    if (authorization.size() > scheme.size() &&
        authorization.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0) {
        const QByteArray user = QByteArray::fromBase64(authorization.sliced(scheme.size()).trimmed());
        if (const qsizetype colon = user.indexOf(':'); colon >= 0)
            secrets += QString::fromUtf8(user.sliced(colon + 1));
    }
    return secrets;
}

BrowserControl::BrowserControl(Facts facts)
    : m(std::move(facts))
    , m_server(*this)
{}

BrowserControl::~BrowserControl() = default;

Result<void> BrowserControl::listen(quint16 port)
{
    return m_server.listen({QHostAddress(QHostAddress::LocalHost)}, port);
}

HttpAdmission BrowserControl::admit(const HttpRequest &head, const HttpPeer &)
{
    if (!namesControl(head, port()) || isForeignChange(head))
        return HttpAdmission::refuse(plainError(403, u"Forbidden"_s));
    if (head.method == "OPTIONS")
        return HttpAdmission::refuse({.status = 204});
    const QStringList secrets = offeredSecrets(head);
    if (!std::any_of(secrets.begin(), secrets.end(), m.isSecret)) {
        const HttpResponse response = plainError(401, u"Unauthorized"_s).with("WWW-Authenticate", "Bearer");
        return {.denial = HttpDenial{.response = response,
                                     .delay = secrets.isEmpty() ? std::chrono::milliseconds(0) : guessing}};
    }
    return {.bodyLimit = largestBody};
}

void BrowserControl::serve(HttpCall call, HttpResponder responder)
{
    BrowserRequest request{
        .method = call.request.method, .path = call.request.path, .query = queryOf(call.request.query)};
    if (!call.request.body.trimmed().isEmpty()) {
        const QJsonDocument body = QJsonDocument::fromJson(call.request.body);
        if (!body.isObject())
            return responder.send(plainError(400, u"the body has to be a JSON object"_s));
        request.body = body.object();
    }
    const auto waiting = std::make_shared<HttpResponder>(std::move(responder));
    m.handle(request, [waiting](const BrowserAnswer &answer) {
        waiting->send(HttpResponse::json(answer.status, answer.body));
    });
}

} // namespace wsagent
