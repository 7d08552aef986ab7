#include "app/cli/modelcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "app/cli/networkloader.h"
#include "app/cli/secretaccess.h"
#include "gateway/base/exitcodes.h"
#include "gateway/llm/credentials.h"
#include "gateway/methods/modelreport.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct StatusOptions : RpcOptions
{
    std::string agent = {};
    bool check = false;
    bool plain = false;
    bool probe = false;
    std::string provider = {};
};

struct ListOptions
{
    std::string agent = {};
    std::string provider = {};
    bool all = false;
    bool local = false;
    bool plain = false;
};

/// 1: a model cannot be opened; 2: an account expires within a day.
int checkResult(const ModelView &view, const QJsonArray &providers)
{
    int result = ExitSuccess;
    const QStringList chain = view.catalog.chain(view.agent);
    for (const QString &reference : chain) {
        const auto choice = view.catalog.resolve(reference);
        const QString id = choice ? choice->model.provider : QString();
        const auto row = std::find_if(providers.begin(), providers.end(),
                                      [&id](const QJsonValue &each) { return each["provider"_L1] == id; });
        const QString status = row == providers.end() ? u"missing"_s : (*row)["status"_L1].toString();
        if (status == "missing"_L1 || status == "expired"_L1)
            return ExitFailure;
        if (status == "expiring"_L1)
            result = ExitUsage;
    }
    return result;
}

QString accountsText(const QJsonValue &row)
{
    QStringList texts;
    const QJsonArray accounts = row["profiles"_L1].toArray();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const QJsonValue &account : accounts) {
        QString text = account["profileId"_L1].toString();
        const qint64 rests =
            std::max(account["cooldownUntil"_L1].toInteger(), account["disabledUntil"_L1].toInteger());
        if (rests > now)
            text += u" (rests until %1)"_s.arg(QDateTime::fromMSecsSinceEpoch(rests).toString(u"HH:mm"_s));
        texts += text;
    }
    return texts.isEmpty() ? u"none"_s : texts.join(u", "_s);
}

/// The gateway tries every provider that is in use; its answers join the rows.
Result<QJsonArray> probed(CommandContext &context, const StatusOptions &options, const ModelView &view)
{
    QJsonArray results;
    for (const QString &reference : view.catalog.chain(view.agent)) {
        const auto choice = view.catalog.resolve(reference);
        if (!choice || (!options.provider.empty() && choice->model.provider != text(options.provider)))
            continue;
        const auto answer = callGateway(context, options, u"models.probe"_s,
                                        QJsonObject{{"provider"_L1, choice->model.provider},
                                                    {"model"_L1, choice->model.id},
                                                    {"agentId"_L1, view.agent},
                                                    {"timeoutMs"_L1, options.timeout}});
        if (!answer)
            return answer.error();
        results += answer->payload;
    }
    return results;
}

void showStatus(const Output &out, const ModelView &view, const QJsonArray &providers,
                const QJsonArray &probes)
{
    const QStringList chain = view.catalog.chain(view.agent);
    out.line(u"Model of agent %1: %2"_s.arg(view.agent, chain.first()));
    if (chain.size() > 1)
        out.line(u"Then: %1"_s.arg(chain.mid(1).join(u", "_s)));
    Table table{.header = {u"PROVIDER"_s, u"STATUS"_s, u"ACCOUNTS"_s}, .rows = {}};
    for (const QJsonValue &row : providers)
        table.rows += {row["provider"_L1].toString(), row["status"_L1].toString(), accountsText(row)};
    out.line();
    out.print(table);
    for (const QJsonValue &probe : probes) {
        out.line(probe["ok"_L1].toBool() ? u"%1 answers (%2 ms)"_s.arg(probe["model"_L1].toString())
                                               .arg(probe["latencyMs"_L1].toInteger())
                                         : probe["error"_L1]["message"_L1].toString());
    }
}

int status(CommandContext &context, const StatusOptions &options)
{
    const auto view = modelView(context, options.agent);
    if (!view)
        return context.out.fail(view.error());
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QJsonArray providers = authStatus(
        view->catalog, view->stored,
        [&view](const ModelProvider &provider) { return view->accountsOf(provider); }, now);
    QJsonArray probes;
    if (options.probe) {
        const auto answers = probed(context, options, *view);
        if (!answers)
            return context.out.fail(answers.error());
        probes = *answers;
    }
    if (context.out.json()) {
        const QStringList chain = view->catalog.chain(view->agent);
        QJsonObject document{{"agentId"_L1, view->agent},
                             {"defaultModel"_L1, chain.first()},
                             {"fallbacks"_L1, QJsonArray::fromStringList(chain.mid(1))},
                             {"providers"_L1, providers}};
        if (options.probe)
            document.insert("probes"_L1, probes);
        context.out.document(document);
    } else if (options.plain) {
        context.out.line(view->catalog.primary(view->agent));
    } else {
        showStatus(context.out, *view, providers, probes);
    }
    const bool failed = std::any_of(probes.begin(), probes.end(),
                                    [](const QJsonValue &probe) { return !probe["ok"_L1].toBool(); });
    return failed ? int(ExitFailure) : options.check ? checkResult(*view, providers) : int(ExitSuccess);
}

