#include "gateway/llm/networkpool.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostReplies = 6; // connections to one host of one manager
constexpr qint64 readBuffer = 1024 * 1024;

void prepare(QNetworkRequest &request)
{
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // one stream, one connection
    // Compressed events come late, and small bytes may become many.
    request.setRawHeader("Accept-Encoding", "identity");
}

} // namespace

bool isLoopback(const QUrl &url)
{
    const QString host = url.host();
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) || QHostAddress(host).isLoopback();
}

NetworkPool::NetworkPool(QObject *parent)
    : QObject(parent)
{}

NetworkPool::~NetworkPool() = default;

QNetworkReply *NetworkPool::post(QNetworkRequest request, const QByteArray &body)
{
    prepare(request);
    return watched(take(isLoopback(request.url())).post(request, body));
}

QNetworkReply *NetworkPool::get(QNetworkRequest request)
{
    prepare(request);
    return watched(take(isLoopback(request.url())).get(request));
}

QNetworkAccessManager &NetworkPool::take(bool direct)
{
    const auto free = std::find_if(m_lanes.begin(), m_lanes.end(), [direct](const Lane &lane) {
        return lane.direct == direct && lane.replies < mostReplies;
    });
    if (free != m_lanes.end()) {
        ++free->replies;
        return *free->manager;
    }
    auto manager = std::make_unique<QNetworkAccessManager>();
    if (direct)
        manager->setProxy(QNetworkProxy::NoProxy);
    m_lanes.push_back({.manager = std::move(manager), .direct = direct, .replies = 1});
    return *m_lanes.back().manager;
}

QNetworkReply *NetworkPool::watched(QNetworkReply *reply)
{
    reply->setReadBufferSize(readBuffer);
    const QNetworkAccessManager *manager = reply->manager();
    connect(reply, &QObject::destroyed, this, [this, manager] { released(manager); });
    return reply;
}

void NetworkPool::released(const QNetworkAccessManager *manager)
{
    const auto lane = std::find_if(m_lanes.begin(), m_lanes.end(),
                                   [manager](const Lane &each) { return each.manager.get() == manager; });
    if (lane == m_lanes.end() || --lane->replies > 0 || m_lanes.size() == 1)
        return;
    lane->manager.release()->deleteLater(); // not now: its reply is just being destroyed
    m_lanes.erase(lane);
}

} // namespace wsagent
