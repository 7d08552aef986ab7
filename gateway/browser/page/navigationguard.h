#pragma once

#include "gateway/browser/page/navigationpolicy.h"
#include "gateway/browser/page/tab.h"

namespace wsagent {

/// While it lives, the documents that a page asks for come only from where the rules let it go: redirects and
/// what a click leads to as well. It is there for the time of one action, because it costs every document a
/// round trip.
class NavigationGuard : public QObject, public std::enable_shared_from_this<NavigationGuard>
{
    Q_OBJECT

public:
    /// Null when the rules allow everything.
    static QCoro::Task<std::shared_ptr<NavigationGuard>> put(TabPtr tab, NavigationRules rules);

    NavigationGuard(TabPtr tab, NavigationRules rules);
    ~NavigationGuard() override;

    const std::optional<BrowserError> &denial() const { return m_denial; }

private:
    QCoro::Task<> judge(QString session, QJsonObject params);

    TabPtr m_tab;
    NavigationRules m_rules;
    std::optional<BrowserError> m_denial;
};

using NavigationGuardPtr = std::shared_ptr<NavigationGuard>;

} // namespace wsagent
