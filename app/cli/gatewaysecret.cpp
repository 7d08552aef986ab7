#include "app/cli/gatewaysecret.h"

#include "app/cli/secretaccess.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/secretref.h"
#include "gateway/secrets/secretresolver.h"

namespace wsagent {

using namespace Qt::StringLiterals;

Result<GatewaySecret> gatewaySecret(const CommandContext &context, const LoadedConfig &loaded)
{
    const QJsonValue auth = loaded.effective["gateway"_L1]["auth"_L1];
    GatewaySecret secret{.isPassword = effectiveAuthMode(auth.toObject()) == "password"_L1};
    secret.text = loaded.environment
                      .value(secret.isPassword ? u"WS_AGENT_GATEWAY_PASSWORD"_s : u"WS_AGENT_GATEWAY_TOKEN"_s)
                      .trimmed();
    const QJsonValue configured = auth[secret.isPassword ? "password"_L1 : "token"_L1];
    const auto reference = secretRefFrom(configured);
    if (!secret.text.isEmpty())
        return secret;
    if (!reference)
        return reference.error();
    if (!*reference) {
        secret.text = configured.toString();
        return secret;
    }
    auto store = openStore(context.selection);
    if (!store)
        return store.error();
    std::optional<CommandApplication> application;
    if (!QCoreApplication::instance())
        application.emplace();
    SecretResolver resolver(loaded.effective["secrets"_L1].toObject(), loaded.environment, store->get());
    const auto found =
        answerOf<QByteArray>([&](const auto &answer) { resolver.resolve(**reference, answer); });
    if (!found)
        return found.error();
    secret.text = QString::fromUtf8(*found);
    return secret;
}

} // namespace wsagent
