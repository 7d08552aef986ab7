#pragma once

#include <QNetworkRequest>
#include <QObject>

#include <memory>
#include <vector>

class QNetworkAccessManager;
class QNetworkReply;

namespace wsagent {

/// Connections to model providers. A QNetworkAccessManager keeps at most six connections to one server, which
/// would make the seventh conversation wait for the first: there are as many managers as it takes, none
/// before the first request, and no more than one after a busy time. Servers on this machine are never asked
/// through a proxy.
class NetworkPool : public QObject
{
public:
    explicit NetworkPool(QObject *parent = nullptr);
    ~NetworkPool() override;

    /// Deleted by the caller. Redirections are not followed: a credential goes where it was meant to go.
    QNetworkReply *post(QNetworkRequest request, const QByteArray &body);
    QNetworkReply *get(QNetworkRequest request);

    std::size_t size() const { return m_lanes.size(); }

private:
    struct Lane
    {
        std::unique_ptr<QNetworkAccessManager> manager;
        bool direct = false;
        int replies = 0;
    };

    QNetworkAccessManager &take(bool direct);
    QNetworkReply *watched(QNetworkReply *reply);
    void released(const QNetworkAccessManager *manager);

    std::vector<Lane> m_lanes;
};

/// localhost and the addresses of this machine's loopback.
bool isLoopback(const QUrl &url);

} // namespace wsagent
