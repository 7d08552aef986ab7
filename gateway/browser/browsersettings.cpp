#include "gateway/browser/browsersettings.h"

#include "gateway/base/jsontexts.h"
#include "gateway/instances/claims.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/instances/portallocator.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = BrowserProfile::Kind;

constexpr std::array palette = {"#FF4500", "#0066CC", "#00AA00", "#9933FF", "#FF6699",
                                "#00CCCC", "#FF9900", "#6666FF", "#CC3366", "#339966"};

bool isWebSocket(const QUrl &url)
{
    return url.scheme() == "ws"_L1 || url.scheme() == "wss"_L1;
}

/// A path of the config; empty for none.
QString pathOf(const QString &path, const QString &home)
{
    return path.isEmpty() ? QString() : absolutePath(path, home, home);
}

NavigationRules navigationRules(const QJsonValue &policy)
{
    return {.allowPrivateNetwork =
                policy["dangerouslyAllowPrivateNetwork"_L1].toBool(policy["allowPrivateNetwork"_L1].toBool()),
            .allowedHostnames = textsIn(policy["allowedHostnames"_L1]),
            .blockedHostnames = textsIn(policy["blockedHostnames"_L1]),
            .allowRfc2544BenchmarkRange = policy["allowRfc2544BenchmarkRange"_L1].toBool(),
            .allowIpv6UniqueLocalRange = policy["allowIpv6UniqueLocalRange"_L1].toBool()};
}

/// What of the section is shared by all profiles.
struct Common
{
    QString color;
    QString executablePath;
    QString stateDir;
    QString home;
    bool attachOnly = false;
};

/// Puts port and address of a profile together: which of the two wins, `browser.md` 2.
void placeEndpoint(BrowserProfile &profile, int port, const QString &address, bool attachOnly)
{
    profile.cdpPort = port;
    profile.cdpUrl = QUrl(address.trimmed(), QUrl::StrictMode);
    if (address.isEmpty()) {
        if (port > 0)
            profile.cdpUrl = QUrl(u"http://127.0.0.1:%1"_s.arg(port));
        return;
    }
    const auto endpoint = parseEndpoint({}, address);
    if (!endpoint) {
        profile.problem = u"cdpUrl of the browser profile \"%1\" is no address"_s.arg(profile.name);
        return;
    }
    if (port > 0 && isWebSocket(profile.cdpUrl) &&
        profile.cdpUrl.path().startsWith("/devtools/browser/"_L1)) {
        QUrl plain; // its id dies with the browser
        plain.setScheme(u"http"_s);
        plain.setHost(profile.cdpUrl.host());
        plain.setPort(port);
        profile.cdpUrl = plain;
    } else if (port > 0 && profile.cdpUrl.port() < 0)
        profile.cdpUrl.setPort(port);
    profile.cdpPort = parseEndpoint({}, profile.cdpUrl.toString(QUrl::FullyEncoded))->port;
    profile.isElsewhere = !endpoint->loopback;
    if (profile.isElsewhere)
        profile.kind = Kind::Remote;
    else if (attachOnly)
        profile.kind = Kind::LoopbackAttach;
    else
        profile.cdpUrl = QUrl(u"http://127.0.0.1:%1"_s.arg(profile.cdpPort));
}

BrowserProfile readProfile(const QString &name, const QJsonObject &settings, const Common &common)
{
    BrowserProfile profile{
        .name = name,
        .color = settings["color"_L1].toString(common.color),
        .driver = settings["driver"_L1].toString(u"ws-agent"_s),
        .executablePath = pathOf(settings["executablePath"_L1].toString(common.executablePath), common.home),
        .userDataDir = common.stateDir + "/browser/"_L1 + name + "/user-data"_L1};
    if (settings["headless"_L1].isBool())
        profile.headless = settings["headless"_L1].toBool();
    const QString address = settings["cdpUrl"_L1].toString();
    const int port = settings["cdpPort"_L1].toInt();
    if (!isBrowserProfileName(name))
        profile.problem =
            u"\"%1\" is no name of a browser profile: a-z, 0-9 and \"-\", at most 64"_s.arg(name);
    if (profile.driver == "extension"_L1) {
        profile.kind = Kind::Extension;
        profile.problem = u"the browser profile \"%1\" wants an extension, which is not supported: "
                          "use the driver ws-agent or existing-session"_s.arg(name);
        return profile;
    }
    placeEndpoint(profile, port, address, settings["attachOnly"_L1].toBool(common.attachOnly));
    if (profile.driver == "existing-session"_L1) {
        profile.kind = Kind::ExistingSession;
        profile.userDataDir = pathOf(settings["userDataDir"_L1].toString(), common.home);
        if (address.isEmpty() && profile.userDataDir.isEmpty())
            profile.problem = u"the browser profile \"%1\" needs cdpUrl or userDataDir"_s.arg(name);
    }
    return profile;
}

