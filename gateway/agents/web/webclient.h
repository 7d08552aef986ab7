#pragma once

#include "gateway/agents/tool.h"
#include "gateway/agents/web/addresspolicy.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>

namespace wsagent {

/// What to get, and how far to go for it.
struct WebRequest
{
    QUrl url = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    AddressPolicy addresses = {};
    int redirects = 3;
    qint64 mostBytes = 5 * 1024 * 1024; ///< more is cut
    std::chrono::seconds timeout{30};
};

struct WebAnswer
{
    QUrl url = {}; ///< after redirects
    int status = 0;
    QString contentType = {};
    QByteArray body = {};
    bool cut = false;
};

/// Gets pages for tools. The name of a host is looked up once for each step, its addresses are checked, and
/// the connection goes to the very address that has been checked: nobody can change it in between.
class WebClient
{
public:
    using Done = std::function<void(const Result<WebAnswer> &)>;
    /// Addresses of a name; empty when there are none. For tests.
    using LookUp = std::function<void(const QString &host, QObject *context,
                                      const std::function<void(const QList<QHostAddress> &)> &)>;

    WebClient();
    explicit WebClient(LookUp lookUp);

    ToolAbort get(const WebRequest &request, const Done &done);

private:
    LookUp m_lookUp;
    std::unique_ptr<QNetworkAccessManager> m_network; ///< made for the first request
};

} // namespace wsagent
