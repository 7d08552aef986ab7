#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

BrowserError notForKind(const Browser &browser, const QString &what)
{
    return {.status = 501,
            .message = u"%1 is not possible for the browser profile \"%2\": somebody else runs it (%3)"_s.arg(
                what, browser.name(), kindName(browser.profile().kind)),
            .code = u"UNSUPPORTED"_s};
}

BrowserError notRunning(const Browser &browser)
{
    return {.status = 409, .message = u"browser not running: the profile \"%1\""_s.arg(browser.name())};
}

RouteResult status(RouteCall call) // NOLINT(performance-unnecessary-value-param): a coroutine keeps it
{
    const auto asking = call.browser->status();
    const auto state = co_await asking;
    co_return state;
}

RouteResult start(RouteCall call)
{
    const BrowserProfile profile = call.browser->profile();
    if (!profile.isManaged() && profile.problem.isEmpty())
        co_return notForKind(*call.browser, u"start"_s);
    if (call.browser->isOutdated()) {
        const auto stopping = call.browser->stop();
        const auto stopped = co_await stopping;
        if (!stopped)
            co_return stopped.error();
    }
    const auto starting = call.browser->start(call.request.flag("headless"_L1));
    const auto started = co_await starting;
    if (!started)
        co_return started.error();
    co_return QJsonObject{{"profile"_L1, call.browser->name()}};
}

RouteResult stop(RouteCall call)
{
    const auto stopping = call.browser->stop();
    const auto stopped = co_await stopping;
    if (!stopped)
        co_return stopped.error();
    co_return QJsonObject{{"stopped"_L1, *stopped}, {"profile"_L1, call.browser->name()}};
}

/// Without what tells where the page is.
QJsonObject hidden(QJsonObject row, const QString &reason)
{
    row.insert("title"_L1, QString());
    row.insert("url"_L1, QString());
    row.insert("urlUnavailableReason"_L1, reason);
    return row;
}

/// Where a page is, is told when it may be there, which for a name has to be looked up.
QCoro::Task<QJsonArray> tabRows(BrowserSessionPtr session)
{
    const NavigationRules rules = session->facts().navigation();
    const auto tabs = session->tabs();
    QHash<QString, Later<BrowserResult<void>>> checks; // by host, all at once
    for (const TabPtr &tab : tabs) {
        const NavigationJudgement judgement = judgeNavigation(QUrl(tab->url), rules);
        if (judgement.verdict == NavigationJudgement::Verdict::NeedsLookUp &&
            !checks.contains(judgement.host))
            checks.insert(judgement.host, checkNavigation(QUrl(tab->url), rules));
    }
    QJsonArray rows;
    for (const TabPtr &tab : tabs) {
        QJsonObject row = toJson(*tab, rules);
        const auto check = checks.constFind(judgeNavigation(QUrl(tab->url), rules).host);
        if (check != checks.cend()) {
            const Later<BrowserResult<void>> &checking = *check;
            const auto checked = co_await checking;
            if (!checked)
                row = hidden(row, checked.error().code);
        }
        rows += row;
    }
    co_return rows;
}

/// Of a browser that runs; nothing for one that does not, which is not started for this.
QCoro::Task<BrowserResult<BrowserSessionPtr>> runningSession(RouteCall call)
{
    if (call.browser->profile().isManaged() && !call.browser->isRunning())
        co_return BrowserSessionPtr();
    const auto connecting = call.browser->start(std::nullopt);
    const auto session = co_await connecting;
    if (!session)
        co_return session.error();
    const auto refreshing = (*session)->refresh();
    const auto refreshed = co_await refreshing;
    if (!refreshed)
        co_return refreshed.error();
    co_return *session;
}

RouteResult tabs(RouteCall call)
{
    const auto asking = runningSession(call);
    const auto session = co_await asking;
    if (!session && call.browser->profile().isManaged())
        co_return session.error();
    if (!session || !*session)
        co_return QJsonObject{{"running"_L1, false}, {"tabs"_L1, QJsonArray()}};
    const auto listing = tabRows(*session);
    const QJsonArray rows = co_await listing;
    co_return QJsonObject{{"running"_L1, true}, {"tabs"_L1, rows}};
}

RouteResult openTab(RouteCall call)
{
    const QString address = call.request.text("url"_L1).trimmed();
    if (address.isEmpty())
        co_return badRequest(u"url is required"_s);
    const QUrl url = QUrl(address);
    // What may not be opened does not start a browser either.
    const auto checking = checkNavigation(url, call.service->settings().navigation);
    const auto checked = co_await checking;
    if (!checked)
        co_return checked.error();
    const auto starting = call.browser->start(std::nullopt);
    const auto session = co_await starting;
    if (!session)
        co_return session.error();
    const auto opening = (*session)->open(url, call.request.text("label"_L1).left(100));
    const auto tab = co_await opening;
    if (!tab)
        co_return tab.error();
    const auto refreshing = (*session)->refresh(); // for the title
    const auto refreshed = co_await refreshing;
    Q_UNUSED(refreshed)
    co_return toJson(**tab, (*session)->facts().navigation());
}

