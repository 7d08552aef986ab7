#include "gateway/browser/launch/launchplan.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool hasDisplay(const QProcessEnvironment &environment)
{
#if defined(Q_OS_LINUX)
    return !environment.value(u"DISPLAY"_s).isEmpty() || !environment.value(u"WAYLAND_DISPLAY"_s).isEmpty();
#else
    Q_UNUSED(environment)
    return true;
#endif
}

bool isProxySwitch(const QString &argument)
{
    return argument.startsWith("--proxy-"_L1) || argument.startsWith("--no-proxy-server"_L1) ||
           argument.startsWith("--winhttp-proxy"_L1);
}

/// What decides which browser this is, and who may speak to it.
bool isReserved(const QString &argument)
{
    return argument.startsWith("--remote-debugging"_L1) || argument.startsWith("--user-data-dir"_L1) ||
           argument.startsWith("--remote-allow-origins"_L1);
}

} // namespace

HeadlessChoice chooseHeadless(std::optional<bool> requested, const BrowserSettings &settings,
                              const BrowserProfile &profile, const QProcessEnvironment &environment)
{
    if (requested)
        return {*requested, u"request"_s};
    const QString variable = environment.value(u"WS_AGENT_BROWSER_HEADLESS"_s);
    if (variable == "0"_L1 || variable == "1"_L1)
        return {variable == "1"_L1, u"environment"_s};
    if (profile.headless)
        return {*profile.headless, u"profile"_s};
    if (settings.headless)
        return {true, u"config"_s};
    return hasDisplay(environment) ? HeadlessChoice{false, u"default"_s} : HeadlessChoice{true, u"display"_s};
}

std::optional<BrowserError> displayMissing(const HeadlessChoice &choice, const BrowserProfile &profile,
                                           const QProcessEnvironment &environment)
{
    if (choice.headless || hasDisplay(environment))
        return std::nullopt;
    return BrowserError{.status = 500,
                        .message =
                            u"the browser \"%1\" is to have a window, but there is no display (DISPLAY and "
                            "WAYLAND_DISPLAY are not set); start it with --headless"_s.arg(profile.name),
                        .code = u"no_display_for_headed_profile"_s,
                        .details = {{"profile"_L1, profile.name},
                                    {"requestedHeadless"_L1, false},
                                    {"headlessSource"_L1, choice.source},
                                    {"displayPresent"_L1, false}}};
}

QStringList launchArguments(const BrowserSettings &settings, const BrowserProfile &profile,
                            const HeadlessChoice &choice)
{
    QStringList arguments{u"--remote-debugging-port=%1"_s.arg(profile.cdpPort),
                          u"--remote-debugging-address=127.0.0.1"_s,
                          u"--user-data-dir="_s + profile.userDataDir,
                          u"--no-first-run"_s,
                          u"--no-default-browser-check"_s,
                          u"--disable-sync"_s,
                          u"--disable-background-networking"_s,
                          u"--disable-component-update"_s,
                          u"--disable-features=Translate,MediaRouter"_s,
                          u"--disable-session-crashed-bubble"_s,
                          u"--hide-crash-restore-bubble"_s,
                          u"--password-store=basic"_s};
    if (choice.headless)
        arguments += {u"--headless=new"_s, u"--disable-gpu"_s};
    if (settings.noSandbox)
        arguments += {u"--no-sandbox"_s, u"--disable-setuid-sandbox"_s};
#if defined(Q_OS_LINUX)
    arguments += u"--disable-dev-shm-usage"_s;
#endif
    if (std::none_of(settings.extraArgs.begin(), settings.extraArgs.end(), isProxySwitch))
        arguments += u"--no-proxy-server"_s;
    arguments += settings.extraArgs;
    arguments += u"about:blank"_s;
    return arguments;
}

QProcessEnvironment browserEnvironment(QProcessEnvironment environment)
{
    const QStringList names = environment.keys();
    for (const QString &name : names) {
        const QString lower = name.toLower();
        if (lower.endsWith("_proxy"_L1) || lower.startsWith("ws_agent_"_L1))
            environment.remove(name);
    }
    return environment;
}

QString extraArgsProblem(const BrowserSettings &settings)
{
    for (const QString &argument : settings.extraArgs) {
        if (isReserved(argument))
            return u"browser.extraArgs: %1 is WsAgent's own to set"_s.arg(argument.section(u'=', 0, 0));
        if (isProxySwitch(argument) && !settings.navigation.allowPrivateNetwork)
            return u"browser.extraArgs: %1 would get around browser.ssrfPolicy, which is strict"_s.arg(
                argument.section(u'=', 0, 0));
    }
    return {};
}

} // namespace wsagent
