#pragma once

#include "gateway/browser/page/pagebox.h"
#include "gateway/browser/page/tab.h"

namespace wsagent {

/// "e12", "@e12", "ref=e12" → "e12".
QString plainRef(const QString &spelling);

/// What a ref of the last snapshot stands for; an error that asks for a new snapshot.
BrowserResult<PageNode> nodeOf(const Tab &tab, const QString &ref);

/// The first element that a CSS selector finds in the main frame.
QCoro::Task<BrowserResult<PageNode>> nodeBySelector(TabPtr tab, QString selector);

/// Calls a function with the element as `this`; its value, which has to be JSON. `source`: a function
/// declaration. Waits for promises.
QCoro::Task<BrowserResult<QJsonValue>> callOn(TabPtr tab, PageNode node, QString source, QJsonArray arguments,
                                              std::chrono::milliseconds timeout);

/// The value of an expression in the main frame. Waits for promises.
QCoro::Task<BrowserResult<QJsonValue>> evaluate(TabPtr tab, QString expression,
                                                std::chrono::milliseconds timeout);

/// A value as it stands in a script.
QString scriptLiteral(const QJsonValue &value);
/// An expression that calls a function with a value. `function`: an expression itself.
QString callScript(QLatin1StringView function, const QJsonValue &argument);
/// The body of an async function that gives the value of an expression, or what the function that it is gives
/// when it is called with `argument`.
QString valueScript(const QString &source, const QString &argument = {});

/// Of `Runtime.evaluate` and `Runtime.callFunctionOn`: the value, or what the script has thrown.
BrowserResult<QJsonValue> scriptValue(const CdpAnswer &answer);

/// Where the element is, in CSS pixels of the viewport of the page.
QCoro::Task<BrowserResult<PageBox>> boxOf(TabPtr tab, PageNode node);

} // namespace wsagent
