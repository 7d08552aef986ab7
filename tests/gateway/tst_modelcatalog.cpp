#include "gateway/llm/modelcatalog.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// With simple quotes.
QJsonObject json(QByteArray text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.replace('\'', '"'));
    if (!document.isObject())
        qFatal("%s", text.constData());
    return document.object();
}

const char config[] =
    "{"
    "'models': {'providers': {"
    "'mine': {'baseUrl': 'http://127.0.0.1:8000/v1', 'api': 'openai-completions', 'headers': {'X-Team': 'a'},"
    "'models': [{'id': 'big', 'name': 'Big', 'contextWindow': 1000, 'maxTokens': 5000,"
    "'cost': {'input': 1, 'output': 2}, 'input': ['text', 'image'],"
    "'compat': {'maxTokensField': 'max_len'}},"
    "{'id': 'deep/er', 'api': 'anthropic-messages'}]},"
    "'anthropic': {'baseUrl': 'http://127.0.0.1:9', 'apiKey': 'k'},"
    "'nowhere': {'api': 'openai-completions'}"
    "}},"
    "'agents': {'defaults': {'model': {'primary': 'mine/big', 'fallbacks': ['anthropic/claude-sonnet-4-5']},"
    "'models': {'mine/big': {'alias': 'B', 'params': {'temperature': 0.5}},"
    "'openrouter/openai/gpt-5': {'alias': 'router'}}},"
    "'list': [{'id': 'main'}, {'id': 'coder', 'model': 'openai/gpt-5'},"
    "{'id': 'tester', 'model': {'primary': 'x/y', 'fallbacks': ['x/z']}}]}"
    "}";

} // namespace

class TestModelCatalog : public QObject
{
    Q_OBJECT

private slots:
    void takesReferencesApart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ModelReference>("expected");

