#pragma once

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"

namespace wsagent {

/// What every command about a browser takes.
struct BrowserOptions : RpcOptions
{
    std::string browserProfile = {};
    std::string targetId = {};

    BrowserOptions() { timeout = 130'000; } // a download may take two minutes, and a browser start first
};

/// A request to the browser service (`browser.md` 6).
struct BrowserCall
{
    QString method = QStringLiteral("GET");
    QString path = {};
    QJsonObject query = {};
    QJsonObject body = {};
};

/// Asks; the profile and the tab of the options join the request.
Result<QJsonObject> askBrowser(CommandContext &context, const BrowserOptions &options, BrowserCall call);

/// Asks, and prints the answer with --json, else the sentence.
int tellBrowser(CommandContext &context, const BrowserOptions &options, const BrowserCall &call,
                const std::function<QString(const QJsonObject &answer)> &sentence);

enum class UrlOption { OfGateway, OfCommand }; ///< what --url means at a command

/// Makes a command with the options that all of them have.
template <typename Options>
std::pair<CLI::App *, std::shared_ptr<Options>>
browserCommand(CLI::App &parent, Action &chosen, const char *name, const char *description,
               int (*run)(CommandContext &, const Options &), UrlOption url = UrlOption::OfGateway)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = parent.add_subcommand(name, description);
    command
        ->add_option("--browser-profile", options->browserProfile,
                     "Which browser; the default one unless given")
        ->type_name("NAME");
    if (url == UrlOption::OfGateway)
        addTargetOptions(command, *options);
    onChosen(command, chosen, options, run);
    return {command, options};
}

inline void addTabOption(CLI::App *command, BrowserOptions &options)
{
    command
        ->add_option("--target-id", options.targetId,
                     "Which tab, as browser tabs shows it; the last one used")
        ->type_name("TAB");
}

/// What pages say, what they hold: `snapshot`, `screenshot`, `console`…
void addBrowserReadCommands(CLI::App &browser, Action &chosen);
/// What is done to pages: `click`, `type`, `wait`…
void addBrowserActCommands(CLI::App &browser, Action &chosen);
/// How pages see the world: `cookies`, `storage`, `set`.
void addBrowserStateCommands(CLI::App &browser, Action &chosen);

} // namespace wsagent
