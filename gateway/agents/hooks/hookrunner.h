#pragma once

#include "gateway/agents/hooks/bundledhooks.h"

#include <QProcessEnvironment>

namespace wsagent {

struct HookRunnerFacts
{
    std::function<const QJsonObject &()> config = {}; ///< effective
    BundledHookPorts ports = {};
    std::function<QProcessEnvironment()> environment = {}; ///< without secrets of the gateway
    std::function<void(const QString &sentence)> report = {};
};

/// Runs hooks on events. Costs a look at the config when there are none. A program gets the event on its
/// standard input and ten seconds; what goes wrong is reported, and is in nobody's way.
class HookRunner : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds patience{10};
    static constexpr int mostAtOnce = 16;

    explicit HookRunner(HookRunnerFacts facts, QObject *parent = nullptr);

    /// Those of the gateway have done their work when this returns; programs go on.
    void fire(const HookEvent &event);
    bool isHeard(const HookEvent &event) const { return !listeners(event).isEmpty(); }

    /// The same for an event that programs may answer: with the JSON objects that they have written, in the
    /// order of the hooks, when the last of them has ended; at once when there are none.
    using Answers = std::function<void(const QList<QJsonObject> &answers)>;
    void ask(const HookEvent &event, const Answers &done);

private:
    using Ended = std::function<void(const QByteArray &written)>;

    QList<EventHook> listeners(const HookEvent &event) const;
    void start(const EventHook &hook, const HookEvent &event, const Ended &ended);

    HookRunnerFacts m;
    int m_running = 0;
};

} // namespace wsagent
