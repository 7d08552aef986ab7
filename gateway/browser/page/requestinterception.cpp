#include "gateway/browser/page/requestinterception.h"

#include "gateway/browser/page/tab.h"

#include <QJsonArray>
#include <QUrl>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostTried = 1000;

bool isDocument(const QJsonObject &params)
{
    return params["resourceType"_L1] == "Document"_L1;
}

/// Scheme, host and port, in one spelling.
QString originOf(const QUrl &url)
{
    const int usual = url.scheme() == "https"_L1 ? 443 : 80;
    return url.host().isEmpty() ? QString()
                                : u"%1://%2:%3"_s.arg(url.scheme(), url.host()).arg(url.port(usual));
}

} // namespace

Later<CdpAnswer> RequestInterception::holdDocuments()
{
    ++m_holders;
    return apply();
}

void RequestInterception::releaseDocuments()
{
    --m_holders;
    if (!m_tab.isLost())
        apply();
}

Later<CdpAnswer> RequestInterception::setCredentials(std::optional<PageCredentials> credentials)
{
    m_credentials = std::move(credentials);
    m_tried.clear();
    m_boundBy.clear();
    return apply();
}

Later<CdpAnswer> RequestInterception::apply()
{
    if (m_holders == 0 && !m_credentials)
        return m_tab.call("Fetch.disable"_L1);
    // Only what is held is asked about its credentials.
    const QJsonObject pattern =
        m_credentials ? QJsonObject{{"urlPattern"_L1, u"*"_s}}
                      : QJsonObject{{"resourceType"_L1, u"Document"_s}, {"requestStage"_L1, u"Request"_s}};
    return m_tab.call("Fetch.enable"_L1, {{"patterns"_L1, QJsonArray{pattern}},
                                          {"handleAuthRequests"_L1, m_credentials.has_value()}});
}

void RequestInterception::take(const QString &session, const QString &method, const QJsonObject &params)
{
    bind(params);
    if (method == "Fetch.authRequired"_L1)
        answerChallenge(session, params);
    else if (m_holders > 0 && isDocument(params))
        emit m_tab.paused(session, params);
    else
        m_tab.callIn(session, "Fetch.continueRequest"_L1, {{"requestId"_L1, params["requestId"_L1]}});
}

/// The first document that is asked for after the credentials were given says whom they are for; where it is
/// redirected to as well.
void RequestInterception::bind(const QJsonObject &request)
{
    const bool isThePage = isDocument(request) && request["frameId"_L1] == m_tab.targetId;
    const QString id = request["networkId"_L1].toString();
    if (!m_credentials || !isThePage || (!m_credentials->origin.isEmpty() && id != m_boundBy))
        return;
    m_boundBy = id;
    m_credentials->origin = originOf(QUrl(request["request"_L1]["url"_L1].toString()));
}

bool RequestInterception::isFor(const QJsonObject &challenge) const
{
    const QString origin = originOf(QUrl(challenge["origin"_L1].toString()));
    return m_credentials && challenge["source"_L1] != "Proxy"_L1 && !origin.isEmpty() &&
           originOf(QUrl(m_credentials->origin)) == origin;
}

void RequestInterception::answerChallenge(const QString &session, const QJsonObject &params)
{
    const QString id = params["requestId"_L1].toString();
    QJsonObject response{{"response"_L1, u"CancelAuth"_s}};
    if (isFor(params["authChallenge"_L1].toObject()) && !m_tried.contains(id)) {
        if (m_tried.size() >= mostTried)
            m_tried.clear();
        m_tried.insert(id);
        response = {{"response"_L1, u"ProvideCredentials"_s},
                    {"username"_L1, m_credentials->username},
                    {"password"_L1, m_credentials->password}};
    }
    m_tab.callIn(session, "Fetch.continueWithAuth"_L1,
                 {{"requestId"_L1, id}, {"authChallengeResponse"_L1, response}});
}

} // namespace wsagent
