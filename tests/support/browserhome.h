#pragma once

#include "gateway/browser/browserservice.h"
#include "tests/support/runninggateway.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <unistd.h>

namespace wsagent::test {

/// The browser that is installed here; empty without one.
inline QString installedBrowser()
{
    for (const char *path : {"/usr/bin/chromium", "/usr/bin/google-chrome"}) {
        if (QFileInfo(QLatin1StringView(path)).isExecutable())
            return QLatin1StringView(path);
    }
    return {};
}

/// Settings for a real browser in a test: without a window, and on pages of this host.
inline QJsonObject browserConfig()
{
    const QJsonArray hosts{QStringLiteral("127.0.0.1"), QStringLiteral("localhost")};
    return {{QStringLiteral("headless"), true},
            {QStringLiteral("noSandbox"), ::getuid() == 0}, // Chromium wants it so
            {QStringLiteral("executablePath"), installedBrowser()},
            {QStringLiteral("ssrfPolicy"), QJsonObject{{QStringLiteral("allowedHostnames"), hosts}}}};
}

/// The browser service of an instance that has nothing else.
class BrowserHome
{
public:
    explicit BrowserHome(const QJsonObject &browser = browserConfig())
        : base(freeBase())
    {
        configure(browser);
        service = std::make_shared<BrowserService>(
            BrowserServiceFacts{.settings = [this]() -> const BrowserSettings & { return m_settings; },
                                .environment = [this] { return environment; },
                                .home = m_directory.path(),
                                .stateDir = m_directory.filePath(QStringLiteral("state")),
                                .log =
                                    [this](const QString &message) {
                                        log += message;
                                    }});
    }
    ~BrowserHome()
    {
        service->abandon();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the browsers end here
    }

    void configure(const QJsonObject &browser)
    {
        m_settings = browserSettings({{QStringLiteral("browser"), browser}}, {.base = base},
                                     m_directory.filePath(QStringLiteral("state")), m_directory.path());
    }
    void stopIdleAfter(std::chrono::milliseconds time) { m_settings.idleStop = time; }
    QString path(const QString &name) const { return m_directory.filePath(name); }

    /// Asks; the answer is there when it has come.
    using Awaited = std::shared_ptr<std::optional<BrowserAnswer>>;
    Awaited begin(const QByteArray &method, const QString &path, const QJsonObject &values = {}) const
    {
        BrowserRequest request{.method = method, .path = path};
        (method == "POST" ? request.body : request.query) = values;
        const auto answer = std::make_shared<std::optional<BrowserAnswer>>();
        service->handle(request, [answer](const BrowserAnswer &given) { *answer = given; });
        return answer;
    }
    static BrowserAnswer wait(const Awaited &answer)
    {
        for (QElapsedTimer waited; !*answer;) {
            if (!waited.isValid())
                waited.start();
            if (waited.elapsed() > 60'000)
                return {.status = 0, .body = {{QStringLiteral("error"), QStringLiteral("no answer")}}};
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        }
        return **answer;
    }
    BrowserAnswer ask(const QByteArray &method, const QString &path, const QJsonObject &values = {}) const
    {
        return wait(begin(method, path, values));
    }

    const int base;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    std::shared_ptr<BrowserService> service;
    QStringList log;

private:
    QTemporaryDir m_directory;
    BrowserSettings m_settings;
};

} // namespace wsagent::test