/// A tab of a browser that runs, by name.
QCoro::Task<BrowserResult<TabCall>> namedTab(RouteCall call, QString named)
{
    const auto asking = runningSession(call);
    const auto session = co_await asking;
    if (!session)
        co_return session.error();
    if (!*session)
        co_return notRunning(*call.browser);
    const auto tab = (*session)->find(named);
    if (!tab)
        co_return tab.error();
    co_return TabCall{*session, *tab};
}

RouteResult show(TabCall call)
{
    const auto using_ = call.session->use(call.tab->targetId);
    const auto used = co_await using_;
    if (!used)
        co_return used.error();
    const auto fronting = call.session->bringToFront(call.tab);
    const auto fronted = co_await fronting;
    if (!fronted)
        co_return fronted.error();
    co_return QJsonObject{{"targetId"_L1, call.tab->targetId}};
}

RouteResult shut(TabCall call)
{
    const auto closing = call.session->closeTab(call.tab);
    const auto closed = co_await closing;
    if (!closed)
        co_return closed.error();
    co_return QJsonObject{{"targetId"_L1, call.tab->targetId}};
}

RouteResult focusTab(RouteCall call)
{
    const QString named = call.request.text("targetId"_L1);
    if (named.isEmpty())
        co_return badRequest(u"targetId is required"_s);
    const auto finding = namedTab(call, named);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto showing = show(*found);
    const auto shown = co_await showing;
    co_return shown;
}

RouteResult closeTab(RouteCall call)
{
    const auto finding = namedTab(call, call.argument);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto closing = shut(*found);
    const auto closed = co_await closing;
    co_return closed;
}

/// What `POST /tabs/action` does to one of the tabs of a session.
QCoro::Task<BrowserResult<QJsonObject>> doToTab(RouteCall call, BrowserSessionPtr session, QString action)
{
    const QJsonValue index = call.request.value("index"_L1);
    const QString named = call.request.text("targetId"_L1);
    const auto at = size_t(index.toInt(0));
    BrowserResult<TabPtr> tab = BrowserError{.status = 404, .message = u"tab not found"_s};
    if (!named.isEmpty())
        tab = session->find(named);
    else if (index.toInt(0) >= 0 && at < session->tabs().size())
        tab = session->tabs().at(at);
    if (!tab)
        co_return tab.error();
    const TabCall mine{session, *tab};
    if (action == "label"_L1) {
        mine.tab->label = call.request.text("label"_L1).left(100);
        co_return QJsonObject{{"targetId"_L1, mine.tab->targetId}};
    }
    const auto doing = action == "close"_L1 ? shut(mine) : show(mine);
    const auto done = co_await doing;
    co_return done;
}

RouteResult tabAction(RouteCall call)
{
    const QString action = call.request.text("action"_L1);
    if (action == "list"_L1) {
        const auto listing = tabs(call);
        const auto listed = co_await listing;
        co_return listed;
    }
    if (action == "new"_L1) {
        if (call.request.text("url"_L1).isEmpty())
            call.request.body.insert("url"_L1, u"about:blank"_s);
        const auto opening = openTab(call);
        const auto opened = co_await opening;
        if (!opened)
            co_return opened.error();
        co_return QJsonObject{{"tab"_L1, *opened}};
    }
    if (action != "close"_L1 && action != "select"_L1 && action != "label"_L1)
        co_return badRequest(u"action must be list|new|close|select|label"_s);
    const auto asking = runningSession(call);
    const auto session = co_await asking;
    if (!session)
        co_return session.error();
    if (!*session)
        co_return notRunning(*call.browser);
    const auto doing = doToTab(call, *session, action);
    const auto done = co_await doing;
    co_return done;
}

constexpr std::array routes = {BrowserRoute{"GET", "/", status},
                               BrowserRoute{"POST", "/start", start},
                               BrowserRoute{"POST", "/stop", stop},
                               BrowserRoute{"GET", "/tabs", tabs},
                               BrowserRoute{"POST", "/tabs/open", openTab},
                               BrowserRoute{"POST", "/tabs/focus", focusTab},
                               BrowserRoute{"POST", "/tabs/action", tabAction},
                               BrowserRoute{"DELETE", "/tabs/:targetId", closeTab}};

} // namespace

std::span<const BrowserRoute> lifeRoutes()
{
    return routes;
}

} // namespace wsagent
