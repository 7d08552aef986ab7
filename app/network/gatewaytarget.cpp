#include "app/network/gatewaytarget.h"

#include "app/cli/gatewaysecret.h"
#include "app/cli/secretaccess.h"
#include "app/network/gatewaygreeting.h"
#include "app/network/networkmodule.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/validator.h"
#include "gateway/net/tlsidentity.h"

#include <QRegularExpression>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// With the port unknown, the usual one may be that of another instance.
std::optional<ConfigIssue> portIssue(const LoadedConfig &loaded)
{
    const auto found = std::find_if(loaded.errors.begin(), loaded.errors.end(), [](const ConfigIssue &issue) {
        return issue.path.isEmpty() || issue.path == "gateway.port"_L1;
    });
    return found == loaded.errors.end() ? std::nullopt : std::optional(*found);
}

/// The gateway of the selected profile, from its runtime file when it runs, or where its config puts it.
Result<GatewayTarget> localTarget(CommandContext &context, const RpcOptions &options)
{
    const LoadedConfig loaded = context.load();
    const auto secret = gatewaySecret(context, loaded);
    if (!secret)
        return secret.error();

    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    const bool runs = runtime && isAlive(*runtime);
    const auto base =
        basePort(context.selection.profile,
                 options.port.empty() ? std::nullopt : std::optional(QString::fromStdString(options.port)),
                 context.selection.environment.value(u"WS_AGENT_GATEWAY_PORT"_s),
                 loaded.effective["gateway"_L1]["port"_L1]);
    if (!base)
        return base.error();
    const bool byRuntime = runs && options.port.empty();
    if (const auto issue = portIssue(loaded); issue && !runs && options.port.empty())
        return context.configInvalid(*issue);
    GatewayTarget target = byRuntime ? runningTarget(*runtime)
                                     : GatewayTarget{.url = QUrl(u"ws://127.0.0.1:%1/"_s.arg(base->port))};
    (secret->isPassword ? target.password : target.token) = secret->text;
    return target;
}

Result<QString> knownFingerprint(const QString &given, const QUrl &url)
{
    static const QRegularExpression sha256(u"^[0-9a-f]{64}$"_s);
    const QString fingerprint = normalFingerprint(given);
    if (!sha256.match(fingerprint).hasMatch())
        return Error{u"--tls-fingerprint needs the SHA-256 of a certificate, 64 hexadecimal digits"_s,
                     u"ws-agent gateway discover"_s, ErrorKind::Usage};
    if (url.scheme() != "wss"_L1)
        return Error{u"--tls-fingerprint needs a wss:// address, else no certificate is shown"_s,
                     {},
                     ErrorKind::Usage};
    return fingerprint;
}

} // namespace

/// With an address, nothing of this host's configs or environment is sent anywhere.
Result<GatewayTarget> gatewayTarget(CommandContext &context, const RpcOptions &options)
{
    Result<GatewayTarget> target = GatewayTarget{.url = QUrl(QString::fromStdString(options.url))};
    if (options.url.empty()) {
        target = localTarget(context, options);
    } else if (options.token.empty() && options.password.empty()) {
        return Error{u"--url needs --token or --password"_s, u"ws-agent gateway call --help"_s};
    } else if (target->url.scheme() != "ws"_L1 && target->url.scheme() != "wss"_L1) {
        return Error{u"%1 is no ws:// or wss:// address"_s.arg(QString::fromStdString(options.url)),
                     {},
                     ErrorKind::Usage};
    }
    if (!target)
        return target;
    if (!options.tlsFingerprint.empty()) {
        const auto fingerprint =
            knownFingerprint(QString::fromStdString(options.tlsFingerprint), target->url);
        if (!fingerprint)
            return fingerprint.error();
        target->tlsFingerprint = *fingerprint;
    }
    if (!options.token.empty())
        target->token = QString::fromStdString(options.token);
    if (!options.password.empty())
        target->password = QString::fromStdString(options.password);
    target->timeout = std::chrono::milliseconds(options.timeout);
    return target;
}

Result<GatewayAnswer> callFromHere(CommandContext &context, const RpcOptions &options, const QString &method,
                                   const QJsonValue &params)
{
    const auto where = gatewayTarget(context, options);
    if (!where)
        return where.error();
    GatewayClient client(*where);
    return answerOf<GatewayAnswer>([&](const auto &answer) { client.call(method, params, answer); },
                                   where->timeout + std::chrono::seconds(1));
}

} // namespace wsagent