        QTest::newRow("provider and model")
            << u"openai/gpt-5"_s << ModelReference{u"openai"_s, u"gpt-5"_s, {}};
        QTest::newRow("a slash in the model")
            << u"openrouter/openai/gpt-5"_s << ModelReference{u"openrouter"_s, u"openai/gpt-5"_s, {}};
        QTest::newRow("an account") << u"openai/gpt-5@openai:work"_s
                                    << ModelReference{u"openai"_s, u"gpt-5"_s, u"openai:work"_s};
        QTest::newRow("an account with an address")
            << u"openai/gpt-5@openai:me@example.org"_s
            << ModelReference{u"openai"_s, u"gpt-5"_s, u"openai:me@example.org"_s};
        QTest::newRow("a colon in the model")
            << u"ollama/qwen3:8b"_s << ModelReference{u"ollama"_s, u"qwen3:8b"_s, {}};
        QTest::newRow("no provider") << u" gpt-5@work "_s << ModelReference{{}, u"gpt-5"_s, u"work"_s};
        QTest::newRow("capitals") << u"OpenAI/GPT"_s << ModelReference{u"openai"_s, u"GPT"_s, {}};
    }
    void takesReferencesApart()
    {
        QFETCH(QString, text);
        QFETCH(ModelReference, expected);

        QVERIFY(parseModelReference(text) == expected);
    }

    void resolves_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("api");
        QTest::addColumn<QString>("baseUrl");

        const QString mine = u"http://127.0.0.1:8000/v1"_s;
        QTest::newRow("configured") << u"mine/big"_s << u"mine/big"_s << u"openai-completions"_s << mine;
        QTest::newRow("with an API of its own")
            << u"mine/deep/er"_s << u"mine/deep/er"_s << u"anthropic-messages"_s << mine;
        QTest::newRow("not listed") << u"mine/other"_s << u"mine/other"_s << u"openai-completions"_s << mine;
        QTest::newRow("an alias") << u"b"_s << u"mine/big"_s << u"openai-completions"_s << mine;
        QTest::newRow("only one lists it") << u"gpt-5-mini"_s << u"openai/gpt-5-mini"_s
                                           << u"openai-responses"_s << u"https://api.openai.com/v1"_s;
        QTest::newRow("the usual provider")
            << u"another"_s << u"mine/another"_s << u"openai-completions"_s << mine;
        QTest::newRow("a known provider elsewhere")
            << u"anthropic/claude-sonnet-4-5"_s << u"anthropic/claude-sonnet-4-5"_s << u"anthropic-messages"_s
            << u"http://127.0.0.1:9"_s;
        QTest::newRow("on this machine") << u"ollama/qwen3:8b"_s << u"ollama/qwen3:8b"_s
                                         << u"openai-completions"_s << u"http://127.0.0.1:11434/v1"_s;
        QTest::newRow("built in") << u"builtin/operator"_s << u"builtin/operator"_s << u"builtin"_s
                                  << QString();
    }
    void resolves()
    {
        QFETCH(QString, text);
        QFETCH(QString, reference);
        QFETCH(QString, api);
        QFETCH(QString, baseUrl);
        const auto choice = ModelCatalog(json(config)).resolve(text);

        QVERIFY2(choice, choice ? "" : qPrintable(choice.error().message));
        QCOMPARE(choice->model.reference(), reference);
        QCOMPARE(nameOf(choice->model.api), api);
        QCOMPARE(choice->model.baseUrl, baseUrl);
        QCOMPARE(choice->warning.isEmpty(), text.contains(u'/') || text == u"b");
    }

    void knowsWhatIsConfigured()
    {
        const ResolvedModel model = ModelCatalog(json(config)).resolve(u"B@mine:work"_s)->model;

        QCOMPARE(model.name, u"Big"_s);
        QCOMPARE(model.contextWindow, 1000);
        QCOMPARE(model.maxTokens, 1000); // no more than the window
        QCOMPARE(model.cost.output, 2.0);
        QVERIFY(model.takesImages());
        QCOMPARE(model.headers, (QJsonObject{{"X-Team"_L1, "a"_L1}}));
        QCOMPARE(model.compat.maxTokensField, u"max_len"_s);
        const auto choice = ModelCatalog(json(config)).resolve(u"B@mine:work"_s);
        QCOMPARE(choice->account, u"mine:work"_s);
        QCOMPARE(choice->params, (QJsonObject{{"temperature"_L1, 0.5}}));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");

        QTest::newRow("unknown provider") << u"x/y"_s << u"Unknown provider \"x\"."_s;
        QTest::newRow("no address") << u"nowhere/y"_s << u"the provider nowhere has no address"_s;
        QTest::newRow("nothing") << u""_s << u"no model is named"_s;
    }
    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto choice = ModelCatalog(json(config)).resolve(text);

        QVERIFY(!choice);
        QVERIFY2(choice.error().message.startsWith(message), qPrintable(choice.error().message));
        QVERIFY(!choice.error().fix.isEmpty());
    }

    void withoutAnyModelTheOperatorAnswers()
    {
        const ModelCatalog catalog;

        QCOMPARE(catalog.chain(), QStringList{u"builtin/operator"_s});
        QVERIFY(catalog.resolve(catalog.primary())->model.api == LlmApi::Builtin);
        QVERIFY(!catalog.resolve(u"gpt"_s)); // nothing to guess from
    }

    void chains_data()
    {
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QStringList>("expected");

        const QString fallback = u"anthropic/claude-sonnet-4-5"_s;
        QTest::newRow("the usual one") << u"main"_s << QStringList{u"mine/big"_s, fallback};
        QTest::newRow("nobody") << QString() << QStringList{u"mine/big"_s, fallback};
        QTest::newRow("a model of its own") << u"coder"_s << QStringList{u"openai/gpt-5"_s, fallback};
        QTest::newRow("fallbacks of its own") << u"tester"_s << QStringList{u"x/y"_s, u"x/z"_s};
    }
    void chains()
    {
        QFETCH(QString, agent);
        QFETCH(QStringList, expected);

        QCOMPARE(ModelCatalog(json(config)).chain(agent), expected);
    }

    void onlyListedOnesMayBeSelected()
    {
        const ModelCatalog catalog(json(config));

        QVERIFY(catalog.maySelect(catalog.resolve(u"mine/big"_s)->model));
        QVERIFY(catalog.maySelect(catalog.resolve(u"router"_s)->model));
        QVERIFY(catalog.maySelect(catalog.resolve(u"anthropic/claude-sonnet-4-5"_s)->model)); // a fallback
        QVERIFY(!catalog.maySelect(catalog.resolve(u"openai/gpt-5"_s)->model));
        QVERIFY(ModelCatalog().maySelect(catalog.resolve(u"openai/gpt-5"_s)->model));
    }

    void canDoWithoutTheKnownProviders()
    {
        QJsonObject all = json(config);
        QJsonObject models = all["models"_L1].toObject();
        models.insert("mode"_L1, "replace"_L1);
        all.insert("models"_L1, models);
        const ModelCatalog catalog(all);

        QVERIFY(!catalog.provider(u"openai"_s));
        QVERIFY(catalog.provider(u"mine"_s));
        QVERIFY(catalog.provider(u"builtin"_s));
        QCOMPARE(catalog.provider(u"anthropic"_s)->api, LlmApi::AnthropicMessages);
    }
};

WSAGENT_TEST(TestModelCatalog)
#include "tst_modelcatalog.moc"
