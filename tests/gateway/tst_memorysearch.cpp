#include "gateway/agents/memory/memorysearch.h"
#include "tests/support/agentinstance.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// What a text is about, as far as these tests go: drinks, or wheels.
QList<float> meaningOf(const QString &text)
{
    const auto isAbout = [&text](const QStringList &words) {
        return std::any_of(words.begin(), words.end(),
                           [&text](const QString &word) { return text.contains(word); });
    };
    if (isAbout({u"tea"_s, u"coffee"_s, u"beverage"_s}))
        return {1, 0};
    return isAbout({u"car"_s, u"bicycle"_s, u"vehicle"_s}) ? QList<float>{0, 1} : QList<float>{0.6F, 0.8F};
}

void writeNote(const QString &workspace, const QString &name, const QByteArray &text)
{
    const QString path = QDir(workspace).filePath(name);
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(name));
}

/// Notes of an agent, and embedders that count what they are asked for.
class Notes
{
public:
    Notes()
    {
        write(u"MEMORY.md"_s, "Ada likes green tea.\n");
        write(u"memory/a.md"_s, "The bicycle is in the cellar.\n");
    }
    void write(const QString &name, const QByteArray &text) const
    {
        writeNote(settings.place.workspace, name, text);
    }
    Embedder embedder(const QString &name, const QString &failure = {})
    {
        return {.name = name, .mostTexts = 2, .embed = [=, this](const QStringList &texts, const auto &done) {
                    asked += texts;
                    if (!failure.isEmpty())
                        return done(Error{failure});
                    QList<MeaningVector> vectors;
                    for (const QString &text : texts)
                        vectors += meaningOf(text);
                    done(vectors);
                }};
    }
    QStringList find(const QString &query, const QList<Embedder> &embedders)
    {
        std::optional<Result<QList<MemoryHit>>> answer;
        auto *search = new MemorySearch({.settings = settings,
                                         .query = query,
                                         .embedders = embedders,
                                         .warn = [this](const QString &sentence) { warnings += sentence; },
                                         .rests = &rests},
                                        worker, [&answer](const auto &hits) { answer.emplace(hits); });
        search->start();
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000) || !*answer)
            qFatal("no answer");
        QStringList names;
        for (const MemoryHit &hit : **answer)
            names += hit.name;
        return names;
    }

    QTemporaryDir directory;
    MemorySettings settings{.place = {.workspace = directory.filePath(u"workspace"_s)},
                            .indexPath = directory.filePath(u"state/memory/main.sqlite"_s)};
    QStringList asked;
    QStringList warnings;
    EmbedderRests rests;
    Worker worker;
};

ScriptedTurn embeddingsOf(const ScriptedRequest &request)
{
    QJsonArray data;
    const QJsonArray texts = request.body["input"_L1].toArray();
    for (const QJsonValue &text : texts) {
        const QList<float> meaning = meaningOf(text.toString());
        data += QJsonObject{{"index"_L1, data.size()}, {"embedding"_L1, QJsonArray{meaning[0], meaning[1]}}};
    }
    return {.body = QJsonDocument(QJsonObject{{"data"_L1, data}}).toJson(),
            .fault = ScriptedTurn::Fault::Document};
}

} // namespace

