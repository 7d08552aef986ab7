#include "gateway/llm/failure.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QDateTime noon()
{
    return QDateTime(QDate(2026, 1, 5), QTime(12, 0), Qt::UTC);
}

QByteArray openAi(const QByteArray &message, const QByteArray &type = "invalid_request_error")
{
    return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\"}}";
}

QByteArray anthropic(const QByteArray &type, const QByteArray &message)
{
    return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}";
}

} // namespace

class TestLlmFailure : public QObject
{
    Q_OBJECT

private slots:
    /// The failure table of `agents.md` 6, in the words of the providers.
    void sorts_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");

        QTest::newRow("429") << 429 << openAi("Rate limit reached", "requests") << u"rate_limit"_s;
        QTest::newRow("429 without words") << 429 << ""_ba << u"rate_limit"_s;
        QTest::newRow("429, the money is gone")
            << 429 << openAi("You exceeded your current quota", "insufficient_quota") << u"billing"_s;
        QTest::newRow("529 overloaded")
            << 529 << anthropic("overloaded_error", "Overloaded") << u"rate_limit"_s;
        QTest::newRow("503 overloaded") << 503 << openAi("The model is overloaded") << u"rate_limit"_s;
        QTest::newRow("Google's quota")
            << 429 << R"([{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"x"}}])"_ba
            << u"rate_limit"_s;
        QTest::newRow("401") << 401 << anthropic("authentication_error", "invalid x-api-key") << u"auth"_s;
        QTest::newRow("403") << 403 << openAi("no access to the model", "forbidden") << u"auth"_s;
        QTest::newRow("Google's bad key")
            << 400 << openAi("API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT")
            << u"auth"_s;
        QTest::newRow("402") << 402 << openAi("Payment required") << u"billing"_s;
        QTest::newRow("Anthropic's empty account")
            << 400 << anthropic("invalid_request_error", "Your credit balance is too low to access the API")
            << u"billing"_s;
        QTest::newRow("408") << 408 << ""_ba << u"timeout"_s;
        QTest::newRow("500") << 500 << openAi("The server had an error", "server_error") << u"server"_s;
        QTest::newRow("502 of a proxy") << 502 << "<html>Bad Gateway</html>"_ba << u"server"_s;
        QTest::newRow("a tool id")
            << 400
            << anthropic("invalid_request_error",
                         "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'")
            << u"format"_s;
        QTest::newRow("a missing result")
            << 400
            << anthropic("invalid_request_error", "`tool_use` ids were found without `tool_result` blocks")
            << u"format"_s;
        QTest::newRow("OpenAI's window")
            << 400 << openAi("This model's maximum context length is 8192 tokens", "context_length_exceeded")
            << u"context_overflow"_s;
        QTest::newRow("Anthropic's window")
            << 400 << anthropic("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum")
            << u"context_overflow"_s;
        QTest::newRow("413") << 413 << anthropic("request_too_large", "Request exceeds the maximum size")
                             << u"context_overflow"_s;
        QTest::newRow("content filter")
            << 400 << openAi("The response was filtered", "content_filter") << u"refusal"_s;
        QTest::newRow("404") << 404 << openAi("The model `x` does not exist") << u"other"_s;
        QTest::newRow("400") << 400 << openAi("Unknown parameter: 'x'") << u"other"_s;
    }
    void sorts()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, expected);

        QCOMPARE(nameOf(failureOf({.status = status, .body = body}, noon()).kind), expected);
    }

    void quotes_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");

        QTest::newRow("OpenAI") << openAi("No such model", "not_found") << u"No such model (not_found)"_s;
        QTest::newRow("Ollama") << R"({"error":"model not found"})"_ba << u"model not found"_s;
        QTest::newRow("FastAPI") << R"({"detail":"Not Found"})"_ba << u"Not Found"_s;
        QTest::newRow("a text") << "upstream\n  timed out"_ba << u"upstream timed out"_s;
        QTest::newRow("nothing") << ""_ba << QString();
        QTest::newRow("an unknown object") << R"({"a":1})"_ba << QString();
        QTest::newRow("a key") << openAi("Incorrect API key provided: sk-proj-abcdefgh1234.", "x")
                               << u"Incorrect API key provided: *** (x)"_s;
    }
    void quotes()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, expected);

        QCOMPARE(refusalText(body), expected);
    }

    void isShort() { QVERIFY(refusalText(QByteArray(100'000, 'x')).size() < 500); }

    void waits_data()
    {
        QTest::addColumn<QByteArray>("seconds");
        QTest::addColumn<QByteArray>("milliseconds");
        QTest::addColumn<int>("expected"); // -1: nothing

        QTest::newRow("nothing") << ""_ba
                                 << ""_ba << -1;
        QTest::newRow("seconds") << "3"_ba
                                 << ""_ba << 3000;
        QTest::newRow("part of a second") << "0.5"_ba
                                          << ""_ba << 500;
        QTest::newRow("milliseconds win") << "3"_ba
                                          << "250"_ba << 250;
        QTest::newRow("a date") << "Mon, 05 Jan 2026 12:00:30 GMT"_ba
                                << ""_ba << 30'000;
        QTest::newRow("a date that is over") << "Mon, 05 Jan 2026 11:00:00 GMT"_ba
                                             << ""_ba << 0;
        QTest::newRow("nonsense") << "soon"_ba
                                  << ""_ba << -1;
        QTest::newRow("less than nothing") << "-5"_ba
                                           << ""_ba << -1;
        QTest::newRow("not a number") << "nan"_ba
                                      << ""_ba << -1;
        QTest::newRow("a year") << "31536000"_ba
                                << ""_ba << 86'400'000;
    }
    void waits()
    {
        QFETCH(QByteArray, seconds);
        QFETCH(QByteArray, milliseconds);
        QFETCH(int, expected);
        const LlmFailure failure =
            failureOf({.status = 429, .retryAfter = seconds, .retryAfterMs = milliseconds}, noon());

        QCOMPARE(failure.retryAfter ? int(failure.retryAfter->count()) : -1, expected);
    }
};

WSAGENT_TEST(TestLlmFailure)
#include "tst_llmfailure.moc"
