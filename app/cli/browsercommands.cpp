#include "app/cli/browsercommands.h"

#include "app/cli/browsercall.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int onTheWay = 10'000; // ms, beside what is waited for in the page

struct DoctorOptions : BrowserOptions
{
    bool deep = false;
};

struct ProfileOptions : BrowserOptions
{
    std::string name = {};
    std::string color = {};
    std::string cdpUrl = {};
    std::string driver = {};
    bool attachOnly = false;
};

struct TabOptions : BrowserOptions
{
    std::string address = {};
    std::string label = {};
    std::string id = {};
    int index = -1;
    bool headless = false;
    bool headed = false;
};

QString yesNo(const QJsonValue &value)
{
    return value.toBool() ? u"yes"_s : u"no"_s;
}

QString orDash(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toInteger());
    const QString text = value.toString();
    return text.isEmpty() ? u"-"_s : text;
}

int status(CommandContext &context, const BrowserOptions &options)
{
    const auto answer = askBrowser(context, options, {.path = u"/"_s});
    if (!answer)
        return context.out.fail(answer.error());
    const QJsonObject &state = *answer;
    if (context.out.json())
        context.out.document(state);
    const QString browser = state["chosenBrowser"_L1].toString(state["detectedBrowser"_L1].toString());
    const std::pair<QString, QString> lines[] = {
        {u"profile"_s, state["profile"_L1].toString()},
        {u"enabled"_s, yesNo(state["enabled"_L1])},
        {u"running"_s, yesNo(state["running"_L1])},
        {u"control"_s, state["controlUrl"_L1].toString(u"unavailable"_s)},
        {u"CDP"_s, orDash(state["cdpUrl"_L1])},
        {u"browser"_s, browser.isEmpty() ? state["detectError"_L1].toString() : browser},
        {u"pid"_s, orDash(state["pid"_L1])},
        {u"user data"_s, context.out.shortPath(state["userDataDir"_L1].toString())},
        {u"headless"_s,
         u"%1 (%2)"_s.arg(yesNo(state["headless"_L1]), state["headlessSource"_L1].toString())}};
    for (const auto &[name, value] : lines)
        context.out.line(u"%1 %2"_s.arg(name.leftJustified(10), value));
    if (const QString problem = state["problem"_L1].toString(); !problem.isEmpty())
        context.out.line(problem);
    if (state["restartNeeded"_L1].toBool())
        context.out.note(u"Its settings have changed since it was started; to start it anew: %1"_s.arg(
            context.hint(u"browser start"_s)));
    const bool isOpen = state.contains("controlUrl"_L1);
    if (!isOpen)
        context.out.note(u"The control port is not open; see: %1"_s.arg(context.hint(u"logs --limit 20"_s)));
    return isOpen ? ExitSuccess : ExitFailure;
}

int profiles(CommandContext &context, const BrowserOptions &options)
{
    const auto answer = askBrowser(context, options, {.path = u"/profiles"_s});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    Table table{.header = {u"NAME"_s, u"PORT"_s, u"RUNNING"_s, u"TABS"_s, u"DRIVER"_s, u"ADDRESS"_s},
                .rows = {}};
    const QJsonArray rows = answer->value("profiles"_L1).toArray();
    for (const QJsonValue &row : rows)
        table.rows +=
            {row["name"_L1].toString() + (row["isDefault"_L1].toBool() ? u" (default)"_s : QString()),
             orDash(row["cdpPort"_L1]),
             yesNo(row["running"_L1]),
             QString::number(row["tabCount"_L1].toInt()),
             row["driver"_L1].toString(),
             row["cdpUrl"_L1].toString()};
    context.out.print(table);
    return ExitSuccess;
}

int doctor(CommandContext &context, const DoctorOptions &options)
{
    BrowserCall call{.path = u"/doctor"_s};
    if (options.deep)
        call.query.insert("deep"_L1, true);
    const auto answer = askBrowser(context, options, call);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    bool isFine = true;
    const QJsonArray checks = answer->value("checks"_L1).toArray();
    for (const QJsonValue &check : checks) {
        const bool ok = check["ok"_L1].toBool();
        isFine = isFine && ok;
        const QString mark =
            ok ? context.out.styled(u"ok  "_s, Style::Good) : context.out.styled(u"bad "_s, Style::Bad);
        context.out.line(u"%1 %2 %3"_s.arg(mark, check["id"_L1].toString().leftJustified(10),
                                           check["message"_L1].toString()));
    }
    return isFine ? ExitSuccess : ExitFailure;
}

