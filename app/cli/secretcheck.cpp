#include "app/cli/secretcheck.h"

#include "app/cli/secretaccess.h"
#include "gateway/secrets/secretreferences.h"
#include "gateway/secrets/secretresolver.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A keychain that is locked asks its owner first; a check does not wait for that.
constexpr auto patience = std::chrono::seconds(5);

} // namespace

QList<ConfigIssue> deadReferences(const CommandContext &context, const LoadedConfig &loaded)
{
    QList<PlacedReference> references = secretReferences(loaded.effective);
    references.removeIf(
        [](const PlacedReference &placed) { return placed.ref.source == SecretRef::Source::Exec; });
    if (references.isEmpty())
        return {};

    std::optional<CommandApplication> application;
    if (!QCoreApplication::instance())
        application.emplace();
    const auto store = openStore(context.selection);
    SecretResolver resolver(loaded.effective["secrets"_L1].toObject(), loaded.environment,
                            store ? store->get() : nullptr);
    QList<ConfigIssue> dead;
    for (const PlacedReference &placed : std::as_const(references)) {
        const auto found =
            answerOf<QByteArray>([&](const auto &answer) { resolver.resolve(placed.ref, answer); }, patience);
        if (found)
            continue;
        const bool isStore = !store && placed.ref.source == SecretRef::Source::Keychain;
        const Error &error = isStore ? store.error() : found.error();
        dead += {.level = ConfigIssue::Level::Warning,
                 .code = u"config.secret_unresolved"_s,
                 .path = toString(placed.path),
                 .message = u"the secret is not to be had: %1"_s.arg(error.message)};
    }
    return dead;
}

} // namespace wsagent
