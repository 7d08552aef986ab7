#include "app/cli/browsercall.h"
#include "app/cli/secretinput.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/json5.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct StateOptions : BrowserOptions
{
    std::string kind = {};
    std::string name = {};
    std::string value = {};
    std::string page = {};
    double latitude = 0;
    double longitude = 0;
    std::string origin = {};
    bool clear = false;
};

int post(CommandContext &context, const StateOptions &options, const QString &path, const QJsonObject &body)
{
    return tellBrowser(context, options, {.method = u"POST"_s, .path = path, .body = body},
                       [](const QJsonObject &) { return u"Done."_s; });
}

int cookies(CommandContext &context, const StateOptions &options)
{
    const auto answer = askBrowser(context, options, {.path = u"/cookies"_s});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    Table table{.header = {u"NAME"_s, u"DOMAIN"_s, u"PATH"_s, u"VALUE"_s}, .rows = {}};
    const QJsonArray rows = answer->value("cookies"_L1).toArray();
    for (const QJsonValue &row : rows)
        table.rows += {row["name"_L1].toString(), row["domain"_L1].toString(), row["path"_L1].toString(),
                       row["value"_L1].toString().left(60)};
    if (table.rows.isEmpty())
        context.out.line(u"The page has no cookies."_s);
    else
        context.out.print(table);
    return ExitSuccess;
}

int setCookie(CommandContext &context, const StateOptions &options)
{
    const QJsonObject cookie{
        {"name"_L1, text(options.name)}, {"value"_L1, text(options.value)}, {"url"_L1, text(options.page)}};
    return post(context, options, u"/cookies/set"_s, {{"cookie"_L1, cookie}});
}

int clearCookies(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/cookies/clear"_s, {});
}

int getStorage(CommandContext &context, const StateOptions &options)
{
    QJsonObject query;
    if (!options.name.empty())
        query.insert("key"_L1, text(options.name));
    const auto answer =
        askBrowser(context, options, {.path = "/storage/"_L1 + text(options.kind), .query = query});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    const QJsonObject values = answer->value("values"_L1).toObject();
    for (auto it = values.begin(); it != values.end(); ++it)
        context.out.line(it.key() + u'=' + it->toString());
    if (values.isEmpty())
        context.out.line(u"Nothing is kept there."_s);
    return ExitSuccess;
}

int setStorage(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/storage/%1/set"_s.arg(text(options.kind)),
                {{"key"_L1, text(options.name)}, {"value"_L1, text(options.value)}});
}

int clearStorage(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/storage/%1/clear"_s.arg(text(options.kind)), {});
}

int setOffline(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/set/offline"_s, {{"offline"_L1, options.value == "on"}});
}

int setHeaders(CommandContext &context, const StateOptions &options)
{
    const auto headers = Json5Document::parse(QByteArray::fromStdString(options.value));
    if (!headers || !headers->value().isObject())
        return context.out.fail({u"--headers-json is not a JSON object"_s,
                                 context.hint(u"browser set headers --headers-json '{\"X-Test\":\"1\"}'"_s),
                                 ErrorKind::Usage});
    return post(context, options, u"/set/headers"_s, {{"headers"_L1, headers->value()}});
}

int setGeolocation(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/set/geolocation"_s,
                options.clear ? QJsonObject{{"clear"_L1, true}}
                              : QJsonObject{{"latitude"_L1, options.latitude},
                                            {"longitude"_L1, options.longitude},
                                            {"origin"_L1, text(options.origin)}});
}

/// The password is asked for unless it stands in the command, where other users of the machine can read it.
int setCredentials(CommandContext &context, const StateOptions &options)
{
    if (options.clear)
        return post(context, options, u"/set/credentials"_s, {{"clear"_L1, true}});
    QString password = text(options.value);
    if (options.name.empty())
        return context.out.fail({u"a user name is missing"_s,
                                 context.hint(u"browser set credentials <user>"_s), ErrorKind::Usage});
    if (options.value.empty()) {
        const auto typed = readSecret(u"Password of %1: "_s.arg(text(options.name)));
        if (!typed)
            return context.out.fail(typed.error());
        password = QString::fromUtf8(*typed);
    }
    return post(context, options, u"/set/credentials"_s,
                {{"username"_L1, text(options.name)},
                 {"password"_L1, password},
                 {"origin"_L1, text(options.origin)}});
}

int setDevice(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/set/device"_s, {{"name"_L1, text(options.value)}});
}

int setMedia(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/set/media"_s, {{"colorScheme"_L1, text(options.value)}});
}

int setTimezone(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/set/timezone"_s, {{"timezoneId"_L1, text(options.value)}});
}

int setLocale(CommandContext &context, const StateOptions &options)
{
    return post(context, options, u"/set/locale"_s, {{"locale"_L1, text(options.value)}});
}

