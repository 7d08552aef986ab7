#include "gateway/agents/exec/execenvironment.h"
#include "gateway/base/jsonstore.h"
#include "gateway/browser/browsercontrol.h"
#include "gateway/browser/browserservice.h"
#include "gateway/gateway.h"
#include "gateway/instances/bindprobe.h"
#include "gateway/instances/otherports.h"
#include "gateway/instances/portallocator.h"
#include "gateway/methods/browsermethods.h"
#include "gateway/secrets/randomtoken.h"
#include "gateway/secrets/secretcompare.h"
#include "gateway/secrets/secretreferences.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The ports of an instance whose gateway was given another one, for tests, follow from its control port.
PortBlock portsOf(int base, int control)
{
    return {.base = base, .controlOverride = control == base + 2 ? 0 : control};
}

} // namespace

const BrowserSettings &Gateway::browserSettings()
{
    if (!m_browserSettings)
        m_browserSettings = std::make_unique<BrowserSettings>(
            wsagent::browserSettings(m_options.config.effective, portsOf(port(), m_options.controlPort),
                                     m_options.paths.stateDir, m_options.paths.home));
    return *m_browserSettings;
}

void Gateway::askBrowser(const BrowserRequest &request,
                         const std::function<void(const BrowserAnswer &)> &done)
{
    if (m_stopping)
        return done({.status = 503, .body = {{"error"_L1, u"the gateway is shutting down"_s}}});
    if (!m_browser)
        m_browser = std::make_shared<BrowserService>(BrowserServiceFacts{
            .settings = [this]() -> const BrowserSettings & { return browserSettings(); },
            .environment =
                [this] {
                    return withoutGatewaySecrets(QProcessEnvironment::systemEnvironment(),
                                                 secretVariables(m_options.config.effective));
                },
            .home = m_options.paths.home,
            .stateDir = m_options.paths.stateDir,
            .log = [this](const QString &message) { m_log.info("browser"_L1, message); },
            .allocatePort = [this] { return allocateBrowserPort(); },
            .writeProfile =
                [this](const QString &name, const QJsonValue &profile) {
                    return writeBrowserProfile(name, profile);
                }});
    m_browser->handle(request, done);
}

/// Looks at the configs of the other instances, on the worker.
Later<BrowserResult<int>> Gateway::allocateBrowserPort()
{
    CdpPortQuestion question{.own = portsOf(port(), m_options.controlPort), .isBindable = [](int candidate) {
                                 return probePort(candidate) == BindState::Free;
                             }};
    for (const BrowserProfile &profile : browserSettings().profiles)
        question.ownPins += profile.cdpPort;
    Later<BrowserResult<int>> allocated;
    m_worker.run(
        [question, paths = m_options.paths]() mutable {
            const ConfigSchema schema;
            const OtherPorts others =
                portsOfOthers(paths.home, QProcessEnvironment::systemEnvironment(), paths.stateDir, schema);
            question.othersClaims = others.claims;
            question.others = others.blocks;
            return allocateCdpPort(question);
        },
        [allocated](const Result<int> &found) {
            allocated.settle(found ? BrowserResult<int>(*found)
                                   : BrowserError{.status = 507, .message = found.error().message});
        });
    return allocated;
}

Later<BrowserResult<void>> Gateway::writeBrowserProfile(const QString &name, const QJsonValue &profile)
{
    const QJsonObject profiles{{"profiles"_L1, QJsonObject{{name, profile}}}};
    Later<BrowserResult<void>> written;
    patchConfig({{"browser"_L1, profiles}}, {},
                [this, written](const Result<ConfigWriteResult, ConfigRefusal> &result) {
                    reload(); // whoever asks next finds it
                    written.settle(result ? BrowserResult<void>()
                                          : BrowserError{.status = 409, .message = result.error().message});
                });
    return written;
}

void Gateway::addBrowser()
{
    addBrowserMethods(
        m_clients->methods(),
        {.handle = [this](const BrowserRequest &request, const auto &done) { askBrowser(request, done); },
         .controlUrl =
             [this] {
                 return m_browserControl ? u"http://127.0.0.1:%1"_s.arg(m_browserControl->port()) : QString();
             }});
}

/// That of the gateway. One without gets another for its browser, which local clients read: the control port
/// is never open to everybody.
Result<QString> Gateway::browserSecret() const
{
    if (!m_options.auth.secret.isEmpty())
        return QString(); // asked of the clients' service, which hears of a new one
    const QString path = m_options.paths.stateDir + "/credentials/browser-control.json"_L1;
    auto stored = readJsonStore(path);
    if (!stored)
        return stored.error();
    if (const QString secret = stored->value["token"_L1].toString(); !secret.isEmpty())
        return secret;
    const QString secret = randomToken();
    if (const auto made = makePrivateDirectory(m_options.paths.stateDir + "/credentials"_L1); !made)
        return made.error();
    stored->value.insert("token"_L1, secret);
    if (const auto written = writeJsonStore(path, stored->value); !written)
        return written.error();
    return secret;
}

/// A gateway works without it. Another number, or whether there is one at all, comes with a restart.
void Gateway::openBrowserControl()
{
    if (m_stopping || m_browserControl || m_options.controlPort == 0 || !browserSettings().enabled)
        return;
    const auto secret = browserSecret();
    if (!secret)
        return m_log.error("browser"_L1, u"no control port: %1"_s.arg(secret.error().message));
    auto control = std::make_unique<BrowserControl>(BrowserControl::Facts{
        .isSecret =
            [this, own = *secret](const QString &given) {
                return own.isEmpty() ? m_clients->isSecret(given) : equalSecrets(given, own);
            },
        .handle =
            [this](const BrowserRequest &request, const auto &done) {
                askBrowser(request, done);
            }});
    if (const auto listening = control->listen(quint16(m_options.controlPort)); !listening)
        return m_log.error("browser"_L1, u"no control port: %1"_s.arg(listening.error().message));
    m_browserControl = std::move(control);
}

void Gateway::closeBrowser()
{
    m_browserControl.reset();
    if (m_browser)
        m_browser->stop([this] {
            m_browser.reset();
            letGoWhenEmpty();
        });
}

} // namespace wsagent
