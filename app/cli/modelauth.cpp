#include "app/cli/commandtree.h"
#include "app/cli/modelcommands.h"
#include "app/cli/secretinput.h"
#include "gateway/base/exitcodes.h"
#include "gateway/methods/modelreport.h"

#include <QDateTime>
#include <QJsonArray>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct AuthOptions
{
    std::string agent = {};
    std::string provider = {};
    std::string profile = {};
    std::string expiresIn = {};
    std::vector<std::string> order = {};
};

/// "openai:work" of "work"; "openai:default" of nothing.
QString accountId(const QString &provider, const std::string &given)
{
    const QString name = given.empty() ? u"default"_s : text(given);
    return name.contains(u':') ? name : provider + u':' + name;
}

Result<QString> providerOf(const ModelView &view, const AuthOptions &options)
{
    const auto provider = view.catalog.provider(text(options.provider));
    if (provider && provider->api != LlmApi::Builtin)
        return provider->id;
    return Error{u"there is no provider %1"_s.arg(text(options.provider)),
                 u"ws-agent config set models.providers.%1.baseUrl <URL>"_s.arg(text(options.provider)),
                 ErrorKind::NotFound};
}

/// "365d", "12h", "30m"; nothing when it is none.
std::optional<qint64> milliseconds(const QString &duration)
{
    static const QRegularExpression shape(u"^(\\d{1,6})([mhd])$"_s);
    const QRegularExpressionMatch match = shape.match(duration);
    if (!match.hasMatch())
        return std::nullopt;
    const qint64 minute = 60'000;
    const QString unit = match.captured(2);
    return match.captured(1).toLongLong() * (unit == "d"_L1   ? 24 * 60 * minute
                                             : unit == "h"_L1 ? 60 * minute
                                                              : minute);
}

int keep(CommandContext &context, const AuthOptions &options, Credential::Kind kind)
{
    const auto view = modelView(context, options.agent);
    if (!view)
        return context.out.fail(view.error());
    const auto provider = providerOf(*view, options);
    if (!provider)
        return context.out.fail(provider.error());
    AuthProfile account{.id = accountId(*provider, options.profile), .provider = *provider, .kind = kind};
    if (!options.expiresIn.empty()) {
        const auto lasts = milliseconds(text(options.expiresIn));
        if (!lasts)
            return context.out.fail(
                {u"\"%1\" is no time such as 365d, 12h or 30m"_s.arg(text(options.expiresIn)),
                 {},
                 ErrorKind::Usage});
        account.expires = QDateTime::currentMSecsSinceEpoch() + *lasts;
    }
    const auto secret = readSecret(
        u"%1 of %2"_s.arg(kind == Credential::Kind::Token ? u"Token"_s : u"API key"_s, account.id));
    if (!secret)
        return context.out.fail(secret.error());
    account.secret = QString::fromUtf8(secret->trimmed());
    const QString path = authProfilesPath(context.selection.paths.stateDir, view->agent);
    const auto written = changeAuthProfiles(path, [&account](AuthProfiles &all) { all.put(account); });
    if (!written)
        return context.out.fail(written.error());
    if (context.out.json())
        context.out.document({{"ok"_L1, true}, {"profileId"_L1, account.id}, {"provider"_L1, *provider}});
    context.out.line(
        u"%1 is kept for agent %2 in %3"_s.arg(account.id, view->agent, context.out.shortPath(path)));
    return ExitSuccess;
}

int add(CommandContext &context, const AuthOptions &options)
{
    return keep(context, options, Credential::Kind::ApiKey);
}

int pasteToken(CommandContext &context, const AuthOptions &options)
{
    return keep(context, options, Credential::Kind::Token);
}

int list(CommandContext &context, const AuthOptions &options)
{
    const auto view = modelView(context, options.agent);
    if (!view)
        return context.out.fail(view.error());
    const QJsonArray providers = authStatus(
        view->catalog, view->stored,
        [&view](const ModelProvider &provider) { return view->accountsOf(provider); },
        QDateTime::currentMSecsSinceEpoch());
    QJsonArray accounts;
    Table table{.header = {u"ACCOUNT"_s, u"KIND"_s, u"STATUS"_s, u"EXPIRES"_s}, .rows = {}};
    for (const QJsonValue &provider : providers) {
        if (!options.provider.empty() && provider["provider"_L1] != text(options.provider))
            continue;
        const QJsonArray rows = provider["profiles"_L1].toArray();
        for (const QJsonValue &row : rows) {
            const qint64 expires = row["expiry"_L1]["at"_L1].toInteger();
            accounts += row;
            table.rows +=
                {row["profileId"_L1].toString(), row["type"_L1].toString(), row["status"_L1].toString(),
                 expires > 0 ? QDateTime::fromMSecsSinceEpoch(expires).toString(u"yyyy-MM-dd HH:mm"_s)
                             : u"never"_s};
        }
    }
    if (context.out.json())
        context.out.document({{"agentId"_L1, view->agent}, {"profiles"_L1, accounts}});
    if (accounts.isEmpty())
        context.out.line(u"There is no account. Next: "_s +
                         context.hint(u"models auth add --provider <provider>"_s));
    else
        context.out.print(table);
    return ExitSuccess;
}