/// 0 when there is none.
int firstFreePort(PortBlock ports, const QMap<QString, BrowserProfile> &others)
{
    CdpPortQuestion question{.own = ports, .isBindable = [](int) {
                                 return true;
                             }}; // seen when it starts
    for (const BrowserProfile &profile : others) {
        const auto endpoint = parseEndpoint({}, profile.cdpUrl.toString(QUrl::FullyEncoded));
        if (!endpoint || endpoint->loopback)
            question.ownPins += profile.cdpPort;
    }
    const auto port = allocateCdpPort(question);
    return port ? *port : 0;
}

void addBuiltIn(BrowserSettings &settings, const QJsonObject &section, PortBlock ports, const Common &common)
{
    QJsonObject own = section["profiles"_L1][builtInBrowserProfile].toObject();
    if (!own.contains("cdpUrl"_L1) && section.contains("cdpUrl"_L1))
        own.insert("cdpUrl"_L1, section["cdpUrl"_L1]);
    const bool hasPlace = own.contains("cdpUrl"_L1) || own.contains("cdpPort"_L1) ||
                          own["driver"_L1].toString(u"ws-agent"_s) != "ws-agent"_L1;
    if (!hasPlace)
        own.insert("cdpPort"_L1, firstFreePort(ports, settings.profiles));
    settings.profiles.insert(builtInBrowserProfile, readProfile(builtInBrowserProfile, own, common));
}

} // namespace

BrowserSettings browserSettings(const QJsonObject &effective, PortBlock ports, const QString &stateDir,
                                const QString &home)
{
    const QJsonObject section = effective["browser"_L1].toObject();
    BrowserSettings settings{.enabled = section["enabled"_L1].toBool(true),
                             .evaluateEnabled = section["evaluateEnabled"_L1].toBool(true),
                             .defaultProfile = section["defaultProfile"_L1].toString(builtInBrowserProfile),
                             .extraArgs = textsIn(section["extraArgs"_L1]),
                             .headless = section["headless"_L1].toBool(),
                             .noSandbox = section["noSandbox"_L1].toBool(),
                             .efficientSnapshots =
                                 section["snapshotDefaults"_L1]["mode"_L1].toString() == "efficient"_L1,
                             .closesForgottenTabs = section["tabCleanup"_L1]["enabled"_L1].toBool(true),
                             .idleStop = std::chrono::minutes(section["idleStopMinutes"_L1].toInt(120)),
                             .navigation = navigationRules(section["ssrfPolicy"_L1])};
    settings.remoteTimeout = std::chrono::milliseconds(section["remoteCdpTimeoutMs"_L1].toInt(1500));
    const int derived = std::max(2000, 2 * int(settings.remoteTimeout.count()));
    settings.remoteHandshakeTimeout =
        std::chrono::milliseconds(section["remoteCdpHandshakeTimeoutMs"_L1].toInt(derived));
    const Common common{.color = section["color"_L1].toString(QLatin1StringView(palette.front())),
                        .executablePath = section["executablePath"_L1].toString(),
                        .stateDir = stateDir,
                        .home = home,
                        .attachOnly = section["attachOnly"_L1].toBool()};
    const QJsonObject profiles = section["profiles"_L1].toObject();
    for (auto it = profiles.begin(); it != profiles.end(); ++it) {
        if (it.key() == builtInBrowserProfile)
            continue;
        BrowserProfile profile = readProfile(it.key(), it->toObject(), common);
        if (profile.problem.isEmpty() && profile.kind == Kind::Managed && profile.cdpPort == 0)
            profile.problem = u"browser profile needs cdpPort or cdpUrl: \"%1\""_s.arg(it.key());
        settings.profiles.insert(it.key(), profile);
    }
    addBuiltIn(settings, section, ports, common);
    return settings;
}

bool isBrowserProfileName(const QString &name)
{
    static const QRegularExpression grammar(u"^[a-z0-9][a-z0-9-]{0,63}$"_s);
    return grammar.match(name).hasMatch();
}

QString nextBrowserColor(const BrowserSettings &settings)
{
    const auto uses = [&settings](const char *color) {
        return std::count_if(
            settings.profiles.begin(), settings.profiles.end(), [color](const BrowserProfile &profile) {
                return profile.color.compare(QLatin1StringView(color), Qt::CaseInsensitive) == 0;
            });
    };
    return QLatin1StringView(*std::min_element(
        palette.begin(), palette.end(), [&uses](const char *a, const char *b) { return uses(a) < uses(b); }));
}

QLatin1StringView kindName(BrowserProfile::Kind kind)
{
    switch (kind) {
    case Kind::Managed:
        return "managed"_L1;
    case Kind::LoopbackAttach:
        return "loopback-attach"_L1;
    case Kind::Remote:
        return "remote"_L1;
    case Kind::ExistingSession:
        return "existing-session"_L1;
    case Kind::Extension:
        return "extension"_L1;
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
