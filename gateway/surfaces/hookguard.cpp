#include "gateway/surfaces/hookguard.h"

#include "gateway/secrets/secretcompare.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString tokenOf(const HttpRequest &head)
{
    const QByteArray authorization = head.field("authorization");
    if (authorization.toLower().startsWith("bearer "))
        return QString::fromUtf8(authorization.mid(7).trimmed());
    for (const QByteArrayView name : {"x-ws-agent-token", "x-openclaw-token"}) {
        if (head.has(name))
            return QString::fromUtf8(head.field(name));
    }
    return {};
}

} // namespace

std::optional<HttpResponse> HookGuard::refusal(const HttpRequest &head, const HttpPeer &peer,
                                               const QString &token, qint64 nowMs)
{
    if (head.queryItem(u"token"_s))
        return HttpResponse::text(400, "the token belongs into the header Authorization");
    const QString client = peer.address.toString();
    std::deque<qint64> &failures = m_failures[client];
    while (!failures.empty() && failures.front() <= nowMs - windowMs)
        failures.pop_front();
    if (failures.size() >= mostFailures) {
        const qint64 wait = (failures.front() + windowMs - nowMs + 999) / 1000;
        return HttpResponse::text(429, "Too Many Requests").with("Retry-After", QByteArray::number(wait));
    }
    if (equalSecrets(tokenOf(head), token)) {
        m_failures.remove(client);
        return std::nullopt;
    }
    failures.push_back(nowMs);
    if (m_failures.size() > mostClients)
        m_failures.clear(); // so many addresses are an attack by itself; none of them is waited for
    return HttpResponse::text(401, "Unauthorized");
}

} // namespace wsagent
