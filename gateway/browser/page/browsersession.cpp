#include "gateway/browser/page/browsersession.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds lookAgain{20};
constexpr std::chrono::seconds loadPatience{20}; // of a page that is opened

BrowserError noTab(const QString &named)
{
    return {.status = 404, .message = u"tab not found: \"%1\""_s.arg(named.left(100))};
}

} // namespace

BrowserSession::BrowserSession(std::shared_ptr<CdpConnection> connection, Facts facts)
    : m_connection(std::move(connection))
    , m_facts(std::move(facts))
{
    connect(m_connection.get(), &CdpConnection::eventReceived, this, &BrowserSession::take);
    connect(m_connection.get(), &CdpConnection::closed, this, &BrowserSession::close);
}

BrowserSession::~BrowserSession()
{
    m_connection->disconnect(this);
    m_connection->close();
}

QCoro::Task<BrowserResult<void>> BrowserSession::begin(TabNames names)
{
    const auto self = shared_from_this();
    m_names = names;
    const auto discovering = m_connection->send("Target.setDiscoverTargets"_L1, {{"discover"_L1, true}});
    const auto discovered = co_await discovering;
    if (!discovered)
        co_return discovered.error();
    const auto refreshing = refresh();
    const auto refreshed = co_await refreshing;
    co_return refreshed;
}

void BrowserSession::close()
{
    const auto self = shared_from_this();
    m_pauses.callOff();
    m_connection->disconnect(this);
    m_connection->close();
    m_names = names();
    for (const TabPtr &tab : std::exchange(m_tabs, {}))
        tab->lost();
    emit closed();
}

void BrowserSession::take(const QString &session, const QString &method, const QJsonObject &params)
{
    if (session.isEmpty()) {
        if (method == "Target.targetCreated"_L1 || method == "Target.targetInfoChanged"_L1)
            takeTarget(params["targetInfo"_L1].toObject());
        else if (method == "Target.targetDestroyed"_L1)
            forget(params["targetId"_L1].toString());
        return;
    }
    const auto tab = std::find_if(m_tabs.begin(), m_tabs.end(),
                                  [&session](const TabPtr &each) { return each->owns(session); });
    if (tab != m_tabs.end()) {
        const TabPtr kept = *tab;
        kept->take(session, method, params);
    }
}

void BrowserSession::takeTarget(const QJsonObject &info)
{
    const QString url = info["url"_L1].toString();
    if (info["type"_L1] != "page"_L1 || url.startsWith("devtools:"_L1))
        return;
    const QString id = info["targetId"_L1].toString();
    const auto known =
        std::find_if(m_tabs.begin(), m_tabs.end(), [&id](const TabPtr &tab) { return tab->targetId == id; });
    const TabPtr tab = known != m_tabs.end() ? *known : named(id);
    if (!tab->isPrepared()) // else its own events tell, and this one may be older than them
        tab->url = url;
    tab->title = info["title"_L1].toString();
    if (known == m_tabs.end())
        m_tabs.push_back(tab);
}

/// A new one, or one that an earlier connection knew.
TabPtr BrowserSession::named(const QString &id)
{
    const auto known = m_names.tabs.find(id);
    if (known == m_names.tabs.end())
        return std::make_shared<Tab>(m_connection, id, u"t%1"_s.arg(++m_names.handles));
    const auto tab = std::make_shared<Tab>(m_connection, id, known->handle);
    tab->label = known->label;
    tab->isOurs = known->isOurs;
    tab->lastUsed = known->lastUsed;
    m_names.tabs.erase(known);
    return tab;
}

TabNames BrowserSession::names() const
{
    TabNames names = m_names;
    for (const TabPtr &tab : m_tabs)
        names.tabs.insert(tab->targetId, {tab->handle, tab->label, tab->isOurs, tab->lastUsed});
    return names;
}

void BrowserSession::forget(const QString &targetId)
{
    const auto gone = std::find_if(m_tabs.begin(), m_tabs.end(),
                                   [&targetId](const TabPtr &tab) { return tab->targetId == targetId; });
    if (gone == m_tabs.end())
        return;
    const TabPtr tab = *gone;
    m_tabs.erase(gone);
    tab->lost();
}

QCoro::Task<BrowserResult<void>> BrowserSession::refresh()
{
    const auto self = shared_from_this();
    const auto asking = m_connection->send("Target.getTargets"_L1);
    const auto answer = co_await asking;
    if (!answer)
        co_return answer.error();
    const QJsonArray infos = answer->value("targetInfos"_L1).toArray();
    for (const QJsonValue &info : infos)
        takeTarget(info.toObject());
    co_return BrowserResult<void>();
}

