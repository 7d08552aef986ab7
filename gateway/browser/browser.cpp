#include "gateway/browser/browser.h"

#include "gateway/browser/cdp/cdpaddress.h"
#include "gateway/browser/launch/portowner.h"
#include "gateway/browser/launch/userdata.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds startPatience{15'000};
constexpr std::chrono::milliseconds closePatience{1500}; // of a browser that was asked by CDP
constexpr std::chrono::milliseconds stopPatience{1000};  // more, after SIGTERM
constexpr std::chrono::milliseconds reconnectPatience{2000};
constexpr std::chrono::milliseconds lookAgain{50};
constexpr std::chrono::milliseconds localHttp{500};
constexpr std::chrono::milliseconds localHandshake{800};
constexpr std::chrono::milliseconds statusProbe{300};
constexpr std::chrono::milliseconds socketProbe{600};

BrowserError failed(const Error &error)
{
    return {.status = 500,
            .message = error.fix.isEmpty() ? error.message : u"%1 (%2)"_s.arg(error.message, error.fix)};
}

BrowserError stopping()
{
    return {.status = 503, .message = u"the browser service stops"_s};
}

} // namespace

Browser::Browser(QString name, BrowserFacts facts)
    : m_name(std::move(name))
    , m(std::move(facts))
{
    m_clock.start();
    m_idle.setSingleShot(true);
    m_idle.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_idle, &QTimer::timeout, this, &Browser::stopWhenIdle);
}

Browser::~Browser() = default;

QCoro::Task<> Browser::leave()
{
    m_isStopping = true;
    const auto stopping = stop();
    const auto stopped = co_await stopping;
    Q_UNUSED(stopped)
}

void Browser::abandon()
{
    m_isStopping = true;
    m_idle.stop();
    m_pauses.callOff();
    if (const auto session = std::exchange(m_session, nullptr)) {
        session->disconnect(this);
        session->close();
    }
    m_process.reset();
    m_network.reset();
}

BrowserProfile Browser::profile() const
{
    const auto &profiles = m.settings().profiles;
    const auto mine = profiles.constFind(m_name);
    if (mine != profiles.cend())
        return *mine;
    return {.name = m_name,
            .problem = u"the browser profile \"%1\" is not in the config any more"_s.arg(m_name)};
}

bool Browser::isOutdated() const
{
    if (!m_process || !m_process->isRunning())
        return false;
    const BrowserProfile mine = profile();
    const HeadlessChoice choice = chooseHeadless(m_askedHeadless, m.settings(), mine, m.environment());
    const auto executable = findBrowserExecutable(executableSearch(mine.executablePath, m.home));
    return m_arguments != launchArguments(m.settings(), mine, choice) ||
           (executable && executable->path != m_executable.path);
}

QNetworkAccessManager &Browser::network()
{
    if (!m_network)
        m_network = std::make_unique<QNetworkAccessManager>();
    return *m_network;
}

std::chrono::milliseconds Browser::httpTimeout() const
{
    return profile().isElsewhere ? m.settings().remoteTimeout : localHttp;
}

std::chrono::milliseconds Browser::handshakeTimeout() const
{
    return profile().isElsewhere ? m.settings().remoteHandshakeTimeout : localHandshake;
}

QCoro::Task<BrowserResult<BrowserSessionPtr>> Browser::start(std::optional<bool> headless)
{
    const auto self = shared_from_this();
    const auto lasting = untilEnded();
    co_await lasting;
    if (m_isStopping)
        co_return stopping();
    startIdleClock();
    if (m_session && m_session->isOpen()) {
        const BrowserSessionPtr kept = m_session; // co_return moves what is not const
        co_return kept;
    }
    if (m_isStarting) {
        const Later<BrowserResult<BrowserSessionPtr>> mine;
        m_waiting.push_back(mine);
        const auto shared = co_await mine;
        co_return shared;
    }
    m_isStarting = true;
    const auto bringing = bringUp(headless);
    const auto result = co_await bringing;
    m_isStarting = false;
    if (result)
        take(*result);
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &each : waiting)
        each.settle(result);
    co_return result;
}

