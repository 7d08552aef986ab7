#include "gateway/llm/llmtypes.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr double perMillion = 1e-6;

template <typename Enum>
struct Word
{
    Enum value;
    QLatin1StringView name;
};
template <typename Enum>
Word(Enum, QLatin1StringView) -> Word<Enum>; // clang 14 does not find it by itself

constexpr std::array apis{
    Word{LlmApi::OpenAiCompletions, "openai-completions"_L1},
    Word{LlmApi::OpenAiResponses, "openai-responses"_L1},
    Word{LlmApi::AnthropicMessages, "anthropic-messages"_L1},
    Word{LlmApi::GoogleGenerativeAi, "google-generative-ai"_L1},
    Word{LlmApi::Builtin, "builtin"_L1},
};

constexpr std::array thinkingLevels{
    Word{ThinkingLevel::Off, "off"_L1},   Word{ThinkingLevel::Minimal, "minimal"_L1},
    Word{ThinkingLevel::Low, "low"_L1},   Word{ThinkingLevel::Medium, "medium"_L1},
    Word{ThinkingLevel::High, "high"_L1}, Word{ThinkingLevel::ExtraHigh, "xhigh"_L1},
};

constexpr std::array stopReasons{
    Word{StopReason::Stop, "stop"_L1},       Word{StopReason::ToolUse, "toolUse"_L1},
    Word{StopReason::Length, "length"_L1},   Word{StopReason::Error, "error"_L1},
    Word{StopReason::Aborted, "aborted"_L1},
};

constexpr std::array failures{
    Word{FailureClass::None, "none"_L1},       Word{FailureClass::RateLimit, "rate_limit"_L1},
    Word{FailureClass::Auth, "auth"_L1},       Word{FailureClass::Billing, "billing"_L1},
    Word{FailureClass::Timeout, "timeout"_L1}, Word{FailureClass::Server, "server"_L1},
    Word{FailureClass::Format, "format"_L1},   Word{FailureClass::ContextOverflow, "context_overflow"_L1},
    Word{FailureClass::Refusal, "refusal"_L1}, Word{FailureClass::Other, "other"_L1},
    Word{FailureClass::Aborted, "aborted"_L1},
};

template <typename Enum, std::size_t size>
std::optional<Enum> valueOf(const std::array<Word<Enum>, size> &words, const QString &name)
{
    for (const Word<Enum> &word : words) {
        if (word.name == name)
            return word.value;
    }
    return std::nullopt;
}

template <typename Enum, std::size_t size>
QString wordFor(const std::array<Word<Enum>, size> &words, Enum value)
{
    for (const Word<Enum> &word : words) {
        if (word.value == value)
            return word.name;
    }
    return {};
}

} // namespace

std::optional<LlmApi> llmApiFromName(const QString &name)
{
    return valueOf(apis, name);
}

QString nameOf(LlmApi api)
{
    return wordFor(apis, api);
}

std::optional<ThinkingLevel> thinkingLevelFromName(const QString &name)
{
    return valueOf(thinkingLevels, name);
}

QString nameOf(ThinkingLevel level)
{
    return wordFor(thinkingLevels, level);
}

QString nameOf(StopReason reason)
{
    return wordFor(stopReasons, reason);
}

QString nameOf(FailureClass failure)
{
    return wordFor(failures, failure);
}

LlmMessage textMessage(LlmRole role, const QString &text)
{
    return {.role = role, .content = {QJsonObject{{"type"_L1, "text"_L1}, {"text"_L1, text}}}};
}

QString textOf(const QJsonArray &content)
{
    QString text;
    for (const QJsonValue &part : content) {
        if (part["type"_L1] == "text"_L1)
            text += part["text"_L1].toString();
    }
    return text;
}

LlmUsage &LlmUsage::operator+=(const LlmUsage &other)
{
    input += other.input;
    output += other.output;
    cacheRead += other.cacheRead;
    cacheWrite += other.cacheWrite;
    reasoning += other.reasoning;
    return *this;
}

double costOf(const LlmUsage &usage, const ModelCost &cost)
{
    return (double(usage.input) * cost.input + double(usage.output) * cost.output +
            double(usage.cacheRead) * cost.cacheRead + double(usage.cacheWrite) * cost.cacheWrite) *
           perMillion;
}

QJsonObject toJson(const LlmUsage &usage, const ModelCost &cost)
{
    return {
        {"input"_L1, usage.input},
        {"output"_L1, usage.output},
        {"cacheRead"_L1, usage.cacheRead},
        {"cacheWrite"_L1, usage.cacheWrite},
        {"totalTokens"_L1, usage.total()},
        {"cost"_L1, QJsonObject{{"input"_L1, double(usage.input) * cost.input * perMillion},
                                {"output"_L1, double(usage.output) * cost.output * perMillion},
                                {"cacheRead"_L1, double(usage.cacheRead) * cost.cacheRead * perMillion},
                                {"cacheWrite"_L1, double(usage.cacheWrite) * cost.cacheWrite * perMillion},
                                {"total"_L1, costOf(usage, cost)}}}};
}

} // namespace wsagent