int createProfile(CommandContext &context, const ProfileOptions &options)
{
    QJsonObject body{{"name"_L1, text(options.name)}};
    addGiven(body,
             {{"color"_L1, options.color}, {"cdpUrl"_L1, options.cdpUrl}, {"driver"_L1, options.driver}});
    if (options.attachOnly)
        body.insert("attachOnly"_L1, true);
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/profiles/create"_s, .body = body},
                       [](const QJsonObject &answer) {
                           return u"The browser profile \"%1\" is at %2."_s.arg(
                               answer["profile"_L1].toString(), answer["cdpUrl"_L1].toString());
                       });
}

int deleteProfile(CommandContext &context, const ProfileOptions &options)
{
    return tellBrowser(
        context, options, {.method = u"DELETE"_s, .path = "/profiles/"_L1 + text(options.name)},
        [](const QJsonObject &answer) {
            return u"The browser profile \"%1\" is gone; what it has kept is in the trash."_s.arg(
                answer["profile"_L1].toString());
        });
}

int start(CommandContext &context, const TabOptions &options)
{
    QJsonObject body;
    if (options.headless || options.headed)
        body.insert("headless"_L1, options.headless);
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/start"_s, .body = body},
                       [](const QJsonObject &answer) {
                           return u"The browser \"%1\" runs."_s.arg(answer["profile"_L1].toString());
                       });
}

int stop(CommandContext &context, const BrowserOptions &options)
{
    return tellBrowser(
        context, options, {.method = u"POST"_s, .path = u"/stop"_s}, [](const QJsonObject &answer) {
            const QString name = answer["profile"_L1].toString();
            return answer["stopped"_L1].toBool() ? u"The browser \"%1\" has been stopped."_s.arg(name)
                                                 : u"The browser \"%1\" did not run."_s.arg(name);
        });
}

int resetProfile(CommandContext &context, const BrowserOptions &options)
{
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/reset-profile"_s},
                       [](const QJsonObject &answer) {
                           return answer["moved"_L1].toBool()
                                      ? u"What was in %1 is in the trash."_s.arg(answer["from"_L1].toString())
                                      : u"There was nothing to take away."_s;
                       });
}

int listTabs(CommandContext &context, const BrowserOptions &options)
{
    const auto answer = askBrowser(context, options, {.path = u"/tabs"_s});
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    if (!answer->value("running"_L1).toBool()) {
        context.out.line(u"The browser does not run. Next: %1"_s.arg(context.hint(u"browser start"_s)));
        return ExitSuccess;
    }
    Table table{.header = {u"TAB"_s, u"LABEL"_s, u"TITLE"_s, u"ADDRESS"_s}, .rows = {}};
    const QJsonArray tabs = answer->value("tabs"_L1).toArray();
    for (const QJsonValue &tab : tabs)
        table.rows += {tab["tabId"_L1].toString(), orDash(tab["label"_L1]),
                       tab["title"_L1].toString().simplified().left(50),
                       tab["urlUnavailableReason"_L1].toString(tab["url"_L1].toString())};
    context.out.print(table);
    return ExitSuccess;
}

int openTab(CommandContext &context, const TabOptions &options)
{
    QJsonObject body{{"url"_L1, text(options.address)}};
    if (!options.label.empty())
        body.insert("label"_L1, text(options.label));
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/tabs/open"_s, .body = body},
                       [](const QJsonObject &tab) {
                           return u"%1 shows %2"_s.arg(tab["tabId"_L1].toString(), tab["url"_L1].toString());
                       });
}

int focusTab(CommandContext &context, const TabOptions &options)
{
    return tellBrowser(
        context, options,
        {.method = u"POST"_s, .path = u"/tabs/focus"_s, .body = {{"targetId"_L1, text(options.id)}}},
        [](const QJsonObject &) { return u"It is in front."_s; });
}

