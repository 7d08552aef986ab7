#pragma once

#include "gateway/browser/browsersettings.h"
#include "gateway/browser/cdp/cdpdiscovery.h"
#include "gateway/browser/launch/browserprocess.h"
#include "gateway/browser/launch/executables.h"
#include "gateway/browser/launch/launchbreaker.h"
#include "gateway/browser/launch/launchplan.h"
#include "gateway/browser/page/browsersession.h"

#include <QElapsedTimer>
#include <QTimer>

namespace wsagent {

/// What a browser needs to know of the gateway it belongs to.
struct BrowserFacts
{
    std::function<const BrowserSettings &()> settings;
    std::function<QProcessEnvironment()> environment; ///< without secrets of the gateway
    QString home = {};
    std::function<void(const QString &message)> log;
};

/// The browser of one profile: started or found, driven, ended.
class Browser : public QObject, public std::enable_shared_from_this<Browser>
{
    Q_OBJECT

public:
    Browser(QString name, BrowserFacts facts);
    ~Browser() override;

    const QString &name() const { return m_name; }
    /// As the config describes it now; one that is not in it any more has a `problem`.
    BrowserProfile profile() const;
    /// Runs otherwise than the config says now: executable, arguments or window.
    bool isOutdated() const;
    bool isRunning() const { return m_session || (m_process && m_process->isRunning()); }
    /// Null while there is no connection.
    const BrowserSessionPtr &session() const { return m_session; }

    /// Starts or finds it; at once when there is a connection.
    QCoro::Task<BrowserResult<BrowserSessionPtr>> start(std::optional<bool> headless);
    /// As long as somebody keeps it, the browser is in use, and not stopped for being idle.
    std::shared_ptr<void> use();
    /// Whether there was one. One of somebody else is only let go of.
    QCoro::Task<BrowserResult<bool>> stop();
    /// The answer to `GET /`. Starts nothing.
    QCoro::Task<BrowserResult<QJsonObject>> status();
    /// The gateway goes: nothing is started any more, and one of ours is ended as `stop` does it.
    QCoro::Task<> leave();
    /// The same without asking it: it is killed, and who waits hears of it now.
    void abandon();

private:
    struct DeleteLater
    {
        void operator()(QObject *object) const { object->deleteLater(); }
    };

    QCoro::Task<BrowserResult<BrowserSessionPtr>> bringUp(std::optional<bool> headless);
    QCoro::Task<BrowserResult<BrowserSessionPtr>> launch(std::optional<bool> headless);
    QCoro::Task<BrowserResult<BrowserSessionPtr>> waitForStart();
    QCoro::Task<BrowserResult<BrowserSessionPtr>> reconnect();
    QCoro::Task<BrowserResult<BrowserSessionPtr>> connectTo(QUrl endpoint);
    QCoro::Task<BrowserResult<QList<QUrl>>> findWebSockets(QUrl endpoint);
    QCoro::Task<BrowserResult<CdpConnectionPtr>> openConnection(QList<QUrl> places, QByteArray authorization,
                                                                std::chrono::milliseconds timeout);
    QCoro::Task<bool> isReachable();
    BrowserResult<QUrl> endpoint() const;
    BrowserError launchFailure() const;
    QCoro::Task<> untilEnded();
    QCoro::Task<> end();
    QCoro::Task<bool> processEnds(std::chrono::milliseconds patience);
    void take(const BrowserSessionPtr &session);
    void startIdleClock();
    void stopWhenIdle();
    std::chrono::milliseconds httpTimeout() const;
    std::chrono::milliseconds handshakeTimeout() const;
    QNetworkAccessManager &network();

    const QString m_name;
    BrowserFacts m;
    std::unique_ptr<QNetworkAccessManager> m_network; ///< made when first needed
    std::unique_ptr<BrowserProcess, DeleteLater> m_process;
    BrowserSessionPtr m_session;
    TabNames m_names; ///< of this run of the browser, when its connection has been lost
    std::vector<Later<BrowserResult<BrowserSessionPtr>>> m_waiting; ///< for a start that goes on
    std::vector<Later<bool>> m_waitingForEnd;
    LaunchBreaker m_breaker;
    QElapsedTimer m_clock;
    QTimer m_idle; ///< runs since somebody used it last
    Pauses m_pauses;
    HeadlessChoice m_headless;           ///< of the one that runs
    std::optional<bool> m_askedHeadless; ///< by who started it
    QStringList m_arguments;             ///< it was started with
    BrowserExecutable m_executable;
    qint64 m_pid = 0;
    int m_users = 0;
    int m_ends = 0; ///< how often it was stopped: a start that goes on sees that it was meant too
    bool m_isStarting = false;
    bool m_isEnding = false;
    bool m_isStopping = false;
};

using BrowserPtr = std::shared_ptr<Browser>;

} // namespace wsagent
