#include "gateway/agents/memory/memorytools.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostResults = 50;

QJsonObject property(const QString &type, const QString &description)
{
    return {{"type"_L1, type}, {"description"_L1, description}};
}

QJsonObject parameters(const QJsonObject &properties, const QString &required)
{
    return {{"type"_L1, u"object"_s},
            {"properties"_L1, properties},
            {"required"_L1, QJsonArray{required}},
            {"additionalProperties"_L1, false}};
}

ToolResult shown(const QList<MemoryHit> &hits)
{
    if (hits.isEmpty())
        return ToolResult::text(u"Nothing in the notes fits."_s, {{"results"_L1, QJsonArray()}});
    QString text;
    QJsonArray results;
    for (const MemoryHit &hit : hits) {
        text += u"%1:%2-%3 (%4)\n%5\n\n"_s.arg(hit.name)
                    .arg(hit.firstLine)
                    .arg(hit.lastLine)
                    .arg(hit.score, 0, 'f', 2)
                    .arg(hit.snippet);
        results += QJsonObject{{"path"_L1, hit.name},
                               {"startLine"_L1, hit.firstLine},
                               {"endLine"_L1, hit.lastLine},
                               {"score"_L1, hit.score},
                               {"snippet"_L1, hit.snippet}};
    }
    return ToolResult::text(text.trimmed(), {{"results"_L1, results}});
}

Tool searchTool(const std::shared_ptr<MemoryService> &service)
{
    return {.name = u"memory_search"_s,
            .label = u"Memory search"_s,
            .summary = u"Find notes in MEMORY.md and memory/*.md"_s,
            .parameters =
                parameters({{"query"_L1, property(u"string"_s, u"What to look for"_s)},
                            {"maxResults"_L1, property(u"integer"_s, u"At most so many"_s)},
                            {"minScore"_L1, property(u"number"_s, u"From 0 to 1; less fits worse"_s)}},
                           u"query"_s),
            .hasSideEffect = false,
            .group = u"memory"_s,
            .start = [service](const QJsonObject &arguments, const ToolContext &context,
                               const ToolDone &done) -> ToolAbort {
                const QJsonValue most = arguments["maxResults"_L1];
                const QJsonValue least = arguments["minScore"_L1];
                service->search(context.agentId, arguments["query"_L1].toString(),
                                most.isDouble() ? std::optional(most.toInt()) : std::nullopt,
                                least.isDouble() ? std::optional(least.toDouble()) : std::nullopt,
                                [done](const Result<QList<MemoryHit>> &hits) {
                                    done(hits ? shown(*hits) : ToolResult::error(hits.error().message));
                                });
                return {};
            }};
}

Tool getTool(const std::shared_ptr<MemoryService> &service)
{
    return {.name = u"memory_get"_s,
            .label = u"Memory get"_s,
            .summary = u"Read a note, or some lines of it"_s,
            .parameters = parameters({{"path"_L1, property(u"string"_s, u"As memory_search shows it"_s)},
                                      {"from"_L1, property(u"integer"_s, u"First line, from 1"_s)},
                                      {"lines"_L1, property(u"integer"_s, u"How many lines"_s)}},
                                     u"path"_s),
            .hasSideEffect = false,
            .group = u"memory"_s,
            .start = [service](const QJsonObject &arguments, const ToolContext &context,
                               const ToolDone &done) -> ToolAbort {
                service->read(context.agentId, arguments["path"_L1].toString(), arguments["from"_L1].toInt(1),
                              arguments["lines"_L1].toInt(), [done](const Result<QString> &text) {
                                  done(text ? ToolResult::text(*text)
                                            : ToolResult::error(text.error().message));
                              });
                return {};
            }};
}

} // namespace

QList<Tool> MemoryService::tools(const std::shared_ptr<MemoryService> &service)
{
    return {searchTool(service), getTool(service)};
}

void MemoryService::search(const QString &agentId, const QString &query, std::optional<int> maxResults,
                           std::optional<double> minScore, const Found &done)
{
    MemorySettings settings = m_settings(agentId);
    if (!settings.isEnabled)
        return done(Error{u"memory search is switched off for this agent"_s});
    settings.maxResults = std::clamp(maxResults.value_or(settings.maxResults), 1, mostResults);
    settings.minScore = minScore.value_or(settings.minScore);
    auto *search = new MemorySearch({.settings = settings,
                                     .query = query,
                                     .embedders = m_embedders ? m_embedders(agentId) : QList<Embedder>(),
                                     .warn = m_warn,
                                     .rests = &m_rests},
                                    m_worker, done);
    search->start();
}

void MemoryService::read(const QString &agentId, const QString &name, int from, int lines, const Read &done)
{
    const MemorySettings settings = m_settings(agentId);
    m_worker.run([settings, name, from, lines] { return readMemory(settings, name, from, lines); }, done);
}

} // namespace wsagent
