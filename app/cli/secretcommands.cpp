#include "app/cli/secretcommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/configset.h"
#include "app/cli/secretaccess.h"
#include "app/cli/secretinput.h"
#include "app/cli/standardinput.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"
#include "gateway/config/secretref.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct StoreOptions
{
    std::string name;
    std::optional<std::string> value;
    std::string file;
    bool require = false;
    bool reveal = false;
};

Result<QString> secretName(const std::string &given)
{
    const QString name = text(given);
    const auto ref = secretRefFrom(QJsonObject{{"source"_L1, u"keychain"_s}, {"id"_L1, name}});
    if (ref)
        return name;
    return Error{u"\"%1\" is no name for a secret"_s.arg(name),
                 u"use the key it is for, such as channels.telegram.botToken"_s, ErrorKind::Usage};
}

/// A place as people write it.
QString shown(const CommandContext &context, const QString &place)
{
    const qsizetype path = place.indexOf(u'/');
    return path < 0 ? place : place.first(path) + context.out.shortPath(place.sliced(path));
}

QString placeOf(const CommandContext &context, const SecretStore &store)
{
    return shown(context, store.describe());
}

Error missing(const CommandContext &context, const QString &name, const SecretStore &store)
{
    return {u"there is no secret %1 in %2"_s.arg(name, placeOf(context, store)),
            context.hint(u"secrets store set %1"_s.arg(name)), ErrorKind::NotFound};
}

void reply(const CommandContext &context, const QJsonObject &document)
{
    if (context.out.json())
        context.out.document(document);
}

/// What every command of the store begins with: something that runs its event loop, and the store.
int withStore(CommandContext &context, const std::function<int(SecretStore &)> &run)
{
    const CommandApplication application;
    const auto store = openStore(context.selection);
    return store ? run(**store) : context.out.fail(store.error());
}

QJsonArray toJson(const SecretStore::Places &places)
{
    QJsonArray entries;
    for (auto it = places.begin(); it != places.end(); ++it)
        entries += QJsonObject{{"name"_L1, it.key()}, {"store"_L1, it.value()}};
    return entries;
}

int list(CommandContext &context, const StoreOptions &)
{
    return withStore(context, [&context](SecretStore &store) {
        using Places = SecretStore::Places;
        const auto places = answerOf<Places>([&](const auto &answer) { store.list(answer); });
        if (!places)
            return context.out.fail(places.error());
        reply(context, {{"ok"_L1, true}, {"store"_L1, store.describe()}, {"entries"_L1, toJson(*places)}});
        if (places->isEmpty())
            context.out.line(u"No secrets yet. They will be kept in %1."_s.arg(placeOf(context, store)));
        Table table{.header = {u"NAME"_s, u"SECRET"_s, u"KEPT IN"_s}, .rows = {}};
        for (auto it = places->begin(); it != places->end(); ++it)
            table.rows += QStringList{it.key(), u"***"_s, shown(context, it.value())};
        if (!table.rows.isEmpty())
            context.out.print(table);
        return int(ExitSuccess);
    });
}

Result<void> write(SecretStore &store, const QString &name, const QByteArray &secret)
{
    return answerOf<void>([&](const auto &answer) { store.write(name, secret, answer); });
}

int set(CommandContext &context, const StoreOptions &options)
{
    if (options.value)
        return context.out.fail({u"a secret on the command line can be seen by every other program"_s,
                                 context.hint(u"secrets store set %1"_s.arg(text(options.name))),
                                 ErrorKind::Usage});
    const auto name = secretName(options.name);
    if (!name)
        return context.out.fail(name.error());
    const auto secret = readSecret(u"Secret for %1 (not shown): "_s.arg(*name));
    if (!secret)
        return context.out.fail(secret.error());
    return withStore(context, [&](SecretStore &store) {
        if (const auto written = write(store, *name, *secret); !written)
            return context.out.fail(written.error());
        reply(context, {{"ok"_L1, true}, {"name"_L1, *name}, {"store"_L1, store.describe()}});
        context.out.line(u"%1 is kept in %2."_s.arg(*name, placeOf(context, store)));
        context.out.line(u"Next: %1"_s.arg(
            context.hint(u"config set <key> --ref-source keychain --ref-id %1"_s.arg(*name))));
        return int(ExitSuccess);
    });
}

