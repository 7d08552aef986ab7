#include "gateway/protocol/connectparams.h"

#include "gateway/base/jsontexts.h"
#include "gateway/protocol/paramcheck.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr std::array clientIds = {
    "cli",
    "gateway-client",
    "openclaw-control-ui",
    "openclaw-tui",
    "openclaw-browser-copilot",
    "webchat",
    "webchat-ui",
    "openclaw-macos",
    "openclaw-linux",
    "openclaw-ios",
    "openclaw-watchos",
    "openclaw-android",
    "node-host",
    "openclaw-worker",
    "openclaw-probe",
    "fingerprint",
    "test",
    "ws-agent-control-ui",
    "ws-agent-desktop",
    "ws-agent-tui",
    // Releases before the product was renamed; let in only with gateway.protocol.acceptV3.
    "moltbot-control-ui",
    "moltbot-macos",
    "moltbot-ios",
    "moltbot-android",
    "moltbot-probe",
};
constexpr std::array clientModes = {"cli", "ui", "webchat", "backend", "node", "worker", "probe", "test"};

constexpr ParamShape any{};
constexpr ParamShape string{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape version{.kind = Kind::Integer, .least = 1};
constexpr ParamShape time{.kind = Kind::Integer};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape buildId{.kind = Kind::String, .least = 1, .most = 96};
constexpr ParamShape zone{.kind = Kind::String, .least = 1, .most = 64};
constexpr ParamShape words{.kind = Kind::Array, .item = &string};
constexpr ParamShape flags{.kind = Kind::Map, .item = &flag};
constexpr ParamShape clientId{.kind = Kind::String, .allowed = clientIds};
constexpr ParamShape clientMode{.kind = Kind::String, .allowed = clientModes};

constexpr std::array clientMembers = {
    ParamMember{"id", &clientId, true},    ParamMember{"version", &word, true},
    ParamMember{"platform", &word, true},  ParamMember{"mode", &clientMode, true},
    ParamMember{"displayName", &word},     ParamMember{"deviceFamily", &word},
    ParamMember{"modelIdentifier", &word}, ParamMember{"instanceId", &word},
    ParamMember{"buildId", &buildId},      ParamMember{"timeZone", &zone},
};
constexpr ParamShape client{.kind = Kind::Object, .members = clientMembers};

constexpr std::array deviceMembers = {
    ParamMember{"id", &word, true},        ParamMember{"publicKey", &word, true},
    ParamMember{"signature", &word, true}, ParamMember{"signedAt", &time, true},
    ParamMember{"nonce", &word, true},
};
constexpr ParamShape device{.kind = Kind::Object, .members = deviceMembers};

constexpr std::array authMembers = {
    ParamMember{"token", &string},
    ParamMember{"password", &string},
    ParamMember{"deviceToken", &string},
    ParamMember{"bootstrapToken", &string},
    ParamMember{"approvalRuntimeToken", &string},
    ParamMember{"agentRuntimeIdentityToken", &string},
};
constexpr ParamShape auth{.kind = Kind::Object, .members = authMembers};

constexpr std::array catalogMembers = {
    ParamMember{"sessionKey", &string},
    ParamMember{"agentId", &string},
    ParamMember{"shortId", &string},
    ParamMember{"slugHint", &string},
};
constexpr ParamShape modelCatalog{.kind = Kind::Object, .members = catalogMembers};

constexpr std::array connectMembers = {
    ParamMember{"minProtocol", &version, true},
    ParamMember{"maxProtocol", &version, true},
    ParamMember{"client", &client, true},
    ParamMember{"role", &string},
    ParamMember{"scopes", &words},
    ParamMember{"caps", &words},
    ParamMember{"commands", &words},
    ParamMember{"permissions", &flags},
    ParamMember{"pathEnv", &string},
    ParamMember{"computerUse", &any},
    ParamMember{"workerRuns", &any},
    ParamMember{"modelCatalog", &modelCatalog},
    ParamMember{"device", &device},
    ParamMember{"auth", &auth},
    ParamMember{"locale", &string},
    ParamMember{"userAgent", &string},
};
constexpr ParamShape connectShape{.kind = Kind::Object, .members = connectMembers};

std::optional<QString> optional(const QJsonValue &value)
{
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

std::optional<DeviceBlock> deviceOf(const QJsonValue &value)
{
    if (!value.isObject())
        return std::nullopt;
    return DeviceBlock{.id = value["id"_L1].toString(),
                       .publicKey = value["publicKey"_L1].toString(),
                       .signature = value["signature"_L1].toString(),
                       .signedAt = value["signedAt"_L1].toInteger(),
                       .nonce = value["nonce"_L1].toString()};
}

} // namespace

Result<ConnectParams, QString> parseConnectParams(const QJsonValue &params)
{
    if (const QString found = objections(params, connectShape); !found.isEmpty())
        return found;
    const QJsonValue of = params["client"_L1];
    const QJsonValue credentials = params["auth"_L1];
    return ConnectParams{
        .minProtocol = params["minProtocol"_L1].toInt(),
        .maxProtocol = params["maxProtocol"_L1].toInt(),
        .clientId = of["id"_L1].toString(),
        .clientMode = of["mode"_L1].toString(),
        .version = of["version"_L1].toString(),
        .platform = of["platform"_L1].toString(),
        .displayName = of["displayName"_L1].toString(),
        .deviceFamily = of["deviceFamily"_L1].toString(),
        .modelIdentifier = of["modelIdentifier"_L1].toString(),
        .instanceId = of["instanceId"_L1].toString(),
        .timeZone = of["timeZone"_L1].toString(),
        .role = params["role"_L1].toString(u"operator"_s),
        .scopes = textsIn(params["scopes"_L1]),
        .caps = textsIn(params["caps"_L1]),
        .commands = textsIn(params["commands"_L1]),
        .pathEnv = params["pathEnv"_L1].toString(),
        .permissions = params["permissions"_L1].toObject(),
        .device = deviceOf(params["device"_L1]),
        .auth = {.token = optional(credentials["token"_L1]),
                 .password = optional(credentials["password"_L1]),
                 .deviceToken = optional(credentials["deviceToken"_L1]),
                 .bootstrapToken = optional(credentials["bootstrapToken"_L1])},
    };
}

QString ConnectParams::knownAs() const
{
    constexpr auto old = "moltbot-"_L1;
    return clientId.startsWith(old) ? "openclaw-"_L1 + clientId.mid(old.size()) : clientId;
}

bool ConnectParams::isBrowserClient() const
{
    static constexpr std::array panels = {"openclaw-control-ui"_L1, "ws-agent-control-ui"_L1, "webchat"_L1,
                                          "webchat-ui"_L1};
    const QString id = knownAs();
    return std::any_of(panels.begin(), panels.end(), [&id](QLatin1StringView panel) { return id == panel; });
}

bool isProtocolAccepted(const ConnectParams &params, bool acceptV3)
{
    const bool lenient = params.clientMode == "probe"_L1 ||
                         (params.role == "node"_L1 && params.clientMode == "node"_L1) || acceptV3;
    return params.minProtocol <= protocolVersion && params.maxProtocol >= (lenient ? 3 : protocolVersion);
}

} // namespace wsagent