BrowserResult<TabPtr> BrowserSession::find(const QString &named) const
{
    const auto first = [this](const auto &fits) -> TabPtr {
        const auto tab = std::find_if(m_tabs.begin(), m_tabs.end(), fits);
        return tab == m_tabs.end() ? nullptr : *tab;
    };
    if (const TabPtr tab = first([&named](const TabPtr &each) { return each->targetId == named; }))
        return tab;
    if (const TabPtr tab = first([&named](const TabPtr &each) { return each->handle == named; }))
        return tab;
    if (const TabPtr tab =
            first([&named](const TabPtr &each) { return !named.isEmpty() && each->label == named; }))
        return tab;
    const auto begins = [&named](const TabPtr &each) {
        return !named.isEmpty() && each->targetId.startsWith(named, Qt::CaseInsensitive);
    };
    const auto count = std::count_if(m_tabs.begin(), m_tabs.end(), begins);
    if (count > 1)
        return BrowserError{.status = 409, .message = u"ambiguous target id prefix: \"%1\""_s.arg(named)};
    if (count == 0)
        return noTab(named);
    return first(begins);
}

QCoro::Task<BrowserResult<TabPtr>> BrowserSession::use(QString named)
{
    const auto self = shared_from_this();
    TabPtr tab;
    if (!named.isEmpty()) {
        const auto found = find(named);
        if (!found)
            co_return found.error();
        tab = *found;
    } else if (!m_tabs.empty()) {
        // The one used last; of those never used, the first.
        tab = *std::max_element(m_tabs.begin(), m_tabs.end(),
                                [](const TabPtr &a, const TabPtr &b) { return a->lastUsed < b->lastUsed; });
    } else if (m_facts.isManaged) {
        const auto opening = open(QUrl(u"about:blank"_s), {});
        auto opened = co_await opening;
        co_return opened;
    } else {
        co_return noTab({});
    }
    tab->lastUsed = ++m_names.uses;
    const auto preparing = tab->prepare();
    const auto prepared = co_await preparing;
    if (!prepared)
        co_return prepared.error();
    co_return tab;
}

/// Before one more is opened.
QCoro::Task<> BrowserSession::makeRoom()
{
    const auto self = shared_from_this();
    std::vector<TabPtr> own;
    std::copy_if(m_tabs.begin(), m_tabs.end(), std::back_inserter(own),
                 [](const TabPtr &tab) { return tab->isOurs; });
    if (!m_facts.isManaged || !m_facts.closesForgottenTabs || own.size() < mostOwnTabs)
        co_return;
    const TabPtr oldest = *std::min_element(
        own.begin(), own.end(), [](const TabPtr &a, const TabPtr &b) { return a->lastUsed < b->lastUsed; });
    const auto closing = closeTab(oldest);
    const auto done = co_await closing;
    Q_UNUSED(done) // one too many does less harm than none
}

QCoro::Task<BrowserResult<TabPtr>> BrowserSession::open(QUrl url, QString label)
{
    const auto self = shared_from_this();
    const auto checking = checkNavigation(url, m_facts.navigation());
    const auto checked = co_await checking;
    if (!checked)
        co_return checked.error();
    const auto room = makeRoom();
    co_await room;
    const auto creating = m_connection->send("Target.createTarget"_L1, {{"url"_L1, u"about:blank"_s}});
    const auto created = co_await creating;
    if (!created)
        co_return created.error();
    const QString id = created->value("targetId"_L1).toString();
    takeTarget({{"targetId"_L1, id}, {"type"_L1, u"page"_s}, {"url"_L1, u"about:blank"_s}});
    const auto found = find(id);
    if (!found)
        co_return found.error();
    const TabPtr tab = *found;
    m_front = id;
    tab->isOurs = true;
    tab->label = label;
    tab->lastUsed = ++m_names.uses;
    const auto preparing = tab->prepare();
    const auto prepared = co_await preparing;
    if (!prepared)
        co_return prepared.error();
    if (url.scheme() == "about"_L1)
        co_return tab;
    const auto navigating = navigate(tab, url, loadPatience);
    const auto navigated = co_await navigating;
    if (!navigated && navigated.error().status != 504)
        co_return navigated.error();
    co_return tab;
}

QCoro::Task<BrowserResult<void>> BrowserSession::closeTab(TabPtr tab)
{
    const auto self = shared_from_this();
    const auto closing = m_connection->send("Target.closeTarget"_L1, {{"targetId"_L1, tab->targetId}});
    const auto done = co_await closing;
    if (!done)
        co_return done.error();
    forget(tab->targetId);
    co_return BrowserResult<void>();
}