std::shared_ptr<void> Browser::use()
{
    ++m_users;
    return {nullptr, [self = shared_from_this()](void *) {
                --self->m_users;
                if (self->m_idle.isActive())
                    self->startIdleClock();
            }};
}

void Browser::startIdleClock()
{
    if (m.settings().idleStop.count() > 0)
        m_idle.start(m.settings().idleStop);
}

/// Nobody has asked for it for long. One with a window is somebody's to close.
void Browser::stopWhenIdle()
{
    if (m_users > 0)
        return startIdleClock();
    if (!m_process || !m_process->isRunning() || !m_headless.headless)
        return;
    m.log(u"nobody has used the browser \"%1\" for long (browser.idleStopMinutes)"_s.arg(m_name));
    stop();
}

void Browser::take(const BrowserSessionPtr &session)
{
    m_session = session;
    connect(session.get(), &BrowserSession::closed, this, [this, was = session.get()] {
        m_names = was->names();
        if (m_session.get() == was)
            m_session.reset();
    });
}

QCoro::Task<BrowserResult<BrowserSessionPtr>> Browser::bringUp(std::optional<bool> headless)
{
    const BrowserProfile mine = profile();
    if (!mine.problem.isEmpty())
        co_return BrowserError{.status = mine.kind == BrowserProfile::Kind::Extension ? 501 : 400,
                               .message = mine.problem,
                               .code = u"UNSUPPORTED"_s};
    if (mine.isManaged() && m_process && m_process->isRunning()) {
        const int ends = m_ends;
        const auto reconnecting = reconnect();
        const auto reconnected = co_await reconnecting;
        if (reconnected || m_isStopping || m_ends != ends || isListening(mine.cdpPort))
            co_return reconnected;
        const auto ending = end();
        co_await ending;
    }
    if (mine.isManaged()) {
        const auto launching = launch(headless);
        const auto launched = co_await launching;
        co_return launched;
    }
    const auto place = endpoint();
    if (!place)
        co_return place.error();
    const auto connecting = connectTo(*place);
    const auto connected = co_await connecting;
    co_return connected;
}

/// One that has lost its connection is busy, or on its way out: it may take a moment to be gone.
QCoro::Task<BrowserResult<BrowserSessionPtr>> Browser::reconnect()
{
    const auto self = shared_from_this();
    const QUrl place = profile().cdpUrl;
    const QDeadlineTimer deadline(reconnectPatience);
    const int ends = m_ends;
    while (true) {
        const auto connecting = connectTo(place);
        const auto connected = co_await connecting;
        const bool isThere = m_process && m_process->isRunning() && m_ends == ends;
        if (connected || m_isStopping || !isThere || deadline.hasExpired())
            co_return connected;
        const auto pausing = m_pauses.wait(lookAgain);
        const bool passed = co_await pausing;
        if (!passed)
            co_return stopping();
    }
}

BrowserResult<QUrl> Browser::endpoint() const
{
    const BrowserProfile mine = profile();
    if (mine.kind == BrowserProfile::Kind::ExistingSession && mine.cdpUrl.isEmpty())
        return activeDevTools(mine.userDataDir);
    return mine.cdpUrl;
}

/// The addresses to try, in that order (`browser.md` 5).
QCoro::Task<BrowserResult<QList<QUrl>>> Browser::findWebSockets(QUrl endpoint)
{
    const CdpRoute route = cdpRoute(endpoint);
    if (route == CdpRoute::Direct)
        co_return QList<QUrl>{endpoint};
    const auto asking = askVersion(network(), endpoint, httpTimeout());
    const auto version = co_await asking;
    if (!version && route == CdpRoute::Discovery)
        co_return version.error();
    QList<QUrl> places;
    if (version)
        places += webSocketUrl(endpoint, version->webSocket);
    if (route == CdpRoute::DiscoveryOrRoot)
        places += endpoint;
    co_return places;
}