int closeTab(CommandContext &context, const TabOptions &options)
{
    QJsonObject body{{"kind"_L1, u"close"_s}};
    if (!options.id.empty())
        body.insert("targetId"_L1, text(options.id));
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/act"_s, .body = body},
                       [](const QJsonObject &) { return u"The tab is closed."_s; });
}

int doToTab(CommandContext &context, const TabOptions &options, const QString &action)
{
    QJsonObject body{{"action"_L1, action}};
    if (options.index >= 0)
        body.insert("index"_L1, options.index);
    if (!options.id.empty())
        body.insert("targetId"_L1, text(options.id));
    if (!options.label.empty())
        body.insert("label"_L1, text(options.label));
    if (!options.address.empty())
        body.insert("url"_L1, text(options.address));
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/tabs/action"_s, .body = body},
                       [](const QJsonObject &answer) {
                           const QString tab = answer["tab"_L1]["tabId"_L1].toString();
                           return tab.isEmpty() ? u"Done."_s : u"The new tab is %1."_s.arg(tab);
                       });
}

int newTab(CommandContext &context, const TabOptions &options)
{
    return doToTab(context, options, u"new"_s);
}

int selectTab(CommandContext &context, const TabOptions &options)
{
    return doToTab(context, options, u"select"_s);
}

int labelTab(CommandContext &context, const TabOptions &options)
{
    return doToTab(context, options, u"label"_s);
}

int closeTabByIndex(CommandContext &context, const TabOptions &options)
{
    return doToTab(context, options, u"close"_s);
}

void addTabCommands(CLI::App &browser, Action &chosen)
{
    browserCommand<BrowserOptions>(browser, chosen, "tabs", "Show the pages that are open", listTabs);
    const auto [opening, openOptions] =
        browserCommand<TabOptions>(browser, chosen, "open", "Open a page in a tab of its own", openTab);
    opening->add_option("address", openOptions->address, "What to open")->type_name("URL")->required();
    opening->add_option("--label", openOptions->label, "Name for the tab")->type_name("NAME");
    const auto [focusing, focusOptions] =
        browserCommand<TabOptions>(browser, chosen, "focus", "Bring a tab to the front", focusTab);
    focusing->add_option("id", focusOptions->id, "As browser tabs shows it")->type_name("TAB")->required();
    const auto [closing, closeOptions] =
        browserCommand<TabOptions>(browser, chosen, "close", "Close a tab", closeTab);
    closing->add_option("id", closeOptions->id, "As browser tabs shows it; the last one used")
        ->type_name("TAB");

    CLI::App *tab = browser.add_subcommand("tab", "Make, choose, name or close tabs by their place");
    tab->require_subcommand(1);
    const auto [making, makeOptions] =
        browserCommand<TabOptions>(*tab, chosen, "new", "Open an empty tab", newTab);
    making->add_option("address", makeOptions->address, "What it shows")->type_name("URL");
    making->add_option("--label", makeOptions->label, "Name for the tab")->type_name("NAME");
    const auto addPlace = [](CLI::App *command, TabOptions &options) {
        command->add_option("id", options.id, "As browser tabs shows it")->type_name("TAB");
        command->add_option("--index", options.index, "Its place, from 0")->type_name("N");
    };
    const auto [selecting, selectOptions] =
        browserCommand<TabOptions>(*tab, chosen, "select", "Bring a tab to the front", selectTab);
    addPlace(selecting, *selectOptions);
    const auto [labelling, labelOptions] =
        browserCommand<TabOptions>(*tab, chosen, "label", "Give a tab a name", labelTab);
    labelling->add_option("name", labelOptions->label, "The name")->type_name("NAME")->required();
    addPlace(labelling, *labelOptions);
    const auto [ending, endOptions] =
        browserCommand<TabOptions>(*tab, chosen, "close", "Close a tab", closeTabByIndex);
    addPlace(ending, *endOptions);
}

} // namespace

