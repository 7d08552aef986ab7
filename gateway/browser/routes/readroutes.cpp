#include "gateway/browser/page/pagecapture.h"
#include "gateway/browser/page/pagesnapshot.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

RouteResult snapshot(RouteCall call)
{
    const auto options = snapshotOptions(call.request, call.service->settings().efficientSnapshots);
    if (!options)
        co_return options.error();
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    if (found->tab->dialog())
        co_return BrowserError{.status = 409,
                               .message = u"a dialog is open; answer it first (browser dialog)"_s,
                               .code = u"BLOCKED_BY_DIALOG"_s,
                               .more = dialogReport(*found->tab)};
    const auto taking = takeSnapshot(found->tab, *options);
    const auto taken = co_await taking;
    co_return taken;
}

RouteResult screenshot(RouteCall call)
{
    const auto wanted = screenshotRequest(call.request);
    if (!wanted)
        co_return wanted.error();
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto fronting = found->session->bringToFront(found->tab);
    const auto fronted = co_await fronting;
    if (!fronted)
        co_return fronted.error();
    const auto taking = takeScreenshot(found->tab, *wanted, call.service->media());
    const auto taken = co_await taking;
    co_return taken;
}

RouteResult pdf(RouteCall call)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto printing = printPdf(found->tab, call.service->media());
    const auto printed = co_await printing;
    co_return printed;
}

RouteResult console(RouteCall call)
{
    const QString level = call.request.text("level"_L1);
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    TabRecords &records = found->tab->records;
    const QJsonArray messages = records.console(level);
    if (call.request.has("clear"_L1))
        records.clearConsole();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {"messages"_L1, messages}};
}

RouteResult errors(RouteCall call)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    TabRecords &records = found->tab->records;
    const QJsonArray list = records.errors();
    if (call.request.has("clear"_L1))
        records.clearErrors();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {"errors"_L1, list}};
}

RouteResult requests(RouteCall call)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    TabRecords &records = found->tab->records;
    const QJsonArray list = records.requests(call.request.text("filter"_L1));
    if (call.request.has("clear"_L1))
        records.clearRequests();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {"requests"_L1, list}};
}

constexpr std::array routes = {
    BrowserRoute{"GET", "/snapshot", snapshot}, BrowserRoute{"POST", "/screenshot", screenshot},
    BrowserRoute{"POST", "/pdf", pdf},          BrowserRoute{"GET", "/console", console},
    BrowserRoute{"GET", "/errors", errors},     BrowserRoute{"GET", "/requests", requests}};

} // namespace

std::span<const BrowserRoute> readRoutes()
{
    return routes;
}

} // namespace wsagent
