#include "app/cli/commandtree.h"
#include "app/cli/configset.h"
#include "app/cli/modelcommands.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct ChoiceOptions
{
    QString key = {}; ///< "model" or "imageModel", below agents.defaults
    std::string model = {};
    std::string alias = {};
};

JsonPath defaultsPath(const QStringList &below)
{
    JsonPath path{{u"agents"_s}, {u"defaults"_s}};
    for (const QString &step : below)
        path += JsonStep{step};
    return path;
}

/// What the config says now, as an object also where it is only a text.
QJsonObject modelSetting(const ModelView &view, const QString &key)
{
    const QJsonValue set = view.loaded.assembled["agents"_L1]["defaults"_L1][key];
    if (set.isString())
        return {{"primary"_L1, set}};
    return set.toObject();
}

/// "provider/model" of what was typed, which may be an alias.
Result<QString> referenceOf(const ModelView &view, const std::string &given)
{
    const auto choice = view.catalog.resolve(text(given));
    if (!choice)
        return choice.error();
    const QString account = choice->account.isEmpty() ? QString() : u'@' + choice->account;
    return choice->model.reference() + account;
}

/// Opens what the commands look at, and carries on with the reference that was typed.
int withModel(CommandContext &context, const ChoiceOptions &options,
              const std::function<int(const ModelView &, const QString &)> &run)
{
    const auto view = modelView(context, {});
    if (!view)
        return context.out.fail(view.error());
    const auto reference = referenceOf(*view, options.model);
    return reference ? run(*view, *reference) : context.out.fail(reference.error());
}

int set(CommandContext &context, const ChoiceOptions &options)
{
    return withModel(context, options, [&](const ModelView &view, const QString &reference) {
        QJsonObject setting = modelSetting(view, options.key);
        setting.insert("primary"_L1, reference);
        QList<JsonEdit> edits{
            {defaultsPath({options.key}), setting.size() == 1 ? QJsonValue(reference) : setting}};
        const QString plain = reference.section(u'@', 0, 0);
        const QJsonObject listed = view.loaded.assembled["agents"_L1]["defaults"_L1]["models"_L1].toObject();
        if (!listed.isEmpty() && !listed.contains(plain)) // else nobody might choose it
            edits += {defaultsPath({u"models"_s, plain}), QJsonObject()};
        return applyEdits(context, {.edits = edits});
    });
}

QStringList fallbacksOf(const QJsonObject &setting)
{
    QStringList result;
    const QJsonArray list = setting["fallbacks"_L1].toArray();
    for (const QJsonValue &each : list)
        result += each.toString();
    return result;
}

int writeFallbacks(CommandContext &context, const ModelView &view, const ChoiceOptions &options,
                   const QStringList &fallbacks)
{
    QJsonObject setting = modelSetting(view, options.key);
    setting.insert("fallbacks"_L1, QJsonArray::fromStringList(fallbacks));
    if (fallbacks.isEmpty())
        setting.remove("fallbacks"_L1);
    return applyEdits(context, {.edits = {{defaultsPath({options.key}), setting}}});
}

int listFallbacks(CommandContext &context, const ChoiceOptions &options)
{
    const auto view = modelView(context, {});
    if (!view)
        return context.out.fail(view.error());
    const QStringList fallbacks = fallbacksOf(modelSetting(*view, options.key));
    if (context.out.json())
        context.out.document({{"fallbacks"_L1, QJsonArray::fromStringList(fallbacks)}});
    for (const QString &each : fallbacks)
        context.out.line(each);
    if (fallbacks.isEmpty())
        context.out.line(u"None. Next: "_s + context.hint(u"models fallbacks add <model>"_s));
    return ExitSuccess;
}

int addFallback(CommandContext &context, const ChoiceOptions &options)
{
    return withModel(context, options, [&](const ModelView &view, const QString &reference) {
        QStringList fallbacks = fallbacksOf(modelSetting(view, options.key));
        if (!fallbacks.contains(reference))
            fallbacks += reference;
        return writeFallbacks(context, view, options, fallbacks);
    });
}

int removeFallback(CommandContext &context, const ChoiceOptions &options)
{
    return withModel(context, options, [&](const ModelView &view, const QString &reference) {
        QStringList fallbacks = fallbacksOf(modelSetting(view, options.key));
        if (fallbacks.removeAll(reference) == 0)
            return context.out.fail({u"%1 is no fallback"_s.arg(reference),
                                     context.hint(u"models fallbacks list"_s), ErrorKind::NotFound});
        return writeFallbacks(context, view, options, fallbacks);
    });
}