QJsonObject orderDocument(const ModelView &view, const QString &provider)
{
    return {{"agentId"_L1, view.agent},
            {"provider"_L1, provider},
            {"order"_L1, QJsonArray::fromStringList(view.stored.order.value(provider))}};
}

int orderGet(CommandContext &context, const AuthOptions &options)
{
    const auto view = modelView(context, options.agent);
    if (!view)
        return context.out.fail(view.error());
    const QString provider = text(options.provider).toLower();
    if (context.out.json())
        context.out.document(orderDocument(*view, provider));
    const QStringList order = view->stored.order.value(provider);
    context.out.line(order.isEmpty() ? u"By kind and use: nobody has decided."_s : order.join(u'\n'));
    return ExitSuccess;
}

int writeOrder(CommandContext &context, const AuthOptions &options, const QStringList &order)
{
    auto view = modelView(context, options.agent);
    if (!view)
        return context.out.fail(view.error());
    const QString provider = text(options.provider).toLower();
    for (const QString &id : order) {
        if (!view->stored.profiles.contains(id) && !id.startsWith(provider + u':'))
            return context.out.fail({u"there is no account %1"_s.arg(id), context.hint(u"models auth list"_s),
                                     ErrorKind::NotFound});
    }
    const auto change = [&provider, &order](AuthProfiles &all) {
        all.order.remove(provider);
        if (!order.isEmpty())
            all.order.insert(provider, order);
    };
    const QString path = authProfilesPath(context.selection.paths.stateDir, view->agent);
    if (const auto written = changeAuthProfiles(path, change); !written)
        return context.out.fail(written.error());
    change(view->stored);
    if (context.out.json())
        context.out.document(orderDocument(*view, provider));
    context.out.line(order.isEmpty() ? u"No order is decided any more."_s : u"The order is decided."_s);
    return ExitSuccess;
}

int orderSet(CommandContext &context, const AuthOptions &options)
{
    QStringList ids;
    for (const std::string &each : options.order)
        ids += accountId(text(options.provider).toLower(), each);
    return writeOrder(context, options, ids);
}

int orderClear(CommandContext &context, const AuthOptions &options)
{
    return writeOrder(context, options, {});
}

} // namespace

void addModelAuthCommands(CLI::App &models, Action &chosen)
{
    CLI::App *auth = models.add_subcommand("auth", "Accounts at providers of models");
    auth->require_subcommand(1);
    const auto addTo = [&chosen](CLI::App *parent, const char *name, const char *description,
                                 int (*run)(CommandContext &, const AuthOptions &), bool needsProvider) {
        const auto options = std::make_shared<AuthOptions>();
        CLI::App *command = parent->add_subcommand(name, description);
        command->add_option("--agent", options->agent, "Another agent than the default one")
            ->type_name("AGENT");
        command->add_option("--provider", options->provider, "anthropic, openai, google …")
            ->type_name("PROVIDER")
            ->required(needsProvider);
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    for (const auto &[name, description, run] :
         {std::tuple("add", "Keep an API key, read from standard input or asked for", &add),
          std::tuple("paste-token", "Keep a token, read from standard input or asked for", &pasteToken)}) {
        const auto [command, options] = addTo(auth, name, description, run, true);
        command->add_option("--profile-id", options->profile, "Name of the account (default)")
            ->type_name("NAME");
        command->add_option("--expires-in", options->expiresIn, "When it expires, such as 365d")
            ->type_name("TIME");
    }
    addTo(auth, "list", "Show the accounts, without their secrets", list, false);

    CLI::App *order = auth->add_subcommand("order", "Which account of a provider is used first");
    order->require_subcommand(1);
    addTo(order, "get", "Show what is decided", orderGet, true);
    const auto [setting, options] =
        addTo(order, "set", "Decide it: only these are used, in this order", orderSet, true);
    setting->add_option("account", options->order, "As models auth list shows them")
        ->type_name("ACCOUNT")
        ->required();
    addTo(order, "clear", "Leave it to kind and use", orderClear, true);
}

} // namespace wsagent
