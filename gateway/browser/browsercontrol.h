#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/net/httpserver.h"

namespace wsagent {

/// The control port: HTTP on 127.0.0.1 only, for programs of this user that have the secret (`browser.md` 1).
class BrowserControl : public HttpService
{
public:
    static constexpr qint64 largestBody = 1024 * 1024; ///< bytes

    struct Facts
    {
        std::function<bool(const QString &given)> isSecret; ///< in constant time
        std::function<void(const BrowserRequest &, const std::function<void(const BrowserAnswer &)> &)>
            handle;
    };

    explicit BrowserControl(Facts facts);
    ~BrowserControl() override;

    Result<void> listen(quint16 port);
    quint16 port() const { return m_server.port(); }

    HttpAdmission admit(const HttpRequest &head, const HttpPeer &peer) override;
    void serve(HttpCall call, HttpResponder responder) override;
    void upgrade(const HttpRequest &, const HttpPeer &, std::unique_ptr<ByteStream>,
                 const QByteArray &) override
    {}

private:
    Facts m;
    HttpServer m_server;
};

// The checks before anything is kept of a request. Pure.

/// Whether it names this very service: a page that resolves its own name to this machine does not.
bool namesControl(const HttpRequest &head, quint16 port);
/// Whether it comes from a page elsewhere and would change something.
bool isForeignChange(const HttpRequest &head);
/// The secrets that it offers: as bearer, as X-Ws-Agent-Password, as the password of Basic.
QStringList offeredSecrets(const HttpRequest &head);

} // namespace wsagent
