#include "gateway/agents/memory/memorysearch.h"

#include <QPointer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostAtATime = 1024; // pieces: somebody waits for the answer
constexpr std::chrono::minutes restAfterFailure{1};

Result<QStringList> missingMeanings(const MemorySettings &settings, const QString &model)
{
    const auto database = loadMemoryDatabase();
    if (!database)
        return database.error();
    if (const auto synced = syncMemory(*database, settings); !synced)
        return synced.error();
    return database->withoutMeaning(settings.indexPath, model);
}

Result<void> storeMeanings(const QString &path, const QString &model, const QList<TextMeaning> &meanings)
{
    const auto database = loadMemoryDatabase();
    return database ? database->putMeanings(path, model, meanings) : database.error();
}

Result<QList<MemoryHit>> rankedBy(const MemorySettings &settings, const QString &query,
                                  const AskedMeaning &meaning)
{
    const auto database = loadMemoryDatabase();
    return database ? searchMemory(*database, settings, query, meaning) : database.error();
}

} // namespace

MemorySearch::MemorySearch(Plan plan, Worker &worker, Done done)
    : QObject(&worker)
    , m_plan(std::move(plan))
    , m_worker(worker)
    , m_done(std::move(done))
{}

void MemorySearch::nextEmbedder()
{
    while (!m_plan.embedders.isEmpty()) {
        m_embedder = m_plan.embedders.takeFirst();
        if (m_plan.rests->value(m_embedder.name).hasExpired())
            return findMissing();
    }
    rank({});
}

void MemorySearch::findMissing()
{
    m_worker.run(
        [settings = m_plan.settings, model = m_embedder.name] { return missingMeanings(settings, model); },
        [this](const Result<QStringList> &missing) {
            if (!missing)
                return giveUpOn(missing.error().message);
            m_missing = *missing;
            m_left = mostAtATime;
            embedQuery();
        });
}

void MemorySearch::embedQuery()
{
    m_embedder.embed({m_plan.query}, [self = QPointer(this)](const Result<QList<MeaningVector>> &vectors) {
        if (!self)
            return;
        vectors ? self->embedMissing(vectors->first()) : self->giveUpOn(vectors.error().message);
    });
}

void MemorySearch::embedMissing(const MeaningVector &query)
{
    const qsizetype count = std::min({m_embedder.mostTexts, m_missing.size(), m_left});
    if (count == 0)
        return rank({.model = m_embedder.name, .vector = query});
    const QStringList texts = m_missing.first(count);
    m_missing.remove(0, count);
    m_left -= count;
    m_embedder.embed(texts, [self = QPointer(this), texts, query](const auto &vectors) {
        if (!self)
            return;
        vectors ? self->store(texts, *vectors, query) : self->giveUpOn(vectors.error().message);
    });
}

void MemorySearch::store(const QStringList &texts, const QList<MeaningVector> &vectors,
                         const MeaningVector &query)
{
    QList<TextMeaning> meanings;
    for (qsizetype i = 0; i < texts.size(); ++i)
        meanings += {.text = texts[i], .vector = vectors[i]};
    m_worker.run([path = m_plan.settings.indexPath, model = m_embedder.name,
                  meanings] { return storeMeanings(path, model, meanings); },
                 [this, query](const Result<void> &stored) {
                     stored ? embedMissing(query) : giveUpOn(stored.error().message);
                 });
}

void MemorySearch::giveUpOn(const QString &why)
{
    m_plan.rests->insert(m_embedder.name, QDeadlineTimer(restAfterFailure));
    if (m_plan.warn)
        m_plan.warn(u"notes are not compared by meaning for a while (%1): %2"_s.arg(m_embedder.name, why));
    nextEmbedder();
}

void MemorySearch::rank(const AskedMeaning &meaning)
{
    m_worker.run([settings = m_plan.settings, query = m_plan.query,
                  meaning] { return rankedBy(settings, query, meaning); },
                 [this](const Result<QList<MemoryHit>> &hits) {
                     deleteLater();
                     m_done(hits);
                 });
}

} // namespace wsagent