using Made = std::pair<CLI::App *, std::shared_ptr<StateOptions>>;

Made add(CLI::App &parent, Action &chosen, const char *name, const char *description,
         int (*run)(CommandContext &, const StateOptions &), UrlOption url = UrlOption::OfGateway)
{
    const Made made = browserCommand<StateOptions>(parent, chosen, name, description, run, url);
    addTabOption(made.first, *made.second);
    return made;
}

CLI::App *group(CLI::App &browser, const char *name, const char *description)
{
    CLI::App *made = browser.add_subcommand(name, description);
    made->require_subcommand(1);
    return made;
}

void addStorage(CLI::App &browser, Action &chosen)
{
    CLI::App *storage = group(browser, "storage", "What a page has stored");
    for (const auto &[kind, description] :
         {std::pair("local", "What stays"), std::pair("session", "What goes with the tab")}) {
        CLI::App *of = group(*storage, kind, description);
        const auto addOf = [of, &chosen, kind = kind](const char *name, const char *about,
                                                      int (*run)(CommandContext &, const StateOptions &)) {
            const Made made = add(*of, chosen, name, about, run);
            made.second->kind = kind;
            return made;
        };
        const Made getting = addOf("get", "Show it", getStorage);
        getting.first->add_option("key", getting.second->name, "Only this key")->type_name("ITEM");
        const Made setting = addOf("set", "Store something", setStorage);
        setting.first->add_option("key", setting.second->name, "The key")->type_name("ITEM")->required();
        setting.first->add_option("value", setting.second->value, "The value")->type_name("TEXT")->required();
        addOf("clear", "Forget all of it", clearStorage);
    }
}

void addEmulation(CLI::App &browser, Action &chosen)
{
    CLI::App *set = group(browser, "set", "What a page believes of the world");
    const Made offline = add(*set, chosen, "offline", "Whether there is a network", setOffline);
    offline.first->add_option("state", offline.second->value, "on or off")
        ->check(CLI::IsMember({"on", "off"}))
        ->required();
    const Made headers = add(*set, chosen, "headers", "Fields of every request", setHeaders);
    headers.first->add_option("--headers-json", headers.second->value, "A JSON object of strings")
        ->type_name("JSON")
        ->required();
    const Made geo = add(*set, chosen, "geo", "Where it is", setGeolocation);
    geo.first->add_option("latitude", geo.second->latitude, "Degrees");
    geo.first->add_option("longitude", geo.second->longitude, "Degrees");
    geo.first->add_option("--origin", geo.second->origin, "A site that may ask where it is")
        ->type_name("URL");
    geo.first->add_flag("--clear", geo.second->clear, "Where it really is");
    const Made credentials =
        add(*set, chosen, "credentials", "What servers that ask for a password get", setCredentials);
    credentials.first->add_option("user", credentials.second->name, "Its name")->type_name("NAME");
    credentials.first->add_option("password", credentials.second->value, "Asked for unless given")
        ->type_name("TEXT");
    credentials.first
        ->add_option("--origin", credentials.second->origin, "For this site; else for the first that asks")
        ->type_name("URL");
    credentials.first->add_flag("--clear", credentials.second->clear, "Nothing any more");
    const Made media = add(*set, chosen, "media", "Light or dark", setMedia);
    media.first->add_option("scheme", media.second->value, "dark, light, no-preference or none")
        ->check(CLI::IsMember({"dark", "light", "no-preference", "none"}))
        ->required();
    const Made zone = add(*set, chosen, "timezone", "Its time zone", setTimezone);
    zone.first->add_option("zone", zone.second->value, "Such as Europe/Berlin")
        ->type_name("ZONE")
        ->required();
    const Made locale = add(*set, chosen, "locale", "Its language and formats", setLocale);
    locale.first->add_option("locale", locale.second->value, "Such as de-DE")
        ->type_name("LOCALE")
        ->required();
    const Made device = add(*set, chosen, "device", "Which device it is on", setDevice);
    device.first->add_option("name", device.second->value, "Such as \"iPhone 15\"; none: no other one")
        ->type_name("DEVICE")
        ->required();
}

} // namespace

void addBrowserStateCommands(CLI::App &browser, Action &chosen)
{
    CLI::App *jar = add(browser, chosen, "cookies", "The cookies of a page", cookies).first;
    const Made setting = add(*jar, chosen, "set", "Set one", setCookie, UrlOption::OfCommand);
    setting.first->add_option("name", setting.second->name, "Its name")->type_name("NAME")->required();
    setting.first->add_option("value", setting.second->value, "Its value")->type_name("TEXT")->required();
    setting.first->add_option("--url", setting.second->page, "For which page")->type_name("URL")->required();
    add(*jar, chosen, "clear", "Forget all cookies of the browser", clearCookies);
    addStorage(browser, chosen);
    addEmulation(browser, chosen);
}

} // namespace wsagent
