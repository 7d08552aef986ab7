#include "gateway/browser/browserservice.h"

#include "gateway/browser/routes/browserroutes.h"

namespace wsagent {

using namespace Qt::StringLiterals;

void BrowserService::handle(const BrowserRequest &request, const Done &done)
{
    run(request, done);
}

void BrowserService::stop(const std::function<void()> &done)
{
    m_isStopped = true;
    m_stopped = done;
    endAll();
}

QCoro::Task<> BrowserService::endAll()
{
    const auto self = shared_from_this();
    std::vector<QCoro::Task<>> ending;
    const auto browsers = m_browsers;
    for (const BrowserPtr &browser : browsers)
        ending.push_back(browser->leave()); // all at once
    for (const auto &each : ending)
        co_await each;
    m_browsers.clear();
    if (const auto stopped = std::exchange(m_stopped, {}))
        stopped();
}

void BrowserService::abandon()
{
    m_isStopped = true;
    m_stopped = {};
    const auto browsers = std::exchange(m_browsers, {});
    for (const BrowserPtr &browser : browsers)
        browser->abandon();
}

BrowserResult<BrowserPtr> BrowserService::browser(const QString &profile)
{
    const BrowserSettings &now = settings();
    if (!now.enabled || m_isStopped)
        return BrowserError{.status = 503,
                            .message = m_isStopped ? u"the browser service stops"_s
                                                   : u"the browser is switched off (browser.enabled)"_s};
    const QString name = profile.isEmpty() ? now.defaultProfile : profile;
    if (!now.profiles.contains(name))
        return BrowserError{.status = 404,
                            .message = u"unknown browser profile \"%1\""_s.arg(name.left(100))};
    BrowserPtr &browser = m_browsers[name];
    if (!browser)
        browser = std::make_shared<Browser>(
            name,
            BrowserFacts{.settings = m.settings, .environment = m.environment, .home = m.home, .log = m.log});
    return browser;
}

QCoro::Task<> BrowserService::run(BrowserRequest request, Done done)
{
    const auto found = findRoute(request.method, request.path);
    if (!found) {
        done(toAnswer(found.error()));
        co_return;
    }
    const QString profile = request.query.contains("profile"_L1) ? request.query["profile"_L1].toString()
                                                                 : request.body["profile"_L1].toString();
    const auto mine = browser(profile);
    if (!mine) {
        done(toAnswer(mine.error()));
        co_return;
    }
    const RouteCall call{
        .service = shared_from_this(), .browser = *mine, .request = request, .argument = found->argument};
    const auto use = call.browser->use();
    const auto running = found->route->run(call);
    const auto result = co_await running;
    done(toAnswer(result));
}

} // namespace wsagent
