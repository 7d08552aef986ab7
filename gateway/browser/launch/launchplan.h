#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/browser/browsersettings.h"

#include <QProcessEnvironment>

namespace wsagent {

/// Whether a browser gets a window, and who says so.
struct HeadlessChoice
{
    bool headless = false;
    QString source = {}; ///< request, environment, profile, config, display or default

    bool operator==(const HeadlessChoice &) const = default;
};

/// The order of `browser.md` 4: what is asked for, WS_AGENT_BROWSER_HEADLESS, the profile, the config, and
/// whether there is a display.
HeadlessChoice chooseHeadless(std::optional<bool> requested, const BrowserSettings &settings,
                              const BrowserProfile &profile, const QProcessEnvironment &environment);

/// Nothing when a window can be shown or is not wanted.
std::optional<BrowserError> displayMissing(const HeadlessChoice &choice, const BrowserProfile &profile,
                                           const QProcessEnvironment &environment);

/// The arguments of a browser, in the order of `browser.md` 4.
QStringList launchArguments(const BrowserSettings &settings, const BrowserProfile &profile,
                            const HeadlessChoice &choice);

/// What the browser gets of the gateway's environment: neither a proxy nor anything of WsAgent.
QProcessEnvironment browserEnvironment(QProcessEnvironment environment);

/// Why these extra arguments are refused; empty when they are not.
QString extraArgsProblem(const BrowserSettings &settings);

} // namespace wsagent
