#include "gateway/llm/knownproviders.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList textAndImages()
{
    return {u"text"_s, u"image"_s};
}

ResolvedModel anthropic(const QString &id, const QString &name, const ModelCost &cost, int maxTokens)
{
    return {.id = id,
            .name = name,
            .reasoning = true,
            .input = textAndImages(),
            .cost = cost,
            .maxTokens = maxTokens};
}

ResolvedModel openAi(const QString &id, const QString &name, const ModelCost &cost, int window, int maxTokens,
                     bool reasoning)
{
    return {.id = id,
            .name = name,
            .reasoning = reasoning,
            .input = textAndImages(),
            .cost = cost,
            .contextWindow = window,
            .maxTokens = maxTokens};
}

ResolvedModel google(const QString &id, const QString &name, const ModelCost &cost)
{
    return {.id = id,
            .name = name,
            .reasoning = true,
            .input = textAndImages(),
            .cost = cost,
            .contextWindow = 1'048'576,
            .maxTokens = 65'536};
}

ModelProvider compatible(const QString &id, const QString &name, const QString &baseUrl,
                         const QString &variable)
{
    return {.id = id, .name = name, .baseUrl = baseUrl, .keyVariables = {variable}};
}

ModelProvider local(const QString &id, const QString &name, int port)
{
    return {.id = id, .name = name, .baseUrl = u"http://127.0.0.1:%1/v1"_s.arg(port), .needsKey = false};
}

} // namespace

QList<ModelProvider> knownProviders()
{
    return {
        {.id = u"builtin"_s,
         .name = u"Built in"_s,
         .api = LlmApi::Builtin,
         .needsKey = false,
         .models = {{.id = u"operator"_s,
                     .name = u"Operator (no language model)"_s,
                     .contextWindow = 1'000'000}}},
        {.id = u"anthropic"_s,
         .name = u"Anthropic"_s,
         .baseUrl = u"https://api.anthropic.com"_s,
         .api = LlmApi::AnthropicMessages,
         .keyVariables = {u"ANTHROPIC_API_KEY"_s},
         .models = {anthropic(u"claude-opus-4-1"_s, u"Claude Opus 4.1"_s, {15, 75, 1.5, 18.75}, 32'000),
                    anthropic(u"claude-sonnet-4-5"_s, u"Claude Sonnet 4.5"_s, {3, 15, 0.3, 3.75}, 64'000),
                    anthropic(u"claude-haiku-4-5"_s, u"Claude Haiku 4.5"_s, {1, 5, 0.1, 1.25}, 64'000)}},
        {.id = u"openai"_s,
         .name = u"OpenAI"_s,
         .baseUrl = u"https://api.openai.com/v1"_s,
         .api = LlmApi::OpenAiResponses,
         .keyVariables = {u"OPENAI_API_KEY"_s},
         .models = {openAi(u"gpt-5"_s, u"GPT-5"_s, {1.25, 10, 0.125, 0}, 400'000, 128'000, true),
                    openAi(u"gpt-5-mini"_s, u"GPT-5 mini"_s, {0.25, 2, 0.025, 0}, 400'000, 128'000, true),
                    openAi(u"gpt-4.1"_s, u"GPT-4.1"_s, {2, 8, 0.5, 0}, 1'047'576, 32'768, false)}},
        {.id = u"google"_s,
         .name = u"Google"_s,
         .baseUrl = u"https://generativelanguage.googleapis.com/v1beta"_s,
         .api = LlmApi::GoogleGenerativeAi,
         .keyVariables = {u"GEMINI_API_KEY"_s, u"GOOGLE_API_KEY"_s},
         .models = {google(u"gemini-2.5-pro"_s, u"Gemini 2.5 Pro"_s, {1.25, 10, 0.125, 0}),
                    google(u"gemini-2.5-flash"_s, u"Gemini 2.5 Flash"_s, {0.3, 2.5, 0.03, 0})}},
        compatible(u"openrouter"_s, u"OpenRouter"_s, u"https://openrouter.ai/api/v1"_s,
                   u"OPENROUTER_API_KEY"_s),
        compatible(u"groq"_s, u"Groq"_s, u"https://api.groq.com/openai/v1"_s, u"GROQ_API_KEY"_s),
        compatible(u"mistral"_s, u"Mistral"_s, u"https://api.mistral.ai/v1"_s, u"MISTRAL_API_KEY"_s),
        compatible(u"xai"_s, u"xAI"_s, u"https://api.x.ai/v1"_s, u"XAI_API_KEY"_s),
        compatible(u"deepseek"_s, u"DeepSeek"_s, u"https://api.deepseek.com/v1"_s, u"DEEPSEEK_API_KEY"_s),
        local(u"ollama"_s, u"Ollama"_s, 11434),
        local(u"lmstudio"_s, u"LM Studio"_s, 1234),
        local(u"llamacpp"_s, u"llama.cpp"_s, 8080),
    };
}

} // namespace wsagent
