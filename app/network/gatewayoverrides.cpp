#include "app/network/gatewayoverrides.h"

#include "app/cli/commandtree.h"
#include "gateway/base/files.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error notBuilt(const QString &option, const QString &instead)
{
    return {u"%1 is not built into this version"_s.arg(option), instead, ErrorKind::Usage};
}

Result<void> checkBuilt(const GatewayRunOptions &options)
{
    const bool tailscale = !options.tailscale.empty() && options.tailscale != "off";
    if (tailscale || options.tailscaleResetOnExit)
        return notBuilt(tailscale ? u"--tailscale %1"_s.arg(text(options.tailscale))
                                  : u"--tailscale-reset-on-exit"_s,
                        u"tailscale serve --bg 18789"_s);
    if (options.rawStream || !options.rawStreamPath.empty())
        return notBuilt(u"--raw-stream"_s, u"ws-agent gateway --verbose"_s);
    return {};
}

/// The first line: editors end files with a line break.
Result<QString> passwordIn(const QString &path)
{
    constexpr qint64 longest = 4096;
    const auto content = readFile(path, longest);
    if (!content)
        return Error{u"the password cannot be read: %1"_s.arg(content.error().message), content.error().fix,
                     ErrorKind::ConfigInvalid};
    const QString password = QString::fromUtf8(content->left(content->indexOf('\n'))).trimmed();
    if (password.isEmpty())
        return Error{u"%1 holds no password in its first line"_s.arg(path), {}, ErrorKind::ConfigInvalid};
    return password;
}

} // namespace

Result<GatewayOverrides> overridesFrom(const GatewayRunOptions &options)
{
    if (const auto built = checkBuilt(options); !built)
        return built.error();
    GatewayOverrides overrides{
        .authMode = text(options.auth), .token = text(options.token), .password = text(options.password)};
    if (!options.passwordFile.empty()) {
        const auto password = passwordIn(text(options.passwordFile));
        if (!password)
            return password.error();
        overrides.password = *password;
    }
    return overrides;
}

ConfigSource overridden(ConfigSource source, const GatewayOverrides &overrides)
{
    if (!overrides.token.isEmpty())
        source.environment.remove(u"WS_AGENT_GATEWAY_TOKEN"_s);
    if (!overrides.password.isEmpty())
        source.environment.remove(u"WS_AGENT_GATEWAY_PASSWORD"_s);
    return source;
}

LoadedConfig overridden(LoadedConfig loaded, const GatewayOverrides &overrides)
{
    if (overrides.isEmpty())
        return loaded;
    QJsonObject gateway = loaded.effective["gateway"_L1].toObject();
    QJsonObject auth = gateway["auth"_L1].toObject();
    if (!overrides.token.isEmpty())
        auth.insert("token"_L1, overrides.token);
    if (!overrides.password.isEmpty())
        auth.insert("password"_L1, overrides.password);
    // A secret that is given alone says how it is to be shown, too.
    if (!overrides.authMode.isEmpty())
        auth.insert("mode"_L1, overrides.authMode);
    else if (overrides.token.isEmpty() != overrides.password.isEmpty())
        auth.insert("mode"_L1, overrides.password.isEmpty() ? u"token"_s : u"password"_s);
    gateway.insert("auth"_L1, auth);
    loaded.effective.insert("gateway"_L1, gateway);
    return loaded;
}

} // namespace wsagent
