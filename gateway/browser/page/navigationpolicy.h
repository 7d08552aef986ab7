#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/browser/browsersettings.h"
#include "gateway/browser/cdp/later.h"

#include <QHostAddress>

namespace wsagent {

/// What can be said of an address without looking its host up.
struct NavigationJudgement
{
    enum class Verdict { Allowed, Denied, NeedsLookUp };

    Verdict verdict = Verdict::Allowed;
    QString why = {};  ///< of a denial
    QString host = {}; ///< to look up

    bool operator==(const NavigationJudgement &) const = default;
};

/// http, https and about:blank only; blocked names first, then allowed ones, then what an address that is
/// written as a number is (`browser.md` 8). Pure.
NavigationJudgement judgeNavigation(const QUrl &url, const NavigationRules &rules);
/// Whether one address of a host may be visited.
bool isAddressAllowed(const QHostAddress &address, const NavigationRules &rules);
/// Whether a name is meant by a list of exact names and "*.example.com", which does not mean "example.com".
bool isListedHost(const QString &host, const QStringList &patterns);

/// Judges, and looks the host up where that is needed: every address has to pass. The error is
/// `navigation_blocked`. The browser looks it up again: this is no firewall.
Later<BrowserResult<void>> checkNavigation(const QUrl &url, const NavigationRules &rules);

} // namespace wsagent