int list(CommandContext &context, const ListOptions &options)
{
    const auto view = modelView(context, options.agent);
    if (!view)
        return context.out.fail(view.error());
    const ModelCatalog &catalog = view->catalog;
    const auto hasAccount = [&](const QString &id) {
        const auto provider = catalog.provider(id);
        return provider && (!provider->needsKey || !view->accountsOf(*provider).isEmpty());
    };
    QList<ResolvedModel> models = options.all ? catalog.models() : catalog.configuredModels();
    models.removeIf([&](const ResolvedModel &model) {
        const auto provider = catalog.provider(model.provider);
        return (!options.provider.empty() && model.provider != text(options.provider).toLower()) ||
               (options.local && (!provider || provider->needsKey));
    });
    const QJsonArray rows = modelRows(catalog, models, hasAccount);
    if (context.out.json())
        context.out.document({{"count"_L1, rows.size()}, {"models"_L1, rows}});
    Table table{.header = {u"MODEL"_s, u"NAME"_s, u"CONTEXT"_s, u"INPUT"_s, u"ALIAS"_s, u"USABLE"_s},
                .rows = {}};
    for (qsizetype i = 0; i < models.size(); ++i) {
        if (options.plain) {
            context.out.line(models[i].reference());
            continue;
        }
        table.rows += {models[i].reference(),
                       models[i].name,
                       QString::number(models[i].contextWindow),
                       models[i].input.join(u' '),
                       rows[i]["alias"_L1].toString(),
                       rows[i]["available"_L1].toBool() ? u"yes"_s : u"no account"_s};
    }
    if (!options.plain)
        context.out.print(table);
    return ExitSuccess;
}

/// Nothing is used that was not chosen: it only tells what answers.
int scan(CommandContext &context, const ListOptions &)
{
    const auto view = modelView(context, {});
    if (!view)
        return context.out.fail(view.error());
    const CommandApplication application;
    const auto network = loadNetwork();
    if (!network)
        return context.out.fail(network.error());
    const QJsonArray servers = network->scanModels(view->catalog.providers());
    if (context.out.json())
        context.out.document({{"servers"_L1, servers}});
    if (servers.isEmpty()) {
        context.out.line(u"No model server answers on this machine (Ollama, LM Studio, llama.cpp)."_s);
        return ExitSuccess;
    }
    Table table{.header = {u"MODEL"_s, u"SERVER"_s}, .rows = {}};
    for (const QJsonValue &server : servers) {
        const QJsonArray models = server["models"_L1].toArray();
        for (const QJsonValue &model : models)
            table.rows +=
                {server["provider"_L1].toString() + u'/' + model.toString(), server["baseUrl"_L1].toString()};
    }
    context.out.print(table);
    context.out.line(u"Next: "_s + context.hint(u"models set <model>"_s));
    return ExitSuccess;
}

void addStatusOptions(CLI::App *command, StatusOptions &options)
{
    command->add_option("--agent", options.agent, "Another agent than the default one")->type_name("AGENT");
    command->add_flag("--check", options.check, "Exit code 1: missing or expired; 2: expires within a day");
    command->add_flag("--plain", options.plain, "Only the model in use");
    command->add_flag("--probe", options.probe, "Let the gateway ask each model in use a short question");
    command->add_option("--probe-provider", options.provider, "Only the models of this one")
        ->type_name("PROVIDER");
    addTargetOptions(command, options);
}

} // namespace

QList<AuthProfile> ModelView::accountsOf(const ModelProvider &provider) const
{
    return wsagent::accountsOf(provider, stored, loaded.effective["auth"_L1].toObject(), loaded.environment);
}

Result<ModelView> modelView(CommandContext &context, const std::string &agent)
{
    ModelView view{.loaded = context.load()};
    if (!view.loaded.isValid())
        return Error{u"Config invalid: %1"_s.arg(toString(view.loaded.errors.first())),
                     context.hint(u"doctor --fix"_s), ErrorKind::ConfigInvalid};
    view.catalog = ModelCatalog(view.loaded.effective);
    const QList<AgentConfig> &agents = view.loaded.config.agents;
    const auto wanted = std::find_if(agents.begin(), agents.end(), [&agent](const AgentConfig &each) {
        return agent.empty() ? each.isDefault : each.id == text(agent).toLower();
    });
    if (wanted == agents.end())
        return Error{u"there is no agent %1"_s.arg(text(agent)), context.hint(u"config get agents.list"_s),
                     ErrorKind::NotFound};
    view.agent = wanted->id;
    auto stored = readAuthProfiles(authProfilesPath(context.selection.paths.stateDir, view.agent));
    if (!stored)
        return stored.error();
    view.stored = *std::move(stored);
    return view;
}

void addModelCommands(CLI::App &root, Action &chosen)
{
    CLI::App *models =
        root.add_subcommand("models", "Language models: which there are, which is used, what opens them");
    const auto options = std::make_shared<StatusOptions>();
    addStatusOptions(models, *options);
    onChosen(models, chosen, options, status);
    const auto statusOptions = std::make_shared<StatusOptions>();
    CLI::App *statusCommand =
        models->add_subcommand("status", "The model in use and the accounts (the same as models)");
    addStatusOptions(statusCommand, *statusOptions);
    onChosen(statusCommand, chosen, statusOptions, status);

    const auto listOptions = std::make_shared<ListOptions>();
    CLI::App *listCommand =
        models->add_subcommand("list", "The models that the config names, or all that are known");
    listCommand->add_flag("--all", listOptions->all, "Also those of the providers known from the start");
    listCommand->add_flag("--local", listOptions->local, "Only of servers that need no key");
    listCommand->add_option("--provider", listOptions->provider, "Only of this one")->type_name("PROVIDER");
    listCommand->add_option("--agent", listOptions->agent, "By the accounts of this agent")
        ->type_name("AGENT");
    listCommand->add_flag("--plain", listOptions->plain, "One a line, without a table");
    onChosen(listCommand, chosen, listOptions, list);

    const auto scanOptions = std::make_shared<ListOptions>();
    onChosen(models->add_subcommand("scan", "Look for model servers on this machine"), chosen, scanOptions,
             scan);
    addModelChoiceCommands(*models, chosen);
    addModelAuthCommands(*models, chosen);
}

} // namespace wsagent
