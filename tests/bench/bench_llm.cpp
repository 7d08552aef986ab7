#include "gateway/llm/httpclient.h"
#include "tests/support/scriptedmodel.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QThread>

#include <algorithm>
#include <cstdio>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// A server in a thread of its own, as another process would be.
class Server
{
public:
    Server()
    {
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_context, [this] { m_model = new ScriptedModel; }, Qt::BlockingQueuedConnection);
    }
    ~Server()
    {
        QMetaObject::invokeMethod(
            &m_context, [this] { delete m_model; }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(Server)

    const ScriptedModel &model() const { return *m_model; }

private:
    struct Context : QObject
    {
        explicit Context(QThread &thread) { moveToThread(&thread); }
    };
    QThread m_thread;
    Context m_context{m_thread};
    ScriptedModel *m_model = nullptr;
};

LlmRequest question(const Server &server, const QString &api)
{
    LlmRequest request;
    request.model = {.provider = u"bench"_s,
                     .id = u"m"_s,
                     .api = *llmApiFromName(api),
                     .baseUrl = server.model().baseUrl(api)};
    request.messages = {textMessage(LlmRole::User, u"How long does it take?"_s)};
    return request;
}

double askedMs(HttpClient &client, const LlmRequest &request)
{
    QEventLoop loop;
    QElapsedTimer clock;
    clock.start();
    const auto stream = client.start(request);
    QObject::connect(stream.get(), &LlmStream::finished, &loop, [&loop](const LlmOutcome &outcome) {
        if (outcome.failure)
            qFatal("%s", qPrintable(outcome.failure.message));
        loop.quit();
    });
    loop.exec();
    return double(clock.nsecsElapsed()) / 1e6;
}

void measure(const char *name, const Server &server, const QString &api)
{
    constexpr int calls = 500;
    HttpClient client;
    const LlmRequest request = question(server, api);
    std::vector<double> times;
    (void)askedMs(client, request); // connects
    for (int i = 0; i < calls; ++i)
        times.push_back(askedMs(client, request));
    std::sort(times.begin(), times.end());
    std::printf("| %s | %.2f ms | %.2f ms |\n", name, times[calls / 2], times[calls * 99 / 100]);
}

} // namespace

/// What a call of a model takes besides the model: request, connection, events, answer. The server answers at
/// once, so that its own part, some tenths of a millisecond, is in the figures.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const Server server;
    std::printf("| call of a model | p50 | p99 |\n| --- | --- | --- |\n");
    measure("openai-completions", server, u"openai-completions"_s);
    measure("openai-responses", server, u"openai-responses"_s);
    measure("anthropic-messages", server, u"anthropic-messages"_s);
    measure("google-generative-ai", server, u"google-generative-ai"_s);
    return 0;
}
