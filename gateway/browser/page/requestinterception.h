#pragma once

#include "gateway/browser/cdp/cdpconnection.h"

#include <QSet>

#include <optional>

namespace wsagent {

class Tab;

/// What a page is let in with when a server asks for a name and a password (HTTP authentication).
struct PageCredentials
{
    QString username = {};
    QString password = {};
    /// Whom they are for. Empty: for the site that the page is led to next, and for no other one afterwards,
    /// so that no page can lead them away.
    QString origin = {};
};

/// The domain Fetch of one page: a single switch that several have reasons to turn on. Requests that nobody
/// holds go on their way.
class RequestInterception
{
public:
    explicit RequestInterception(Tab &tab)
        : m_tab(tab)
    {}
    Q_DISABLE_COPY_MOVE(RequestInterception)

    /// From now on `Tab::paused` tells of documents that are about to be fetched; each has to be continued.
    Later<CdpAnswer> holdDocuments();
    /// As often as they were held.
    void releaseDocuments();
    /// Nothing: none any more.
    Later<CdpAnswer> setCredentials(std::optional<PageCredentials> credentials);

    /// Fetch.requestPaused and Fetch.authRequired of the page.
    void take(const QString &session, const QString &method, const QJsonObject &params);

private:
    Later<CdpAnswer> apply();
    void bind(const QJsonObject &request);
    void answerChallenge(const QString &session, const QJsonObject &params);
    bool isFor(const QJsonObject &challenge) const;

    Tab &m_tab;
    std::optional<PageCredentials> m_credentials;
    QString m_boundBy;     ///< the request that has told whom they are for
    QSet<QString> m_tried; ///< requests that the credentials did not help
    int m_holders = 0;
};

} // namespace wsagent
