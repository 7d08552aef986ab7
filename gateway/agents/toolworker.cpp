#include "gateway/agents/toolworker.h"

namespace wsagent {

ToolAbort ToolWorker::run(const Job &job, const ToolDone &done)
{
    Cancelled cancelled;
    cancelled.m_ending = m_ending;
    m_worker.run([job, cancelled] { return job(cancelled); },
                 [done, cancelled](ToolResult result) {
                     if (!cancelled())
                         done(std::move(result));
                 });
    return [aborted = cancelled.m_aborted, done] {
        if (!aborted->exchange(true))
            done(ToolResult::aborted()); // the first of two counts
    };
}

} // namespace wsagent