class TestMemorySearch : public QObject
{
    Q_OBJECT

private slots:
    void scores_data()
    {
        QTest::addColumn<double>("weight");
        QTest::addColumn<double>("similarity"); // below 0: there is no vector
        QTest::addColumn<double>("score");
        QTest::newRow("both") << 0.7 << 0.5 << 0.7 * 0.5 + 0.3;
        QTest::newRow("words only") << 0.7 << -1.0 << 1.0;
        QTest::newRow("the opposite") << 0.7 << 0.0 << 0.3;
        QTest::newRow("meaning only") << 1.0 << 0.5 << 0.5;
    }
    void scores()
    {
        QFETCH(double, weight);
        QFETCH(double, similarity);
        QFETCH(double, score);
        const MemoryChunk chunk{.text = u"green tea"_s};
        QList<MemoryNeighbour> neighbours;
        if (similarity >= 0)
            neighbours += {.name = u"a"_s, .chunk = chunk, .similarity = similarity};
        const QList<MemoryHit> hits = rankedHits({{.name = u"a"_s, .chunk = chunk, .weight = 1}}, {u"tea"_s},
                                                 neighbours, {.minScore = 0, .meaningWeight = weight});
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits.first().score, score);
    }

    void weightsAreOneTogether()
    {
        const auto weight = [](const QByteArray &hybrid) {
            const QJsonObject config =
                QJsonDocument::fromJson(
                    "{\"agents\":{\"defaults\":{\"memorySearch\":{\"query\":{\"hybrid\":" + hybrid + "}}}}}")
                    .object();
            return memorySettings(config, u"main"_s, u"/ws"_s, u"/state"_s).meaningWeight;
        };
        QCOMPARE(weight("{}"), 0.7);
        QCOMPARE(weight("{\"vectorWeight\":0.5,\"textWeight\":0.75}"), 0.4);
        QCOMPARE(weight("{\"vectorWeight\":0,\"textWeight\":0}"), 0.5);
        QCOMPARE(weight("{\"enabled\":false}"), 1.0);
    }

    void findsByMeaning()
    {
        Notes notes;
        QCOMPARE(notes.find(u"beverage"_s, {}), QStringList());
        QCOMPARE(notes.find(u"beverage"_s, {notes.embedder(u"one"_s)}), QStringList{u"MEMORY.md"_s});
        QCOMPARE(notes.find(u"vehicle"_s, {notes.embedder(u"one"_s)}), QStringList{u"memory/a.md"_s});
        QVERIFY(notes.warnings.isEmpty());
    }

    /// What has a vector is not sent again; what is new is, and all of it to another model.
    void asksForWhatIsNew()
    {
        Notes notes;
        (void)notes.find(u"beverage"_s, {notes.embedder(u"one"_s)});
        QCOMPARE(notes.asked.size(), 3);
        (void)notes.find(u"beverage"_s, {notes.embedder(u"one"_s)});
        QCOMPARE(notes.asked.size(), 4);
        notes.write(u"memory/b.md"_s, "Coffee is out; buy coffee.\n");
        QCOMPARE(notes.find(u"beverage"_s, {notes.embedder(u"one"_s)}).size(), 2);
        QCOMPARE(notes.asked.size(), 6);
        (void)notes.find(u"beverage"_s, {notes.embedder(u"another"_s)});
        QCOMPARE(notes.asked.size(), 10);
        QVERIFY(QFile::remove(QDir(notes.settings.place.workspace).filePath(u"memory/b.md"_s)));
        QCOMPARE(notes.find(u"beverage"_s, {notes.embedder(u"one"_s)}), QStringList{u"MEMORY.md"_s});
    }

    void withoutAnAnswerByWords()
    {
        Notes notes;
        const Embedder dead = notes.embedder(u"dead"_s, u"out of order"_s);
        QCOMPARE(notes.find(u"tea"_s, {dead}), QStringList{u"MEMORY.md"_s});
        QCOMPARE(notes.warnings.size(), 1);
        QVERIFY2(notes.warnings.first().contains("out of order"_L1), qPrintable(notes.warnings.first()));
        QCOMPARE(notes.asked.size(), 1);
        QCOMPARE(notes.find(u"tea"_s, {dead}), QStringList{u"MEMORY.md"_s});
        QCOMPARE(notes.asked.size(), 1); // nobody waits for it again so soon
        QCOMPARE(notes.find(u"beverage"_s, {dead, notes.embedder(u"two"_s)}), QStringList{u"MEMORY.md"_s});
    }

    void theToolOfAGateway()
    {
        ScriptedModel model;
        const QByteArray url = model.baseUrl().toUtf8();
        const AgentInstance mine(
            model, {},
            ", memorySearch: { provider: 'openai', model: 'small', remote: { baseUrl: '" + url +
                "', apiKey: 'k3y', headers: { 'X-Team': 'blue' } } }");
        writeNote(mine.gateway.options.paths.defaultWorkspace, u"MEMORY.md"_s, "Ada likes green tea.\n");
        model.setOtherwise(embeddingsOf);
        const QString found = mine.use(u"memory_search"_s, {{"query"_L1, u"beverage"_s}});
        QVERIFY2(found.contains("green tea"_L1), qPrintable(found));
        QCOMPARE(model.requests().size(), 2);
        const ScriptedRequest &request = model.requests().first();
        QCOMPARE(request.path, "/v1/embeddings"_ba);
        QCOMPARE(request.header("authorization"), "Bearer k3y"_ba);
        QCOMPARE(request.header("x-team"), "blue"_ba);
        QCOMPARE(request.body["model"_L1].toString(), u"small"_s);
        QCOMPARE(request.body["input"_L1].toArray(), QJsonArray{u"beverage"_s});

        model.setOtherwise([](const ScriptedRequest &) { return ScriptedTurn{.status = 500, .body = "{}"}; });
        const QString words = mine.use(u"memory_search"_s, {{"query"_L1, u"tea"_s}});
        QVERIFY2(words.contains("green tea"_L1), qPrintable(words));
        QCOMPARE(model.requests().size(), 3);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestMemorySearch)
#include "tst_memorysearch.moc"
