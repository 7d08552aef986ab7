#include "tests/support/cliprocess.h"
#include "tests/support/modelprogram.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// `ws-agent models …`, with and without a gateway.
class TestModelCommands : public QObject
{
    Q_OBJECT

private:
    /// Runs and expects an exit code; the JSON document it printed.
    static QJsonObject run(const CliHome &home, const QStringList &arguments, int exitCode = 0,
                           const QByteArray &input = {})
    {
        const CliResult result =
            home.run(QStringList{u"models"_s} + arguments + QStringList{u"--json"_s}, input);
        if (result.exitCode != exitCode)
            qWarning("models %s: exit code %d: %s%s", qPrintable(arguments.join(u' ')), result.exitCode,
                     result.out.constData(), result.err.constData());
        return result.exitCode == exitCode ? result.json() : QJsonObject();
    }

    static QStringList names(const QJsonValue &rows, QLatin1StringView member)
    {
        QStringList result;
        const QJsonArray array = rows.toArray();
        for (const QJsonValue &row : array)
            result += row[member].toString();
        return result;
    }

    static int exitCode(const CliHome &home, const QStringList &arguments)
    {
        return home.run(arguments).exitCode;
    }

private slots:
    void withoutAnyModelTheOperatorIsUsed()
    {
        const CliHome home;

        QCOMPARE(run(home, {})["defaultModel"_L1].toString(), u"builtin/operator"_s);
        QCOMPARE(run(home, {u"status"_s, u"--check"_s})["providers"_L1][0]["status"_L1].toString(), u"ok"_s);
    }

    void aModelIsChosen()
    {
        const CliHome home;

        run(home, {u"set"_s, u"anthropic/claude-sonnet-4-5"_s});
        run(home, {u"fallbacks"_s, u"add"_s, u"openai/gpt-5"_s});
        run(home, {u"aliases"_s, u"add"_s, u"mini"_s, u"openai/gpt-5-mini"_s});
        run(home, {u"fallbacks"_s, u"add"_s, u"mini"_s});
        QJsonObject status = run(home, {});
        QCOMPARE(status["defaultModel"_L1].toString(), u"anthropic/claude-sonnet-4-5"_s);
        QCOMPARE(status["fallbacks"_L1].toArray(), (QJsonArray{"openai/gpt-5"_L1, "openai/gpt-5-mini"_L1}));
        QCOMPARE(run(home, {u"aliases"_s, u"list"_s})["aliases"_L1]["mini"_L1].toString(),
                 u"openai/gpt-5-mini"_s);
        QCOMPARE(names(run(home, {u"list"_s})["models"_L1], "id"_L1).size(), 3);

        run(home, {u"fallbacks"_s, u"remove"_s, u"openai/gpt-5"_s});
        run(home, {u"set"_s, u"mini"_s});
        run(home, {u"aliases"_s, u"remove"_s, u"mini"_s});
        status = run(home, {});
        QCOMPARE(status["defaultModel"_L1].toString(), u"openai/gpt-5-mini"_s);
        QCOMPARE(status["fallbacks"_L1].toArray(), QJsonArray{"openai/gpt-5-mini"_L1});
        run(home, {u"fallbacks"_s, u"clear"_s});
        QCOMPARE(run(home, {})["fallbacks"_L1].toArray().size(), 0);
        run(home, {u"set-image"_s, u"openai/gpt-5"_s});
        QVERIFY(home.read(u".ws-agent/ws-agent.json"_s).contains("imageModel"));
    }

