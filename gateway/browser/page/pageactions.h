#pragma once

#include "gateway/browser/page/browsersession.h"

namespace wsagent {

/// `POST /act`: one thing done to a page (`browser.md` 6.3).
struct ActCall
{
    BrowserSessionPtr session;
    TabPtr tab;
    QJsonObject action = {}; ///< `kind` and what belongs to it
    bool mayEvaluate = true;
};

/// Carries it out under a navigation guard, waits for what it makes the page load, and tells whether a dialog
/// is in the way.
QCoro::Task<BrowserResult<QJsonObject>> act(ActCall call);

/// What is wrong with an action before anything is done; nothing when it can be tried.
std::optional<BrowserError> actObjection(const QJsonObject &action, bool mayEvaluate);

QStringList actKinds();

} // namespace wsagent
