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

private:
    void start(const EventHook &hook, const HookEvent &event);

    HookRunnerFacts m;
    int m_running = 0;
};

} // namespace wsagent
