#pragma once

#include "gateway/agents/tool.h"
#include "gateway/base/worker.h"

#include <atomic>
#include <memory>

namespace wsagent {

/// Threads for tools that read much: a search through a tree must not hold up the gateway.
class ToolWorker
{
public:
    /// For the job to look at now and then: whether nobody waits for it any more.
    class Cancelled
    {
    public:
        bool operator()() const { return *m_aborted || *m_ending; }

    private:
        friend ToolWorker;
        std::shared_ptr<std::atomic_bool> m_aborted = std::make_shared<std::atomic_bool>(false);
        std::shared_ptr<std::atomic_bool> m_ending;
    };
    using Job = std::function<ToolResult(const Cancelled &cancelled)>;

    ToolWorker() = default;
    ~ToolWorker() { *m_ending = true; }
    Q_DISABLE_COPY_MOVE(ToolWorker)

    ToolAbort run(const Job &job, const ToolDone &done);

private:
    std::shared_ptr<std::atomic_bool> m_ending = std::make_shared<std::atomic_bool>(false);
    Worker m_worker{4}; ///< last: its end waits for jobs, which look at m_ending
};

} // namespace wsagent