/// To the first of them that opens.
QCoro::Task<BrowserResult<CdpConnectionPtr>>
Browser::openConnection(QList<QUrl> places, QByteArray authorization, std::chrono::milliseconds timeout)
{
    BrowserError error;
    for (QUrl place : std::as_const(places)) {
        place.setUserInfo({});
        if (place.path().isEmpty())
            place.setPath(u"/"_s); // Qt would ask for nothing
        const auto connection = CdpConnection::make();
        const auto opening = connection->open(place, authorization, timeout);
        const auto opened = co_await opening;
        if (opened)
            co_return connection;
        error = opened.error();
    }
    co_return error;
}

QCoro::Task<BrowserResult<BrowserSessionPtr>> Browser::connectTo(QUrl endpoint)
{
    const auto self = shared_from_this();
    if (profile().isElsewhere) {
        // In strict mode a private address has to be allowed by name.
        QUrl place = endpoint;
        place.setScheme(u"http"_s);
        const auto checking = checkNavigation(place, m.settings().navigation);
        const auto checked = co_await checking;
        if (!checked)
            co_return checked.error();
    }
    const auto finding = findWebSockets(endpoint);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto opening = openConnection(*found, basicAuthorization(endpoint), handshakeTimeout());
    const auto opened = co_await opening;
    if (!opened)
        co_return opened.error();
    const CdpConnectionPtr &connection = *opened;
    if (m_isStopping)
        co_return stopping();
    const bool isManaged = profile().isManaged();
    const BrowserSession::Facts facts{
        .navigation = [settings = m.settings]() -> const NavigationRules & { return settings().navigation; },
        .isManaged = isManaged,
        .closesForgottenTabs = m.settings().closesForgottenTabs};
    const auto session = std::make_shared<BrowserSession>(connection, facts);
    const auto beginning = session->begin(m_names);
    const auto begun = co_await beginning;
    if (!begun)
        co_return begun.error();
    const auto asking = connection->send("SystemInfo.getProcessInfo"_L1);
    const auto processes = co_await asking;
    m_pid = 0;
    const QJsonArray list = processes ? processes->value("processInfo"_L1).toArray() : QJsonArray();
    for (const QJsonValue &process : list) {
        if (process["type"_L1] == "browser"_L1)
            m_pid = process["id"_L1].toInteger();
    }
    co_return session;
}

QCoro::Task<BrowserResult<BrowserSessionPtr>> Browser::launch(std::optional<bool> headless)
{
    const auto self = shared_from_this();
    const BrowserSettings &settings = m.settings();
    const BrowserProfile mine = profile();
    if (const qint64 wait = m_breaker.waitFor(m_clock.elapsed()); wait > 0)
        co_return BrowserError{.status = 503,
                               .message =
                                   u"the browser \"%1\" has failed to start too often; the next try is "
                                   "possible in %2 s"_s.arg(m_name)
                                       .arg((wait + 999) / 1000),
                               .code = u"LAUNCH_PAUSED"_s};
    if (mine.cdpPort == 0)
        co_return BrowserError{.status = 507, .message = u"no free CDP port"_s};
    if (const QString problem = extraArgsProblem(settings); !problem.isEmpty())
        co_return badRequest(problem);
    const QProcessEnvironment environment = m.environment();
    const HeadlessChoice choice = chooseHeadless(headless, settings, mine, environment);
    if (const auto missing = displayMissing(choice, mine, environment))
        co_return *missing;
    const auto executable = findBrowserExecutable(executableSearch(mine.executablePath, m.home));
    if (!executable)
        co_return failed(executable.error());
    m_headless = choice;
    m_askedHeadless = headless;
    m_executable = *executable;
    m_arguments = launchArguments(settings, mine, choice);
    if (const auto owner = portOwner(mine.cdpPort, m.home)) {
        if (!isBrowserOf(*owner, mine))
            co_return BrowserError{
                .status = 500,
                .message = u"the CDP port %1 of the browser \"%2\" is in use by %3"_s.arg(mine.cdpPort)
                               .arg(m_name, described(*owner)),
                .code = u"CDP_PORT_IN_USE"_s};
        m.log(u"the browser \"%1\" runs already (pid %2) and is taken over"_s.arg(m_name).arg(
            owner->pid.value_or(0)));
        const auto adopting = connectTo(mine.cdpUrl);
        const auto adopted = co_await adopting;
        co_return adopted;
    }
    if (const auto prepared = prepareUserData(mine.userDataDir, {.name = m_name, .color = mine.color});
        !prepared)
        co_return failed(prepared.error());
    m_names = {};
    m_process.reset(new BrowserProcess);
    m_process->start(executable->path, m_arguments, browserEnvironment(environment));
    const int ends = m_ends;
    const auto waiting = waitForStart();
    const auto started = co_await waiting;
    if (started) {
        m_breaker.succeeded();
        m.log(u"the browser \"%1\" runs on port %2"_s.arg(m_name).arg(mine.cdpPort));
    } else if (m_ends == ends && !m_isStopping) {
        m_breaker.failed(m_clock.elapsed());
        m.log(started.error().message);
        m_process.reset();
    }
    co_return started;
}

