#include "gateway/base/trash.h"
#include "gateway/browser/cdp/cdpaddress.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

RouteResult profiles(RouteCall call)
{
    const BrowserSettings &settings = call.service->settings();
    QJsonArray rows;
    for (const BrowserProfile &profile : settings.profiles) {
        const BrowserPtr browser = call.service->known(profile.name);
        const bool isConnected = browser && browser->session();
        rows += QJsonObject{{"name"_L1, profile.name},
                            {"cdpPort"_L1, profile.cdpPort},
                            {"cdpUrl"_L1, maskedUrl(profile.cdpUrl)},
                            {"color"_L1, profile.color},
                            {"running"_L1, browser && browser->isRunning()},
                            {"tabCount"_L1, isConnected ? int(browser->session()->tabs().size()) : 0},
                            {"isDefault"_L1, profile.name == settings.defaultProfile},
                            {"isRemote"_L1, profile.isElsewhere},
                            {"driver"_L1, profile.driver},
                            {"attachOnly"_L1, !profile.isManaged()}};
    }
    co_return QJsonObject{{"profiles"_L1, rows}};
}

/// What a browser has kept, after it was taken away.
struct TakenAway
{
    bool wasThere = false;
    QString place = {}; ///< where it is now; empty when it could only be deleted
};

/// Stops the browser and puts what it has kept into the trash.
QCoro::Task<BrowserResult<TakenAway>> takeAway(BrowserPtr browser)
{
    const auto stopping = browser->stop();
    const auto stopped = co_await stopping;
    if (!stopped)
        co_return stopped.error();
    const QString directory = browser->profile().userDataDir;
    const bool isThere = QFileInfo::exists(directory);
    const auto moved = moveToTrash({directory});
    if (!moved && !QDir(directory).removeRecursively())
        co_return BrowserError{.message = moved.error().message};
    co_return TakenAway{isThere, moved ? moved->value(0) : QString()};
}

RouteResult resetProfile(RouteCall call)
{
    const BrowserProfile profile = call.browser->profile();
    if (!profile.isManaged())
        co_return BrowserError{.status = 501,
                               .message = u"the browser profile \"%1\" is not ours to reset (%2)"_s.arg(
                                   profile.name, kindName(profile.kind)),
                               .code = u"UNSUPPORTED"_s};
    const auto taking = takeAway(call.browser);
    const auto taken = co_await taking;
    if (!taken)
        co_return taken.error();
    co_return QJsonObject{{"profile"_L1, profile.name},
                          {"moved"_L1, taken->wasThere},
                          {"from"_L1, profile.userDataDir},
                          {"to"_L1, taken->place}};
}

/// What is wrong with a new profile; nothing when it can be made.
std::optional<BrowserError> newProfileObjection(const BrowserRequest &request,
                                                const BrowserSettings &settings)
{
    static const QRegularExpression colour(u"^#[0-9A-Fa-f]{6}$"_s);
    const QString name = request.text("name"_L1);
    if (!isBrowserProfileName(name))
        return badRequest(
            u"\"%1\" is no name of a browser profile: a-z, 0-9 and \"-\", at most 64"_s.arg(name.left(100)));
    if (settings.profiles.contains(name))
        return BrowserError{.status = 409,
                            .message = u"the browser profile \"%1\" exists already"_s.arg(name)};
    const QString color = request.text("color"_L1);
    if (!color.isEmpty() && !colour.match(color).hasMatch())
        return badRequest(u"color must be #RRGGBB"_s);
    const QString driver = request.text("driver"_L1);
    if (!QStringList{u""_s, u"ws-agent"_s, u"existing-session"_s}.contains(driver))
        return badRequest(u"driver must be ws-agent|existing-session"_s);
    const QString address = request.text("cdpUrl"_L1);
    const QUrl url(address, QUrl::StrictMode);
    const bool isAddress = url.isValid() && !url.host().isEmpty() &&
                           QStringList{u"http"_s, u"https"_s, u"ws"_s, u"wss"_s}.contains(url.scheme());
    if (!address.isEmpty() && !isAddress)
        return badRequest(u"cdpUrl is no address of a browser"_s);
    if (driver == "existing-session"_L1 && address.isEmpty())
        return badRequest(u"a profile of the driver existing-session needs cdpUrl"_s);
    return std::nullopt;
}

RouteResult createProfile(RouteCall call)
{
    const BrowserSettings &settings = call.service->settings();
    const BrowserRequest &request = call.request;
    if (const auto objection = newProfileObjection(request, settings))
        co_return *objection;
    const QString name = request.text("name"_L1);
    QJsonObject profile{{"color"_L1, request.value("color"_L1).toString(nextBrowserColor(settings))}};
    if (const QString driver = request.text("driver"_L1); !driver.isEmpty() && driver != "ws-agent"_L1)
        profile.insert("driver"_L1, driver);
    if (request.has("attachOnly"_L1))
        profile.insert("attachOnly"_L1, true);
    if (const QString address = request.text("cdpUrl"_L1); !address.isEmpty()) {
        profile.insert("cdpUrl"_L1, address);
    } else {
        const auto allocating = call.service->facts().allocatePort();
        const auto port = co_await allocating;
        if (!port)
            co_return port.error();
        profile.insert("cdpPort"_L1, *port);
    }
    const auto writing = call.service->facts().writeProfile(name, profile);
    const auto written = co_await writing;
    if (!written)
        co_return written.error();
    const BrowserProfile made = call.service->settings().profiles.value(name);
    co_return QJsonObject{{"profile"_L1, name},
                          {"cdpPort"_L1, made.cdpPort},
                          {"cdpUrl"_L1, maskedUrl(made.cdpUrl)},
                          {"color"_L1, made.color},
                          {"isRemote"_L1, made.isElsewhere}};
}

RouteResult deleteProfile(RouteCall call)
{
    const QString name = call.argument;
    const BrowserSettings &settings = call.service->settings();
    if (name == settings.defaultProfile || name == builtInBrowserProfile)
        co_return badRequest(u"the browser profile \"%1\" is the default one and stays"_s.arg(name));
    const auto browser = call.service->browser(name);
    if (!browser)
        co_return browser.error();
    const BrowserPtr mine = *browser;
    if (mine->profile().isManaged()) {
        const auto taking = takeAway(mine);
        const auto taken = co_await taking;
        if (!taken)
            co_return taken.error();
    } else {
        const auto stopping = mine->stop();
        const auto stopped = co_await stopping;
        if (!stopped)
            co_return stopped.error();
    }
    const auto writing = call.service->facts().writeProfile(name, QJsonValue());
    const auto written = co_await writing;
    if (!written)
        co_return written.error();
    call.service->forget(name);
    co_return QJsonObject{{"profile"_L1, name}, {"deleted"_L1, true}};
}

constexpr std::array routes = {BrowserRoute{"GET", "/profiles", profiles},
                               BrowserRoute{"POST", "/profiles/create", createProfile},
                               BrowserRoute{"DELETE", "/profiles/:name", deleteProfile},
                               BrowserRoute{"POST", "/reset-profile", resetProfile}};

} // namespace

std::span<const BrowserRoute> profileRoutes()
{
    return routes;
}

} // namespace wsagent