Result<QJsonObject> askBrowser(CommandContext &context, const BrowserOptions &options, BrowserCall call)
{
    if (!options.browserProfile.empty())
        call.query.insert("profile"_L1, text(options.browserProfile));
    if (!options.targetId.empty())
        (call.method == "GET"_L1 ? call.query : call.body).insert("targetId"_L1, text(options.targetId));
    QJsonObject params{{"method"_L1, call.method}, {"path"_L1, call.path}};
    if (!call.query.isEmpty())
        params.insert("query"_L1, call.query);
    if (!call.body.isEmpty())
        params.insert("body"_L1, call.body);
    // Who says how long something in the page may take is not hung up on before.
    RpcOptions patient = options;
    patient.timeout = std::max(patient.timeout, call.body["timeoutMs"_L1].toInt() + onTheWay);
    const auto answer = callGateway(context, patient, u"browser.request"_s, params);
    if (!answer)
        return answer.error();
    return answer->payload.toObject();
}

int tellBrowser(CommandContext &context, const BrowserOptions &options, const BrowserCall &call,
                const std::function<QString(const QJsonObject &answer)> &sentence)
{
    const auto answer = askBrowser(context, options, call);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(*answer);
    context.out.line(sentence(*answer));
    if (answer->value("blockedByDialog"_L1).toBool()) {
        const QJsonValue dialog = answer->value("dialogs"_L1)["pending"_L1][0];
        context.out.line(u"The page asks \"%1\" (%2). Next: %3"_s.arg(
            dialog["message"_L1].toString(), dialog["type"_L1].toString(),
            context.hint(u"browser dialog --accept"_s)));
    }
    return ExitSuccess;
}

void addBrowserCommands(CLI::App &root, Action &chosen)
{
    CLI::App *browser = root.add_subcommand("browser", "Drive the browsers of the profile");
    browser->require_subcommand(1);
    browserCommand<BrowserOptions>(*browser, chosen, "status", "How the browser is", status);
    const auto [checking, checkOptions] = browserCommand<DoctorOptions>(
        *browser, chosen, "doctor", "What is wrong with the browser, if anything", doctor);
    checking->add_flag("--deep", checkOptions->deep, "Also start it and read a page");
    browserCommand<BrowserOptions>(*browser, chosen, "profiles", "Show the browsers that are configured",
                                   profiles);
    const auto [starting, startOptions] =
        browserCommand<TabOptions>(*browser, chosen, "start", "Start the browser", start);
    auto *headless = starting->add_flag("--headless", startOptions->headless, "Without a window");
    starting->add_flag("--headed", startOptions->headed, "With a window")->excludes(headless);
    browserCommand<BrowserOptions>(*browser, chosen, "stop", "Stop the browser", stop);
    browserCommand<BrowserOptions>(*browser, chosen, "reset-profile",
                                   "Stop the browser and move all it has kept to the trash", resetProfile);
    const auto [making, makeOptions] =
        browserCommand<ProfileOptions>(*browser, chosen, "create-profile",
                                       "Make a browser of its own, on a port that is free", createProfile);
    making->add_option("--name", makeOptions->name, "a-z, 0-9 and -")->type_name("NAME")->required();
    making->add_option("--color", makeOptions->color, "Of its window")->type_name("#RRGGBB");
    making->add_option("--cdp-url", makeOptions->cdpUrl, "A browser that runs already")->type_name("URL");
    making->add_option("--driver", makeOptions->driver, "Whose browser it is")
        ->check(CLI::IsMember({"ws-agent", "existing-session"}));
    making->add_flag("--attach-only", makeOptions->attachOnly, "Never start it");
    const auto [ending, endOptions] = browserCommand<ProfileOptions>(
        *browser, chosen, "delete-profile", "Stop a browser and take its profile out of the config",
        deleteProfile);
    ending->add_option("--name", endOptions->name, "As browser profiles shows it")
        ->type_name("NAME")
        ->required();
    addTabCommands(*browser, chosen);
    addBrowserReadCommands(*browser, chosen);
    addBrowserActCommands(*browser, chosen);
    addBrowserStateCommands(*browser, chosen);
}

} // namespace wsagent
