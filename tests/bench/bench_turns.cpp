#include "gateway/agents/conversations.h"
#include "tests/support/scriptedllm.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int sessions = 20;
constexpr int turns = 2000;

/// Turns with a model that answers at once: what is left is what a turn costs by itself.
class TurnBench
{
public:
    TurnBench()
        : m_sessions({.stateDir = m_directory.path()})
        , m_talks({.run = {.sessions = &m_sessions,
                           .tools = &m_tools,
                           .send =
                               [](QLatin1StringView, const QJsonObject &) {
                               }},
                   .plan = [this](const RunInput &input) -> Result<RunPlan> { return plan(input); },
                   .queueSettings = [](const SessionKey &, const QString &) { return QueueSettings(); },
                   .report =
                       [](const QString &sentence) {
                           std::fprintf(stderr, "%s\n", qPrintable(sentence));
                       }},
                  m_directory.filePath(u"runs.jsonl"_s))
    {}

    /// In milliseconds, from the message to the end of its run.
    double turn(int number)
    {
        const QString runId = QString::number(number);
        const SessionKey key{u"main"_s, u"dashboard:%1"_s.arg(number % sessions)};
        QEventLoop loop;
        QElapsedTimer clock;
        clock.start();
        const auto accepted = m_talks.accept({.key = key, .runId = runId, .text = u"How are you?"_s});
        if (!accepted)
            qFatal("%s", qPrintable(accepted.error().message));
        m_talks.ledger().wait(runId, [&loop](const RunOutcome &) { loop.quit(); });
        loop.exec();
        return double(clock.nsecsElapsed()) / 1e6;
    }

private:
    RunPlan plan(const RunInput &input)
    {
        return {
            .identity = {.runId = input.runId, .sessionKey = input.key.text(), .agentId = input.key.agentId},
            .key = input.key,
            .request = {.model = {.provider = u"test"_s, .id = u"model"_s}},
            .ask = [this](const LlmRequest &asked, bool) {
                return m_model.start(asked);
            }};
    }

    QTemporaryDir m_directory;
    SessionStore m_sessions;
    Toolset m_tools;
    test::ScriptedLlm m_model;
    Conversations m_talks;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    TurnBench bench;
    QList<double> times;
    QElapsedTimer all;
    all.start();
    for (int i = 0; i < turns; ++i)
        times += bench.turn(i);
    const double seconds = double(all.elapsed()) / 1000;
    std::sort(times.begin(), times.end());
    std::printf("| a turn without tools, beyond the model's time: p50, p99 | %.2f ms, %.2f ms (%.0f turns in "
                "a second) |\n",
                times.at(times.size() / 2), times.at(times.size() * 99 / 100), turns / seconds);
    return 0;
}