int clearFallbacks(CommandContext &context, const ChoiceOptions &options)
{
    const auto view = modelView(context, {});
    return view ? writeFallbacks(context, *view, options, {}) : context.out.fail(view.error());
}

int listAliases(CommandContext &context, const ChoiceOptions &)
{
    const auto view = modelView(context, {});
    if (!view)
        return context.out.fail(view.error());
    const QMap<QString, QString> aliases = view->catalog.aliases();
    QJsonObject json;
    Table table{.header = {u"ALIAS"_s, u"MODEL"_s}, .rows = {}};
    for (auto it = aliases.begin(); it != aliases.end(); ++it) {
        json.insert(it.key(), it.value());
        table.rows += {it.key(), it.value()};
    }
    if (context.out.json())
        context.out.document({{"aliases"_L1, json}});
    context.out.print(table);
    return ExitSuccess;
}

int addAlias(CommandContext &context, const ChoiceOptions &options)
{
    return withModel(context, options, [&](const ModelView &, const QString &reference) {
        return applyEdits(context,
                          {.edits = {{defaultsPath({u"models"_s, reference.section(u'@', 0, 0), u"alias"_s}),
                                      text(options.alias)}}});
    });
}

int removeAlias(CommandContext &context, const ChoiceOptions &options)
{
    const auto view = modelView(context, {});
    if (!view)
        return context.out.fail(view.error());
    const QString reference = view->catalog.aliases().value(text(options.alias));
    if (reference.isEmpty())
        return context.out.fail({u"there is no alias %1"_s.arg(text(options.alias)),
                                 context.hint(u"models aliases list"_s), ErrorKind::NotFound});
    return applyEdits(
        context, {.edits = {{defaultsPath({u"models"_s, reference, u"alias"_s}), QJsonValue::Undefined}}});
}

using Run = int (*)(CommandContext &, const ChoiceOptions &);

class Commands
{
public:
    explicit Commands(Action &chosen)
        : m_chosen(chosen)
    {}

    /// `takesModel`: with what is typed as a model.
    std::shared_ptr<ChoiceOptions> add(CLI::App &parent, const char *name, const char *description, Run run,
                                       const QString &key, bool takesModel)
    {
        const auto options = std::make_shared<ChoiceOptions>(ChoiceOptions{.key = key});
        m_last = parent.add_subcommand(name, description);
        if (takesModel)
            m_last->add_option("model", options->model, "provider/model, or an alias")
                ->type_name("MODEL")
                ->required();
        onChosen(m_last, m_chosen, options, run);
        return options;
    }
    CLI::App &last() { return *m_last; }

private:
    Action &m_chosen;
    CLI::App *m_last = nullptr;
};

void addFallbackCommands(CLI::App &models, Commands &commands, const char *name, const char *description,
                         const QString &key)
{
    CLI::App *family = models.add_subcommand(name, description);
    family->require_subcommand(1);
    commands.add(*family, "list", "Show them in order", listFallbacks, key, false);
    commands.add(*family, "add", "Add one at the end", addFallback, key, true);
    commands.add(*family, "remove", "Take one away", removeFallback, key, true);
    commands.add(*family, "clear", "Take all away", clearFallbacks, key, false);
}

} // namespace

void addModelChoiceCommands(CLI::App &models, Action &chosen)
{
    Commands commands(chosen);
    commands.add(models, "set", "Choose the model that agents use", set, u"model"_s, true);
    commands.add(models, "set-image", "Choose the model that looks at images", set, u"imageModel"_s, true);
    addFallbackCommands(models, commands, "fallbacks", "Models tried when the first one fails", u"model"_s);
    addFallbackCommands(models, commands, "image-fallbacks", "The same for images", u"imageModel"_s);

    CLI::App *aliases = models.add_subcommand("aliases", "Short names of models");
    aliases->require_subcommand(1);
    commands.add(*aliases, "list", "Show them", listAliases, {}, false);
    const auto adding = commands.add(*aliases, "add", "Give a model a short name", addAlias, {}, false);
    commands.last().add_option("alias", adding->alias, "The short name")->type_name("NAME")->required();
    commands.last().add_option("model", adding->model, "provider/model")->type_name("MODEL")->required();
    const auto removing = commands.add(*aliases, "remove", "Forget a short name", removeAlias, {}, false);
    commands.last().add_option("alias", removing->alias, "The short name")->type_name("NAME")->required();
}

} // namespace wsagent
