#include "gateway/llm/wireformat.h"

#include <cstdlib>

using namespace wsagent;

namespace {

constexpr qsizetype longest = 4096;

struct Outcome
{
    QList<SseEvent> events = {};
    bool failed = false;
};

Outcome parse(const QByteArray &bytes, qsizetype piece)
{
    SseParser parser(longest);
    Outcome outcome;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        const auto events = parser.feed(bytes.mid(at, piece));
        if (!events)
            return {.failed = true};
        outcome.events += *events;
    }
    const auto last = parser.finish();
    if (last)
        outcome.events += *last;
    outcome.failed = !last;
    return outcome;
}

} // namespace

/// However the bytes of a provider are cut, the same events come out, none is larger than allowed, and every
/// wire format makes an answer of them or says why not.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const Outcome whole = parse(bytes, bytes.size() + 1);
    const Outcome pieces = parse(bytes, 1 + data[0] % 32);
    // What comes before the fault may have been told by then; without one, all has to be the same.
    if (whole.failed != pieces.failed || (!whole.failed && whole.events != pieces.events))
        std::abort();
    for (const SseEvent &event : whole.events) {
        if (event.data.size() > longest)
            std::abort();
    }
    for (const LlmApi api : {LlmApi::OpenAiCompletions, LlmApi::OpenAiResponses, LlmApi::AnthropicMessages,
                             LlmApi::GoogleGenerativeAi}) {
        const auto decoder = wireFormat(api).decoder();
        AnswerBuilder answer;
        for (const SseEvent &event : whole.events)
            decoder->decode(event, answer);
        decoder->ended(answer);
        (void)answer.outcome();
    }
    return 0;
}