BrowserError Browser::launchFailure() const
{
    QString why = u"it ended at once"_s;
    if (const QString words = m_process ? m_process->lastWords() : QString(); !words.isEmpty())
        why += ": "_L1 + words;
    if (why.contains("no-sandbox"_L1))
        why += u" (ws-agent config set browser.noSandbox true)"_s;
    return {.status = 500,
            .message = u"the browser \"%1\" (%2) did not start: %3"_s.arg(m_name, m_executable.path, why)};
}

QCoro::Task<BrowserResult<BrowserSessionPtr>> Browser::waitForStart()
{
    const auto self = shared_from_this();
    const BrowserProfile mine = profile();
    const QDeadlineTimer deadline(startPatience);
    const int ends = m_ends;
    while (!deadline.hasExpired()) {
        if (m_isStopping)
            co_return stopping();
        if (m_ends != ends)
            co_return BrowserError{
                .status = 409, .message = u"the browser \"%1\" was stopped while it started"_s.arg(m_name)};
        if (!m_process || !m_process->isRunning())
            co_return launchFailure();
        const auto asking = askVersion(network(), mine.cdpUrl, localHttp);
        const auto version = co_await asking;
        if (version) {
            const auto connecting = connectTo(mine.cdpUrl);
            const auto connected = co_await connecting;
            if (connected || m_isStopping)
                co_return connected;
        }
        const auto pausing = m_pauses.wait(lookAgain);
        const bool passed = co_await pausing;
        if (!passed)
            co_return stopping();
    }
    QString message = u"browser \"%1\" did not open its CDP port %2 in time"_s.arg(m_name).arg(mine.cdpPort);
    if (m_executable.path.startsWith("/snap/"_L1))
        message += u"; a browser from a snap cannot write to %1"_s.arg(mine.userDataDir);
    co_return BrowserError{.status = 500, .message = message};
}

QCoro::Task<BrowserResult<bool>> Browser::stop()
{
    const auto self = shared_from_this();
    const auto lasting = untilEnded();
    co_await lasting;
    m_idle.stop();
    const bool wasRunning = isRunning();
    m_isEnding = true;
    ++m_ends;
    const auto ending = end();
    co_await ending;
    m_isEnding = false;
    if (wasRunning)
        m.log(u"the browser \"%1\" has been stopped"_s.arg(m_name));
    const auto waiting = std::exchange(m_waitingForEnd, {});
    for (const auto &each : waiting)
        each.settle(true);
    co_return wasRunning;
}

/// What comes while it is being ended has its turn then.
QCoro::Task<> Browser::untilEnded()
{
    const auto self = shared_from_this();
    while (m_isEnding) {
        const Later<bool> mine;
        m_waitingForEnd.push_back(mine);
        const bool ended = co_await mine;
        Q_UNUSED(ended)
    }
}