QCoro::Task<BrowserResult<void>> BrowserSession::bringToFront(TabPtr tab)
{
    const auto self = shared_from_this();
    if (m_front == tab->targetId)
        co_return BrowserResult<void>();
    const auto activating = m_connection->send("Target.activateTarget"_L1, {{"targetId"_L1, tab->targetId}});
    const auto done = co_await activating;
    if (!done)
        co_return done.error();
    m_front = tab->targetId;
    co_return BrowserResult<void>();
}

QCoro::Task<BrowserResult<void>> BrowserSession::navigate(TabPtr tab, QUrl url,
                                                          std::chrono::milliseconds timeout)
{
    const auto self = shared_from_this();
    const QDeadlineTimer deadline(timeout);
    const auto checking = checkNavigation(url, m_facts.navigation());
    const auto checked = co_await checking;
    if (!checked)
        co_return checked.error();
    const auto putting = NavigationGuard::put(tab, m_facts.navigation());
    const NavigationGuardPtr guard = co_await putting;
    tab->expectLoad();
    const QJsonObject where{{"url"_L1, QString::fromLatin1(url.toEncoded())}};
    const auto going = tab->call("Page.navigate"_L1, where, timeout);
    const auto gone = co_await going;
    if (guard && guard->denial())
        co_return *guard->denial();
    if (!gone)
        co_return gone.error();
    const QString failure = gone->value("errorText"_L1).toString();
    if (!failure.isEmpty())
        co_return BrowserError{.status = 502,
                               .message = u"%1 cannot be opened: %2"_s.arg(
                                   url.toDisplayString(QUrl::RemoveUserInfo).left(300), failure)};
    const bool isNewDocument = gone->contains("loaderId"_L1);
    if (isNewDocument) {
        const auto loading = until(
            tab, [tab] { return tab->isLoaded(); }, deadline);
        const bool loaded = co_await loading;
        if (!loaded && !tab->dialog())
            co_return timedOut(u"the page has not loaded within %1 s"_s.arg(timeout.count() / 1000));
    }
    const auto placing = checkPlace(tab, guard);
    const auto placed = co_await placing;
    co_return placed;
}

QCoro::Task<BrowserResult<void>> BrowserSession::checkPlace(TabPtr tab, NavigationGuardPtr guard)
{
    const auto self = shared_from_this();
    if (guard && guard->denial())
        co_return *guard->denial();
    const QUrl place(tab->url);
    const bool isOwnPage = place.scheme() == "chrome-error"_L1 || place.isEmpty();
    const NavigationJudgement judgement = judgeNavigation(place, m_facts.navigation());
    if (isOwnPage || judgement.verdict != NavigationJudgement::Verdict::Denied || !m_facts.isManaged)
        co_return BrowserResult<void>();
    const auto leaving = tab->call("Page.navigate"_L1, {{"url"_L1, u"about:blank"_s}});
    const auto left = co_await leaving;
    Q_UNUSED(left)
    co_return BrowserError{
        .status = 403,
        .message = u"navigation blocked: the page has led to %1 (%2)"_s.arg(
            place.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery).left(300), judgement.why),
        .code = u"navigation_blocked"_s};
}

QCoro::Task<bool> BrowserSession::until(TabPtr tab, std::function<bool()> holds, QDeadlineTimer deadline)
{
    const auto self = shared_from_this();
    while (!holds()) {
        if (deadline.hasExpired() || tab->isLost() || tab->dialog())
            co_return false;
        const auto pausing = pause(lookAgain);
        const bool passed = co_await pausing;
        if (!passed)
            co_return false;
    }
    co_return true;
}

QJsonObject toJson(const Tab &tab, const NavigationRules &rules)
{
    const bool isHidden =
        judgeNavigation(QUrl(tab.url), rules).verdict == NavigationJudgement::Verdict::Denied;
    QJsonObject json{{"targetId"_L1, tab.targetId},
                     {"suggestedTargetId"_L1, tab.label.isEmpty() ? tab.handle : tab.label},
                     {"tabId"_L1, tab.handle},
                     {"title"_L1, isHidden ? QString() : tab.title},
                     {"url"_L1, isHidden ? QString() : tab.url},
                     {"type"_L1, u"page"_s}};
    if (!tab.label.isEmpty())
        json.insert("label"_L1, tab.label);
    if (isHidden)
        json.insert("urlUnavailableReason"_L1, u"navigation_blocked"_s);
    return json;
}

} // namespace wsagent
