#pragma once

#include "gateway/net/hostpolicy.h"
#include "gateway/net/router.h"

namespace wsagent {

/// Lets requests in: refuses strangers before anything is kept for them (D8), finds the route of the others.
class HttpGate : public HttpService
{
public:
    /// Takes over the stream of an upgrade; a refusal beforehand keeps it from being asked.
    struct Upgrades
    {
        std::function<std::optional<HttpResponse>(const HttpRequest &, const HttpPeer &)> refusal;
        std::function<void(const HttpRequest &, const HttpPeer &, std::unique_ptr<ByteStream>,
                           const QByteArray &)>
            take;
    };

    struct Counts
    {
        quint64 admitted = 0;
        quint64 denied = 0;
    };

    Router &router() { return m_router; }
    const Counts &counts() const { return m_counts; }
    void setRules(HostRules rules) { m_rules = std::move(rules); }
    const HostRules &rules() const { return m_rules; }
    void setUpgrades(Upgrades upgrades) { m_upgrades = std::move(upgrades); }
    /// Upgrades of certain paths. Whoever takes them looks at their origin: the own pages are not all that
    /// ask there.
    struct UpgradeRoute
    {
        std::function<bool(const QString &path)> wants;
        decltype(Upgrades::refusal) refusal;
        decltype(Upgrades::take) take;
    };
    void addUpgrade(UpgradeRoute route) { m_upgradeRoutes.push_back(std::move(route)); }
    /// With every answer from now on; empty: nothing.
    void setStrictTransport(const QByteArray &value) { m_strictTransport = value; }
    QByteArray strictTransport() const override { return m_strictTransport; }
    /// From now on new requests get 503.
    void shut() { m_shut = true; }

    HttpAdmission admit(const HttpRequest &head, const HttpPeer &peer) override;
    void serve(HttpCall call, HttpResponder responder) override;
    void upgrade(const HttpRequest &request, const HttpPeer &peer, std::unique_ptr<ByteStream> stream,
                 const QByteArray &unread) override;

private:
    HttpAdmission decide(const HttpRequest &head, const HttpPeer &peer);
    HttpAdmission admitUpgrade(const HttpRequest &head, const HttpPeer &peer) const;

    Router m_router;
    Counts m_counts;
    HostRules m_rules;
    const UpgradeRoute *upgradeRoute(const QString &path) const;

    Upgrades m_upgrades;
    std::vector<UpgradeRoute> m_upgradeRoutes;
    QByteArray m_strictTransport;
    bool m_shut = false;
};

} // namespace wsagent