/// Asked by CDP, then by SIGTERM, then not asked any more.
QCoro::Task<> Browser::end()
{
    const auto self = shared_from_this();
    const auto session = m_session;
    bool isAsked = false;
    if (session && (profile().isManaged() || m_process)) {
        const auto closing = session->connection().send("Browser.close"_L1, {}, {}, closePatience);
        const auto closed = co_await closing;
        isAsked = closed || !session->isOpen(); // the connection may end before the answer
    }
    if (session)
        session->close();
    const auto closing = processEnds(isAsked ? closePatience : std::chrono::milliseconds(0));
    const bool isClosed = co_await closing;
    if (!isClosed && m_process) {
        m_process->end(stopPatience);
        const auto terminating = processEnds(stopPatience);
        const bool isTerminated = co_await terminating;
        Q_UNUSED(isTerminated)
    }
    m_process.reset(); // ends what is left of it
    m_pid = 0;
}

/// Whether it has ended by then, or never was.
QCoro::Task<bool> Browser::processEnds(std::chrono::milliseconds patience)
{
    const auto self = shared_from_this();
    const QDeadlineTimer deadline(patience);
    while (m_process && m_process->isRunning() && !deadline.hasExpired()) {
        const auto pausing = m_pauses.wait(lookAgain);
        const bool passed = co_await pausing;
        if (!passed)
            break;
    }
    co_return !m_process || !m_process->isRunning();
}

/// Of one that somebody else runs.
QCoro::Task<bool> Browser::isReachable()
{
    const auto self = shared_from_this();
    const auto place = endpoint();
    if (!place)
        co_return false;
    if (cdpRoute(*place) == CdpRoute::Direct) {
        const auto opening = openConnection({*place}, basicAuthorization(*place), socketProbe);
        const auto opened = co_await opening;
        co_return bool(opened);
    }
    const auto asking = askVersion(network(), *place, statusProbe);
    const auto version = co_await asking;
    co_return bool(version);
}

QCoro::Task<BrowserResult<QJsonObject>> Browser::status()
{
    const auto self = shared_from_this();
    const BrowserSettings &settings = m.settings();
    const BrowserProfile mine = profile();
    bool isReady = m_session && m_session->isOpen();
    bool isThere = isRunning();
    if (!mine.isManaged() && !isReady && mine.problem.isEmpty() && !m_isStopping) {
        const auto probing = isReachable();
        isThere = isReady = co_await probing;
    }
    const QProcessEnvironment environment = m.environment();
    const HeadlessChoice choice =
        isRunning() ? m_headless : chooseHeadless(std::nullopt, settings, mine, environment);
    const auto detected = findBrowserExecutable(executableSearch(mine.executablePath, m.home));
    QJsonObject json{
        {"enabled"_L1, settings.enabled},
        {"profile"_L1, m_name},
        {"kind"_L1, kindName(mine.kind)},
        {"running"_L1, isThere},
        {"cdpReady"_L1, isReady},
        {"cdpHttp"_L1, isReady},
        {"pid"_L1, m_pid > 0 && isThere ? QJsonValue(m_pid) : QJsonValue()},
        {"cdpPort"_L1, mine.cdpPort},
        {"cdpUrl"_L1, maskedUrl(mine.cdpUrl)},
        {"userDataDir"_L1, mine.userDataDir},
        {"color"_L1, mine.color},
        {"headless"_L1, choice.headless},
        {"headlessSource"_L1, choice.source},
        {"noSandbox"_L1, settings.noSandbox},
        {"executablePath"_L1, mine.executablePath.isEmpty() ? QJsonValue() : QJsonValue(mine.executablePath)},
        {"attachOnly"_L1, !mine.isManaged()}};
    if (isRunning() && !m_executable.kind.isEmpty())
        json.insert("chosenBrowser"_L1, m_executable.kind);
    if (detected) {
        json.insert("detectedBrowser"_L1, detected->kind);
        json.insert("detectedExecutablePath"_L1, detected->path);
    } else {
        json.insert("detectError"_L1, failed(detected.error()).message);
    }
    if (isOutdated())
        json.insert("restartNeeded"_L1, true);
    if (!mine.problem.isEmpty())
        json.insert("problem"_L1, mine.problem);
    co_return json;
}

} // namespace wsagent
