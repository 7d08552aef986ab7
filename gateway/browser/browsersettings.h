#pragma once

#include "gateway/instances/portblock.h"

#include <QHash>
#include <QJsonObject>
#include <QMap>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <optional>

namespace wsagent {

/// One browser as the config describes it (`browser.md` 2).
struct BrowserProfile
{
    enum class Kind {
        Managed,         ///< started and ended by the gateway
        LoopbackAttach,  ///< somebody else runs it on this host
        Remote,          ///< on another host
        ExistingSession, ///< the user's own, which runs already
        Extension,       ///< by a relay that an extension connects to
    };

    QString name = {};
    Kind kind = Kind::Managed;
    int cdpPort = 0; ///< 0: none could be told
    QUrl cdpUrl = {};
    QString color = {};
    QString driver = {};         ///< as written, or "ws-agent"
    QString executablePath = {}; ///< as written; empty: found by itself
    QString userDataDir = {};
    std::optional<bool> headless = {};
    bool isElsewhere = false; ///< its address is not of this host
    QString problem = {};     ///< why it cannot be used; empty: it can

    bool isManaged() const { return kind == Kind::Managed; }
    bool operator==(const BrowserProfile &) const = default;
};

/// Which addresses a browser may be sent to (`browser.md` 8).
struct NavigationRules
{
    bool allowPrivateNetwork = false;
    QStringList allowedHostnames = {};
    QStringList blockedHostnames = {};
    bool allowRfc2544BenchmarkRange = false;
    bool allowIpv6UniqueLocalRange = false;

    /// Whether there is anything to check besides the scheme.
    bool isEverythingAllowed() const { return allowPrivateNetwork && blockedHostnames.isEmpty(); }
    bool operator==(const NavigationRules &) const = default;
};

/// `browser` of the config.
struct BrowserSettings
{
    bool enabled = true;
    bool evaluateEnabled = true;
    QString defaultProfile = {};
    QStringList extraArgs = {};
    bool headless = false;
    bool noSandbox = false;
    bool efficientSnapshots = false;
    bool closesForgottenTabs = true;
    std::chrono::milliseconds idleStop =
        std::chrono::minutes(120); ///< of a browser without a window; 0: never
    std::chrono::milliseconds remoteTimeout{1500};
    std::chrono::milliseconds remoteHandshakeTimeout{3000};
    NavigationRules navigation = {};
    QMap<QString, BrowserProfile> profiles = {};
};

/// `effective` has passed the schema. The built-in profile `ws-agent` is always among the profiles, with the
/// first port of the CDP range that no other profile is pinned to.
BrowserSettings browserSettings(const QJsonObject &effective, PortBlock ports, const QString &stateDir,
                                const QString &home);

inline constexpr QLatin1StringView builtInBrowserProfile{"ws-agent"};

/// `^[a-z0-9][a-z0-9-]*$`, at most 64.
bool isBrowserProfileName(const QString &name);
/// The colour of the next profile: the first of the palette that is least used.
QString nextBrowserColor(const BrowserSettings &settings);

/// "managed", "loopback-attach", …
QLatin1StringView kindName(BrowserProfile::Kind kind);

} // namespace wsagent
