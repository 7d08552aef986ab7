#include "gateway/llm/embeddings.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestEmbeddings : public QObject
{
    Q_OBJECT

private slots:
    void endpoints_data()
    {
        QTest::addColumn<QByteArray>("search");
        QTest::addColumn<QStringList>("expected"); // provider, address, model
        const QString openai = u"openai https://api.openai.com/v1 text-embedding-3-small"_s;
        const QString gemini =
            u"google https://generativelanguage.googleapis.com/v1beta/openai gemini-embedding-001"_s;

        QTest::newRow("nothing") << "{}"_ba << QStringList();
        QTest::newRow("only a model") << "{\"model\":\"m\"}"_ba << QStringList();
        QTest::newRow("openai") << "{\"provider\":\"openai\"}"_ba << QStringList{openai};
        QTest::newRow("gemini") << "{\"provider\":\"gemini\"}"_ba << QStringList{gemini};
        QTest::newRow("local") << "{\"provider\":\"local\"}"_ba
                               << QStringList{u"llamacpp http://127.0.0.1:8080/v1 "_s};
        QTest::newRow("another model") << "{\"provider\":\"openai\",\"model\":\"m\"}"_ba
                                       << QStringList{u"openai https://api.openai.com/v1 m"_s};
        QTest::newRow("elsewhere, where the account of openai is not sent")
            << "{\"provider\":\"openai\",\"remote\":{\"baseUrl\":\"http://here/v1\"}}"_ba
            << QStringList{u" http://here/v1 text-embedding-3-small"_s};
        QTest::newRow("with another one behind it")
            << "{\"provider\":\"openai\",\"fallback\":\"gemini\"}"_ba << QStringList{openai, gemini};
        QTest::newRow("with none behind it")
            << "{\"provider\":\"openai\",\"fallback\":\"none\"}"_ba << QStringList{openai};
        QTest::newRow("with itself behind it")
            << "{\"provider\":\"openai\",\"fallback\":\"openai\"}"_ba << QStringList{openai};
    }
    void endpoints()
    {
        QFETCH(QByteArray, search);
        QFETCH(QStringList, expected);
        QStringList found;
        const QJsonObject section = QJsonDocument::fromJson(search).object();
        for (const EmbeddingEndpoint &each : embeddingEndpoints(section, ModelCatalog()))
            found += u"%1 %2 %3"_s.arg(each.provider, each.baseUrl, each.model);
        QCOMPARE(found, expected);
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("fits"); // for two texts

        const auto row = [](const char *name, const QByteArray &data, bool fits) {
            QTest::newRow(name) << "{\"data\":[" + data + "]}" << fits;
        };
        const QByteArray first = "{\"index\":0,\"embedding\":[3,4]}";
        const QByteArray second = "{\"index\":1,\"embedding\":[0,1]}";
        row("both", first + ',' + second, true);
        row("in another order", second + ',' + first, true);
        row("without numbers", "{\"embedding\":[3,4]},{\"embedding\":[0,1]}", true);
        row("one only", first, false);
        row("one of them twice", first + ',' + first, false);
        row("three", first + ',' + second + ",{\"index\":2,\"embedding\":[0,1]}", false);
        row("of another length", first + ",{\"index\":1,\"embedding\":[0,1,0]}", false);
        row("without direction", first + ",{\"index\":1,\"embedding\":[0,0]}", false);
        row("no numbers", first + ",{\"index\":1,\"embedding\":\"AAAA\"}", false);
        QTest::newRow("no JSON") << "<html>"_ba << false;
        QTest::newRow("nothing") << ""_ba << false;
    }
    void answers()
    {
        QFETCH(QByteArray, body);
        QFETCH(bool, fits);
        const auto vectors = vectorsIn(body, 2);
        QCOMPARE(bool(vectors), fits);
        if (fits) {
            QCOMPARE(vectors->first(), (EmbeddingVector{0.6F, 0.8F}));
            QCOMPARE(vectors->last(), (EmbeddingVector{0, 1}));
        }
    }
};

WSAGENT_TEST(TestEmbeddings)
#include "tst_embeddings.moc"
