#include "gateway/browser/page/navigationguard.h"

namespace wsagent {

using namespace Qt::StringLiterals;

NavigationGuard::NavigationGuard(TabPtr tab, NavigationRules rules)
    : m_tab(std::move(tab))
    , m_rules(std::move(rules))
{
    connect(m_tab.get(), &Tab::paused, this, &NavigationGuard::judge);
}

NavigationGuard::~NavigationGuard()
{
    m_tab->interception().releaseDocuments();
}

QCoro::Task<NavigationGuardPtr> NavigationGuard::put(TabPtr tab, NavigationRules rules)
{
    if (rules.isEverythingAllowed())
        co_return NavigationGuardPtr();
    const auto guard = std::make_shared<NavigationGuard>(tab, rules);
    const auto enabling = tab->interception().holdDocuments();
    const auto enabled = co_await enabling;
    if (!enabled)
        guard->m_denial = enabled.error();
    co_return guard;
}

QCoro::Task<> NavigationGuard::judge(QString session, QJsonObject params)
{
    const auto self = shared_from_this();
    const QUrl url(params["request"_L1]["url"_L1].toString(), QUrl::TolerantMode);
    const QJsonObject request{{"requestId"_L1, params["requestId"_L1]}};
    const auto checking = checkNavigation(url, m_rules);
    const auto checked = co_await checking;
    if (checked) {
        m_tab->callIn(session, "Fetch.continueRequest"_L1, request);
        co_return;
    }
    if (!m_denial)
        m_denial = checked.error();
    QJsonObject refusal = request;
    refusal.insert("errorReason"_L1, u"BlockedByClient"_s);
    m_tab->callIn(session, "Fetch.failRequest"_L1, refusal);
}

} // namespace wsagent
