#pragma once

#include "gateway/agents/memory/memorysearch.h"
#include "gateway/agents/tool.h"

#include <memory>

namespace wsagent {

/// What the tools ask: the memory of each agent, as it is configured now.
class MemoryService
{
public:
    using Settings = std::function<MemorySettings(const QString &agentId)>;

    /// Those that an agent's notes are compared by, in the order in which they are tried; none: by words.
    using Embedders = std::function<QList<Embedder>(const QString &agentId)>;

    explicit MemoryService(Settings settings, Embedders embedders = {},
                           std::function<void(const QString &sentence)> warn = {})
        : m_settings(std::move(settings))
        , m_embedders(std::move(embedders))
        , m_warn(std::move(warn))
    {}

    /// `memory_search` and `memory_get`; they hold the service.
    static QList<Tool> tools(const std::shared_ptr<MemoryService> &service);

    using Found = std::function<void(const Result<QList<MemoryHit>> &)>;
    void search(const QString &agentId, const QString &query, std::optional<int> maxResults,
                std::optional<double> minScore, const Found &done);
    using Read = std::function<void(const Result<QString> &)>;
    void read(const QString &agentId, const QString &name, int from, int lines, const Read &done);

private:
    Settings m_settings;
    Embedders m_embedders;
    std::function<void(const QString &sentence)> m_warn;
    EmbedderRests m_rests;
    Worker m_worker; ///< last: it ends before what its jobs report to
};

} // namespace wsagent
