#pragma once

#include "gateway/browser/browser.h"
#include "gateway/browser/page/mediafolder.h"

namespace wsagent {

/// What the browser service needs of the gateway.
struct BrowserServiceFacts
{
    std::function<const BrowserSettings &()> settings;
    std::function<QProcessEnvironment()> environment; ///< without secrets of the gateway
    QString home = {};
    QString stateDir = {};
    std::function<void(const QString &message)> log;
    /// A CDP port that nobody needs, for a new profile (`profiles-and-ports.md` 3.4).
    std::function<Later<BrowserResult<int>>()> allocatePort = {};
    /// Writes `browser.profiles.<name>` into the config, which is taken over at once; null takes it out.
    std::function<Later<BrowserResult<void>>(const QString &name, const QJsonValue &profile)> writeProfile =
        {};
};

/// The browsers of one instance, and everything that can be asked of them (`browser.md` 6). The control
/// port, the method `browser.request` and the agent's tool come here. Nothing is made before somebody asks.
class BrowserService : public std::enable_shared_from_this<BrowserService>
{
public:
    using Done = std::function<void(const BrowserAnswer &)>;

    explicit BrowserService(BrowserServiceFacts facts)
        : m(std::move(facts))
    {}
    ~BrowserService() { abandon(); }
    Q_DISABLE_COPY_MOVE(BrowserService)

    /// `done` is called once, maybe before this returns.
    void handle(const BrowserRequest &request, const Done &done);
    /// Ends every browser that was started, others are let go of; `done` when that is so. Nothing is served
    /// any more.
    void stop(const std::function<void()> &done);
    /// The same at once: browsers are killed.
    void abandon();

    const BrowserSettings &settings() const { return m.settings(); }
    const BrowserServiceFacts &facts() const { return m; }
    MediaFolder media() const { return MediaFolder(m.stateDir + QLatin1StringView("/media/browser")); }
    /// The browser of a profile of the config; empty: the default one. 404 for another name.
    BrowserResult<BrowserPtr> browser(const QString &profile);
    /// Its profile has gone.
    void forget(const QString &profile) { m_browsers.remove(profile); }
    /// Null when it has never been asked for.
    BrowserPtr known(const QString &profile) const { return m_browsers.value(profile); }

private:
    QCoro::Task<> run(BrowserRequest request, Done done);
    QCoro::Task<> endAll();

    BrowserServiceFacts m;
    QHash<QString, BrowserPtr> m_browsers;
    std::function<void()> m_stopped; ///< to be told
    bool m_isStopped = false;
};

} // namespace wsagent
