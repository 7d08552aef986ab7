#include "gateway/browser/page/pagecapture.h"
#include "gateway/browser/page/pagelabels.h"
#include "gateway/browser/page/pagesnapshot.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostLabels = 150; // of one picture: more nobody can tell apart

/// A snapshot, with a picture of what it names.
RouteResult addLabels(RouteCall call, TabCall found, QJsonObject snapshot)
{
    const auto fronting = found.session->bringToFront(found.tab);
    const auto fronted = co_await fronting;
    if (!fronted)
        co_return fronted.error();
    const int most = call.request.number("maxLabels"_L1, mostLabels, 1, mostLabels);
    const auto drawing =
        labelledScreenshot(found.tab, snapshot["refs"_L1].toObject(), most, call.service->media());
    const auto picture = co_await drawing;
    if (!picture)
        co_return picture.error();
    for (auto it = picture->begin(); it != picture->end(); ++it)
        snapshot.insert(it.key(), *it);
    co_return snapshot;
}

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
        co_return blockedByDialog(*found->tab);
    const auto taking = takeSnapshot(found->tab, *options);
    const auto taken = co_await taking;
    if (!taken || !call.request.has("labels"_L1))
        co_return taken;
    const auto labelling = addLabels(call, *found, *taken);
    const auto labelled = co_await labelling;
    co_return labelled;
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

/// What is kept of what a page has done; forgotten afterwards when that is asked for.
RouteResult kept(RouteCall call, QLatin1StringView member,
                 QJsonArray (*read)(const TabRecords &, const BrowserRequest &), void (TabRecords::*forget)())
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    TabRecords &records = found->tab->records;
    const QJsonArray list = read(records, call.request);
    if (call.request.has("clear"_L1))
        (records.*forget)();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {member, list}};
}

RouteResult console(RouteCall call)
{
    const auto read = [](const TabRecords &records, const BrowserRequest &request) {
        return records.console(request.text("level"_L1));
    };
    return kept(call, "messages"_L1, read, &TabRecords::clearConsole);
}

RouteResult errors(RouteCall call)
{
    const auto read = [](const TabRecords &records, const BrowserRequest &) {
        return records.errors();
    };
    return kept(call, "errors"_L1, read, &TabRecords::clearErrors);
}

RouteResult requests(RouteCall call)
{
    const auto read = [](const TabRecords &records, const BrowserRequest &request) {
        return records.requests(request.text("filter"_L1));
    };
    return kept(call, "requests"_L1, read, &TabRecords::clearRequests);
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