int get(CommandContext &context, const StoreOptions &options)
{
    const auto name = secretName(options.name);
    if (!name)
        return context.out.fail(name.error());
    return withStore(context, [&](SecretStore &store) {
        const auto secret = answerOf<QByteArray>([&](const auto &answer) { store.read(*name, answer); });
        if (!secret && secret.error().kind == ErrorKind::NotFound) {
            const int code = context.out.fail(missing(context, *name, store));
            return options.require ? int(ExitMissing) : code;
        }
        if (!secret)
            return context.out.fail(secret.error());
        const QString shown = options.reveal ? QString::fromUtf8(*secret) : u"***"_s;
        reply(context,
              {{"ok"_L1, true}, {"name"_L1, *name}, {"store"_L1, store.describe()}, {"value"_L1, shown}});
        context.out.line(shown);
        return int(ExitSuccess);
    });
}

int remove(CommandContext &context, const StoreOptions &options)
{
    const auto name = secretName(options.name);
    if (!name)
        return context.out.fail(name.error());
    return withStore(context, [&](SecretStore &store) {
        const auto removed = answerOf<void>([&](const auto &answer) { store.remove(*name, answer); });
        if (!removed)
            return context.out.fail(removed.error().kind == ErrorKind::NotFound
                                        ? missing(context, *name, store)
                                        : removed.error());
        reply(context, {{"ok"_L1, true}, {"name"_L1, *name}});
        context.out.line(u"%1 is removed."_s.arg(*name));
        return int(ExitSuccess);
    });
}

Result<QMap<QString, QByteArray>> secretsToImport(const StoreOptions &options)
{
    constexpr qint64 largestImport = 1024 * 1024;
    const auto content =
        options.file == "-" ? readStandardInput(largestImport) : readFile(text(options.file), largestImport);
    if (!content)
        return content.error();
    const auto secrets = parseSecrets(*content);
    for (auto it = secrets ? secrets->keyBegin() : QMap<QString, QByteArray>::key_iterator();
         secrets && it != secrets->keyEnd(); ++it) {
        if (const auto name = secretName(it->toStdString()); !name)
            return name.error();
    }
    return secrets;
}

int import(CommandContext &context, const StoreOptions &options)
{
    const auto secrets = secretsToImport(options);
    if (!secrets)
        return context.out.fail(secrets.error());
    return withStore(context, [&](SecretStore &store) {
        for (auto it = secrets->begin(); it != secrets->end(); ++it) {
            if (const auto written = write(store, it.key(), it.value()); !written)
                return context.out.fail(written.error());
            context.out.line(it.key());
        }
        reply(context, {{"ok"_L1, true},
                        {"imported"_L1, QJsonArray::fromStringList(secrets->keys())},
                        {"store"_L1, store.describe()}});
        context.out.line(u"%1 secrets are kept in %2. The file they came from is still there."_s.arg(
            QString::number(secrets->size()), placeOf(context, store)));
        return int(ExitSuccess);
    });
}

} // namespace

void addSecretCommands(CLI::App &root, Action &chosen)
{
    CLI::App *secrets = root.add_subcommand("secrets", "Keep secrets out of the config");
    secrets->require_subcommand(1);
    CLI::App *store =
        secrets->add_subcommand("store", "The secrets of this profile, in the keychain or a sealed file");
    store->require_subcommand(1);

    const auto options = std::make_shared<StoreOptions>();
    onChosen(store->add_subcommand("list", "Names of the secrets"), chosen, options, list);

    CLI::App *setCommand = store->add_subcommand("set", "Keep one; it is asked for, or read from a pipe");
    setCommand->add_option("name", options->name, "The key it is for")->required()->type_name("NAME");
    setCommand->add_option("--value", options->value, "Refused: others could see it");
    onChosen(setCommand, chosen, options, set);

    CLI::App *getCommand =
        store->add_subcommand("get", "Whether there is one; shows *** unless told otherwise");
    getCommand->add_option("name", options->name)->required()->type_name("NAME");
    getCommand->add_flag("--require", options->require, "Exit with 3 when there is none");
    getCommand->add_flag("--reveal", options->reveal, "Show the secret itself");
    onChosen(getCommand, chosen, options, get);

    CLI::App *removeCommand = store->add_subcommand("rm", "Forget one");
    removeCommand->add_option("name", options->name)->required()->type_name("NAME");
    onChosen(removeCommand, chosen, options, remove);

    CLI::App *importCommand = store->add_subcommand("import", "Keep several from a file");
    importCommand->add_option("file", options->file, "JSON object or NAME=secret lines; - for standard input")
        ->required()
        ->type_name("FILE");
    onChosen(importCommand, chosen, options, import);
}

} // namespace wsagent
