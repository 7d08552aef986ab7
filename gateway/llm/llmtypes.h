#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace wsagent {

/// How a model is spoken to.
enum class LlmApi { OpenAiCompletions, OpenAiResponses, AnthropicMessages, GoogleGenerativeAi, Builtin };

/// The word in the config, such as "openai-completions"; nothing for one that is not spoken here.
std::optional<LlmApi> llmApiFromName(const QString &name);
QString nameOf(LlmApi api);

/// Price of a million tokens, in dollars.
struct ModelCost
{
    double input = 0;
    double output = 0;
    double cacheRead = 0;
    double cacheWrite = 0;

    bool operator==(const ModelCost &) const = default;
};

/// Where a compatible service differs from the one it is compatible with; unset: what the service itself
/// does.
struct ModelCompat
{
    std::optional<bool> supportsStore = {};
    std::optional<bool> supportsDeveloperRole = {};
    std::optional<bool> supportsReasoningEffort = {};
    QString maxTokensField = {};

    bool operator==(const ModelCompat &) const = default;
};

/// A model with everything that is needed to call it, except the credential.
struct ResolvedModel
{
    QString provider = {};
    QString id = {};
    QString name = {}; ///< for people
    LlmApi api = LlmApi::OpenAiCompletions;
    QString baseUrl = {};
    QJsonObject headers = {}; ///< sent with each request, besides those of the wire format
    bool authHeader = false;  ///< the key goes into `Authorization`, also where the format has another header
    bool reasoning = false;
    QStringList input = {QStringLiteral("text")};
    ModelCost cost = {};
    int contextWindow = 200'000;
    int maxTokens = 8192;
    ModelCompat compat = {};

    QString reference() const { return provider + u'/' + id; }
    bool takesImages() const { return input.contains(QStringLiteral("image")); }
    bool operator==(const ResolvedModel &) const = default;
};

/// What opens a provider. Never logged, never shown.
struct Credential
{
    enum class Kind { None, ApiKey, Token, OAuth };

    Kind kind = Kind::None;
    QByteArray secret = {};

    bool operator==(const Credential &) const = default;
};

enum class LlmRole { User, Assistant, ToolResult };

/// One row of a conversation. `content` holds the parts of `gateway-methods.md` 5:
/// `{type:"text", text}`, `{type:"image", data (base64), mimeType}`,
/// `{type:"thinking", thinking, thinkingSignature?, redacted?}` and
/// `{type:"toolCall", id, name, arguments, argumentsError?, thoughtSignature?}`; a toolCall whose arguments
/// could not be read has a sentence in `argumentsError` and must not be carried out.
struct LlmMessage
{
    LlmRole role = LlmRole::User;
    QJsonArray content = {};
    QString toolCallId = {}; ///< of a tool result
    QString toolName = {};
    bool isError = false;
    QString origin = {}; ///< of an assistant: "provider/model"; thinking is given back to that one only

    bool operator==(const LlmMessage &) const = default;
};

/// A message of one text.
LlmMessage textMessage(LlmRole role, const QString &text);
/// The texts of the parts, joined.
QString textOf(const QJsonArray &content);

struct ToolSpec
{
    QString name = {};
    QString description = {};
    QJsonObject parameters = {}; ///< JSON Schema
};

struct ToolChoice
{
    enum class Mode { Auto, None, Required, Named };

    Mode mode = Mode::Auto;
    QString name = {}; ///< with Named
};

enum class ThinkingLevel { Off, Minimal, Low, Medium, High, ExtraHigh };

std::optional<ThinkingLevel>
thinkingLevelFromName(const QString &name); ///< off|minimal|low|medium|high|xhigh
QString nameOf(ThinkingLevel level);

/// How long to wait for a model; generous, since a local one may read a long prompt for minutes.
struct LlmTimeouts
{
    std::chrono::milliseconds idle = std::chrono::minutes(5); ///< without anything from the server
    std::chrono::milliseconds total = std::chrono::minutes(10);
};

/// How the model is to find its words. What is unset, or unknown to the wire format, is left to the model.
struct GenerationConfig
{
    std::optional<int> maxTokens = {}; ///< of the answer
    std::optional<double> temperature = {};
    std::optional<double> topP = {};
    std::optional<double> frequencyPenalty = {};
    std::optional<double> presencePenalty = {};
    std::optional<qint64> seed = {};
    QStringList stop = {}; ///< texts at which the answer ends
};

/// What one who asks wants of the model besides the settings of the agent.
struct ModelWishes
{
    GenerationConfig generation = {};
    QList<ToolSpec> tools = {}; ///< that he carries out himself: a call of one ends the run
    ToolChoice toolChoice = {};

    /// The answer has to be a call of one of his tools.
    bool wantsCall() const
    {
        return toolChoice.mode == ToolChoice::Mode::Required || toolChoice.mode == ToolChoice::Mode::Named;
    }
};

struct LlmRequest
{
    ResolvedModel model = {};
    Credential credential = {};
    QString system = {};
    QList<LlmMessage> messages = {};
    QList<ToolSpec> tools = {};
    ToolChoice toolChoice = {};
    ThinkingLevel thinking = ThinkingLevel::Off;
    GenerationConfig generation = {};
    QString cacheKey = {}; ///< the same for calls that share their beginning, such as the session id
    LlmTimeouts timeouts = {};
};

struct LlmUsage
{
    qint64 input = 0; ///< neither read from nor written to the provider's cache
    qint64 output = 0;
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0;
    qint64 reasoning = 0; ///< of the output

    qint64 total() const { return input + output + cacheRead + cacheWrite; }
    LlmUsage &operator+=(const LlmUsage &other);
    bool operator==(const LlmUsage &) const = default;
};

/// In dollars.
double costOf(const LlmUsage &usage, const ModelCost &cost);
/// The `usage` of an assistant row: `{input, output, cacheRead, cacheWrite, totalTokens, cost{…, total}}`.
QJsonObject toJson(const LlmUsage &usage, const ModelCost &cost);

enum class StopReason { Stop, ToolUse, Length, Error, Aborted };

QString nameOf(StopReason reason); ///< stop|toolUse|length|error|aborted

/// Why a call failed, by what is to be done about it (`agents.md` 6).
enum class FailureClass {
    None,
    RateLimit,
    Auth,
    Billing,
    Timeout, ///< no answer in time, or cut off
    Server,  ///< unreachable, or in trouble: worth another try, then as Timeout
    Format,
    ContextOverflow, ///< the conversation has to be compacted
    Refusal,         ///< content filter and refusals
    Other,           ///< would fail again
    Aborted,         ///< by us
};

QString nameOf(FailureClass failure); ///< "rate_limit", …

struct LlmFailure
{
    FailureClass kind = FailureClass::None;
    QString message = {}; ///< a sentence, without any credential
    int httpStatus = 0;
    std::optional<std::chrono::milliseconds> retryAfter = {};

    explicit operator bool() const { return kind != FailureClass::None; }
};

/// How a call ended. What had arrived before a failure is in `content`.
struct LlmOutcome
{
    QJsonArray content = {};
    StopReason stopReason = StopReason::Stop;
    LlmUsage usage = {};
    LlmFailure failure = {}; ///< with Error and Aborted
    QString responseId = {};
    ResolvedModel model = {};  ///< the one that answered
    QString authProfile = {};  ///< whose credential was used; empty: none was needed
    QStringList attempts = {}; ///< a sentence for each model or account that was tried and did not answer

    bool isEmpty() const { return content.isEmpty(); }
};

} // namespace wsagent

Q_DECLARE_METATYPE(wsagent::LlmOutcome)
