#pragma once

#include "gateway/agents/memory/memory.h"
#include "gateway/base/worker.h"

#include <QDeadlineTimer>
#include <QHash>

namespace wsagent {

/// Turns texts into vectors.
struct Embedder
{
    using Done = std::function<void(const Result<QList<MeaningVector>> &vectors)>;

    QString name = {}; ///< vectors of different names cannot be compared
    qsizetype mostTexts = 64;
    std::function<void(const QStringList &texts, const Done &done)> embed = {};
};

/// Until when those that have failed are left alone, by name: nobody is to wait for them at every search.
using EmbedderRests = QHash<QString, QDeadlineTimer>;

/// One search: by words, and by meaning as well where an embedder answers. Deletes itself when it is done.
class MemorySearch : public QObject
{
public:
    struct Plan
    {
        MemorySettings settings = {};
        QString query = {};
        QList<Embedder> embedders = {};
        std::function<void(const QString &sentence)> warn = {};
        EmbedderRests *rests = nullptr; ///< outlives the worker
    };
    using Done = std::function<void(const Result<QList<MemoryHit>> &)>;

    MemorySearch(Plan plan, Worker &worker, Done done);

    void start() { nextEmbedder(); }

private:
    void nextEmbedder();
    void findMissing();
    void embedQuery();
    void embedMissing(const MeaningVector &query);
    void store(const QStringList &texts, const QList<MeaningVector> &vectors, const MeaningVector &query);
    void giveUpOn(const QString &why);
    void rank(const AskedMeaning &meaning);

    Plan m_plan;
    Worker &m_worker;
    Done m_done;
    Embedder m_embedder;
    QStringList m_missing; ///< texts that still have no vector
    qsizetype m_left = 0;  ///< how many more may be asked for in this search
};

} // namespace wsagent