    void anUnknownProviderIsRefused()
    {
        const CliHome home;
        const CliResult result = home.run({u"models"_s, u"set"_s, u"nowhere/x"_s});

        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("Unknown provider \"nowhere\""), result.err.constData());
    }

    void keysAreKeptAndNeverShown()
    {
        const CliHome home;
        const QByteArray secret = "sk-very-secret-0123456789";

        QCOMPARE(exitCode(home, {u"models"_s, u"set"_s, u"openai/gpt-5"_s}), 0);
        QCOMPARE(exitCode(home, {u"models"_s, u"--check"_s}), 1); // no account
        QCOMPARE(run(home, {u"auth"_s, u"add"_s, u"--provider"_s, u"openai"_s}, 0, secret)["profileId"_L1]
                     .toString(),
                 u"openai:default"_s);
        QCOMPARE(exitCode(home, {u"models"_s, u"--check"_s}), 0);
        const QString file = u".ws-agent/agents/main/agent/auth-profiles.json"_s;
        QVERIFY(home.read(file).contains(secret));
        QCOMPARE(QFile::permissions(home.path(file)) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());

        for (const QStringList &arguments :
             {QStringList{}, QStringList{u"auth"_s, u"list"_s}, QStringList{u"list"_s}}) {
            const CliResult result =
                home.run(QStringList{u"models"_s} + arguments + QStringList{u"--json"_s});
            QCOMPARE(result.exitCode, 0);
            QVERIFY(!(result.out + result.err).contains(secret));
        }
    }

    void whatExpiresSoonIsSaid()
    {
        const CliHome home;
        QCOMPARE(exitCode(home, {u"models"_s, u"set"_s, u"anthropic/claude-haiku-4-5"_s}), 0);

        run(home, {u"auth"_s, u"paste-token"_s, u"--provider"_s, u"anthropic"_s, u"--expires-in"_s, u"12h"_s},
            0, "tok");
        QCOMPARE(exitCode(home, {u"models"_s, u"--check"_s}), 2);
        run(home,
            {u"auth"_s, u"paste-token"_s, u"--provider"_s, u"anthropic"_s, u"--expires-in"_s, u"365d"_s}, 0,
            "tok");
        QCOMPARE(exitCode(home, {u"models"_s, u"--check"_s}), 0);
        run(home,
            {u"auth"_s, u"paste-token"_s, u"--provider"_s, u"anthropic"_s, u"--expires-in"_s, u"soon"_s}, 2,
            "tok");
    }

    void anOrderIsDecided()
    {
        const CliHome home;
        for (const QString &name : {u"a"_s, u"b"_s})
            run(home, {u"auth"_s, u"add"_s, u"--provider"_s, u"openai"_s, u"--profile-id"_s, name}, 0, "k");

        run(home, {u"auth"_s, u"order"_s, u"set"_s, u"--provider"_s, u"openai"_s, u"b"_s, u"openai:a"_s});
        QCOMPARE(
            run(home, {u"auth"_s, u"order"_s, u"get"_s, u"--provider"_s, u"openai"_s})["order"_L1].toArray(),
            (QJsonArray{"openai:b"_L1, "openai:a"_L1}));
        run(home, {u"auth"_s, u"order"_s, u"clear"_s, u"--provider"_s, u"openai"_s});
        QCOMPARE(run(home, {u"auth"_s, u"order"_s, u"get"_s, u"--provider"_s, u"openai"_s})["order"_L1]
                     .toArray()
                     .size(),
                 0);
    }

    void serversOfThisMachineAreFoundAndNotUsed()
    {
        const CliHome home;
        const ModelProgram model({{"models"_L1, QJsonArray{"qwen3:8b"_L1}}});
        QVERIFY(model.port() > 0);
        QCOMPARE(
            exitCode(home, {u"config"_s, u"set"_s, u"models.providers.ollama.baseUrl"_s, model.baseUrl()}),
            0);

        const QJsonValue found = run(home, {u"scan"_s})["servers"_L1];
        QCOMPARE(names(found, "provider"_L1), QStringList{u"ollama"_s});
        QCOMPARE(found[0]["models"_L1].toArray(), QJsonArray{"qwen3:8b"_L1});
        QCOMPARE(run(home, {})["defaultModel"_L1].toString(), u"builtin/operator"_s);
    }

    void aGatewayTriesTheModel()
    {
        const CliHome home;
        const ModelProgram model(
            {{"turns"_L1, QJsonArray{QJsonObject{{"text"_L1, "OK"_L1}}, QJsonObject{{"status"_L1, 404}}}}});
        QVERIFY(model.port() > 0);
        setUpProfile(home, u"p"_s, freeBase());
        for (const QStringList &set : {QStringList{u"models.providers.mine.baseUrl"_s, model.baseUrl()},
                                       QStringList{u"agents.defaults.model"_s, u"mine/x"_s}})
            QCOMPARE(exitCode(home, QStringList{u"--profile"_s, u"p"_s, u"config"_s, u"set"_s} + set), 0);
        const RunningGateway gateway(home, u"p"_s);
        QVERIFY(!gateway.readyLine().isEmpty());
        const QStringList probe{u"--profile"_s, u"p"_s, u"models"_s, u"--probe"_s, u"--json"_s};

        const CliResult good = home.run(probe);
        QVERIFY2(good.exitCode == 0, good.err.constData());
        QVERIFY(good.json()["probes"_L1][0]["ok"_L1].toBool());
        const CliResult bad = home.run(probe);
        QCOMPARE(bad.exitCode, 1);
        QCOMPARE(bad.json()["probes"_L1][0]["error"_L1]["kind"_L1].toString(), u"other"_s);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestModelCommands)
#include "tst_modelcommands.moc"
