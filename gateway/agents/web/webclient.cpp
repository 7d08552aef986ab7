#include "gateway/agents/web/webclient.h"

#include <QHostInfo>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void lookUpByName(const QString &host, QObject *context,
                  const std::function<void(const QList<QHostAddress> &)> &found)
{
    QHostInfo::lookupHost(host, context, [found](const QHostInfo &info) { found(info.addresses()); });
}

/// One page, with the steps that lead there. Deletes itself when it is done.
class Fetch : public QObject
{
public:
    Fetch(QNetworkAccessManager &network, WebClient::LookUp lookUp, WebRequest request, WebClient::Done done)
        : QObject(&network)
        , m_network(network)
        , m_lookUp(std::move(lookUp))
        , m_request(std::move(request))
        , m_done(std::move(done))
    {
        QTimer::singleShot(m_request.timeout, this,
                           [this] { fail(u"it took longer than %1 s"_s.arg(m_request.timeout.count())); });
    }

    void step()
    {
        const QString host = m_request.url.host();
        if (const QHostAddress literal(host); !literal.isNull())
            return connectTo({literal});
        // A name that ends with a dot is the same name.
        m_lookUp(host.endsWith(u'.') ? host.chopped(1) : host, this,
                 [this](const QList<QHostAddress> &addresses) { connectTo(addresses); });
    }

    void fail(const QString &why)
    {
        finish(Error{
            u"%1: %2"_s.arg(m_request.url.toDisplayString().left(200), why), {}, ErrorKind::Unreachable});
    }

    void finish(const Result<WebAnswer> &result)
    {
        if (const WebClient::Done done = std::exchange(m_done, nullptr)) {
            if (m_reply) {
                m_reply->disconnect(this);
                m_reply->abort();
            }
            deleteLater();
            done(result);
        }
    }

private:
    void connectTo(const QList<QHostAddress> &addresses)
    {
        if (addresses.isEmpty())
            return fail(u"there is no such host"_s);
        // One bad address among good ones is a trick as well.
        for (const QHostAddress &address : addresses) {
            if (!m_request.addresses.allows(m_request.url, address))
                return fail(u"it lies in a private network, which is not fetched"_s);
        }
        const QHostAddress &address = addresses.first();
        QUrl direct = m_request.url;
        direct.setHost(address.toString());
        QNetworkRequest request(direct);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setPeerVerifyName(m_request.url.host());
        request.setRawHeader(
            "Host",
            m_request.url.host().toUtf8() +
                (m_request.url.port() > 0 ? ":" + QByteArray::number(m_request.url.port()) : QByteArray()));
        for (const auto &[name, value] : m_request.headers)
            request.setRawHeader(name, value);
        m_reply = m_network.get(request);
        m_reply->setParent(this);
        connect(m_reply, &QNetworkReply::readyRead, this, &Fetch::read);
        connect(m_reply, &QNetworkReply::finished, this, &Fetch::onFinished);
    }

    void read()
    {
        m_answer.body += m_reply->read(m_request.mostBytes + 1 - m_answer.body.size());
        if (m_answer.body.size() <= m_request.mostBytes)
            return;
        m_answer.body.truncate(m_request.mostBytes);
        m_answer.cut = true;
        complete();
    }

    void onFinished()
    {
        read();
        if (!m_done)
            return;
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        const QUrl target = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        if (status >= 300 && status < 400 && !target.isEmpty())
            return redirect(target);
        if (status == 0)
            return fail(m_reply->errorString());
        complete();
    }

    void redirect(const QUrl &target)
    {
        if (m_request.redirects-- <= 0)
            return fail(u"it redirects too often"_s);
        const auto next = webAddress(m_request.url.resolved(target).toString());
        if (!next)
            return fail(u"it redirects to what is not fetched: %1"_s.arg(next.error().message));
        if (next->host() != m_request.url.host())
            m_request.headers.removeIf([](const auto &header) {
                return header.first.toLower() == "authorization" ||
                       header.first.toLower() == "x-subscription-token";
            });
        m_request.url = *next;
        m_answer = {};
        m_reply->deleteLater();
        m_reply = nullptr;
        step();
    }

    void complete()
    {
        m_answer.url = m_request.url;
        m_answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        m_answer.contentType = m_reply->header(QNetworkRequest::ContentTypeHeader).toString();
        finish(m_answer);
    }

    QNetworkAccessManager &m_network;
    WebClient::LookUp m_lookUp;
    WebRequest m_request;
    WebClient::Done m_done;
    WebAnswer m_answer;
    QPointer<QNetworkReply> m_reply;
};

} // namespace

WebClient::WebClient()
    : WebClient(lookUpByName)
{}

WebClient::WebClient(LookUp lookUp)
    : m_lookUp(std::move(lookUp))
{}

ToolAbort WebClient::get(const WebRequest &request, const Done &done)
{
    if (!m_network) {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_network->setProxy(QNetworkProxy::NoProxy); // a proxy would look names up itself
    }
    const QPointer<Fetch> fetch(new Fetch(*m_network, m_lookUp, request, done));
    fetch->step();
    return [fetch] {
        if (fetch)
            fetch->finish(Error{u"aborted"_s});
    };
}

} // namespace wsagent
