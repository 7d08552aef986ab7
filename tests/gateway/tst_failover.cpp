#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/llm/modelservice.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testprogram.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Two models at two providers, the first with two accounts.
class Instance
{
public:
    Instance()
        : service({.stateDir = directory.path(),
                   .config = [this] { return config(); },
                   .environment = [] { return ConfigVariables(); },
                   .log =
                       [this](const QString &line) {
                           log += line;
                       }})
    {
        change([](AuthProfiles &all) {
            all.profiles = {
                {u"first:a"_s, {.id = u"first:a"_s, .provider = u"first"_s, .secret = u"key-a"_s}},
                {u"first:b"_s, {.id = u"first:b"_s, .provider = u"first"_s, .secret = u"key-b"_s}}};
        });
    }

    QJsonObject config() const
    {
        const auto provider = [](const ScriptedModel &server, const QString &api) {
            return QJsonObject{{"baseUrl"_L1, server.baseUrl(api)}, {"api"_L1, api}};
        };
        QJsonObject model{{"primary"_L1, "first/x"_L1}};
        if (hasFallback)
            model.insert("fallbacks"_L1, QJsonArray{"second/y"_L1});
        return {{"models"_L1,
                 QJsonObject{{"providers"_L1,
                              QJsonObject{{"first"_L1, provider(first, u"openai-completions"_s)},
                                          {"second"_L1, provider(second, u"anthropic-messages"_s)}}}}},
                {"agents"_L1, QJsonObject{{"defaults"_L1, QJsonObject{{"model"_L1, model}}}}}};
    }

    QString file() const { return authProfilesPath(directory.path(), u"main"_s); }
    AuthProfiles stored() const { return *readAuthProfiles(file()); }
    void change(const std::function<void(AuthProfiles &)> &what) const
    {
        if (const auto changed = changeAuthProfiles(file(), what); !changed)
            qFatal("%s", qPrintable(changed.error().message));
    }
    /// Of the first server: whose key was shown.
    QStringList keys() const
    {
        QStringList keys;
        for (const ScriptedRequest &request : first.requests())
            keys += QString::fromLatin1(request.header("authorization")).section(u' ', 1);
        return keys;
    }

    QTemporaryDir directory;
    ScriptedModel first;
    ScriptedModel second;
    bool hasFallback = true;
    QStringList log;
    ModelService service;
};

/// One call, and what came of it.
class Call
{
public:
    Call(Instance &instance, ModelCall call = {})
    {
        call.request.messages = {textMessage(LlmRole::User, u"hello"_s)};
        if (call.request.timeouts.idle == LlmTimeouts().idle)
            call.request.timeouts = {.idle = 10s, .total = 20s};
        stream = instance.service.start(call);
        QObject::connect(stream.get(), &LlmStream::textDelta, stream.get(),
                         [this](const QString &piece) { text += piece; });
        QObject::connect(
            stream.get(), &LlmStream::switched, stream.get(),
            [this](const QString &from, const QString &to) { switches += from + u" > "_s + to; });
        QObject::connect(stream.get(), &LlmStream::finished, stream.get(), [this](const LlmOutcome &how) {
            ++finished;
            outcome = how;
        });
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return finished > 0; }, 20'000);
    }

    std::unique_ptr<LlmStream> stream;
    QString text;
    QStringList switches;
    int finished = 0;
    LlmOutcome outcome;
};

ScriptedTurn refusal(int status, const QByteArray &message = {})
{
    return {.status = status, .body = "{\"error\":{\"message\":\"" + message + "\"}}"};
}

} // namespace

class TestFailover : public QObject
{
    Q_OBJECT

private slots:
    /// Every row of the failure table, against a server that fails once.
    void reacts_data()
    {
        using Fault = ScriptedTurn::Fault;
        QTest::addColumn<ScriptedTurn>("turn");
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QString>("failure"); // empty: somebody answers
        QTest::addColumn<QString>("counted"); // against the first account

        const QString a = u"key-a"_s;
        const QString b = u"key-b"_s;
        QTest::newRow("rate limit") << refusal(429) << QStringList{a, b} << QString() << u"rate_limit"_s;
        QTest::newRow("overloaded") << refusal(529) << QStringList{a, b} << QString() << u"rate_limit"_s;
        QTest::newRow("wrong key") << refusal(401) << QStringList{a, b} << QString() << u"auth"_s;
        QTest::newRow("forbidden") << refusal(403) << QStringList{a, b} << QString() << u"auth"_s;
        QTest::newRow("no money") << refusal(402) << QStringList{a, b} << QString() << u"billing"_s;
        QTest::newRow("timeout") << refusal(408) << QStringList{a, b} << QString() << u"timeout"_s;
        QTest::newRow("bad tool id") << refusal(400, "tool_call_id: does not match pattern")
                                     << QStringList{a, b} << QString() << u"format"_s;
        QTest::newRow("nothing comes")
            << ScriptedTurn{.fault = Fault::NoAnswer} << QStringList{a, b} << QString() << u"timeout"_s;
        QTest::newRow("too long a conversation") << refusal(400, "maximum context length is 10")
                                                 << QStringList{a} << u"context_overflow"_s << QString();
        QTest::newRow("content filter")
            << refusal(400, "content_filter") << QStringList{a} << u"refusal"_s << QString();
        QTest::newRow("no such model") << refusal(404) << QStringList{a} << u"other"_s << QString();
        QTest::newRow("server in trouble") << refusal(500) << QStringList{a, a} << QString() << QString();
        QTest::newRow("cut off before any text") << ScriptedTurn{.text = u""_s, .fault = Fault::WithoutEnd}
                                                 << QStringList{a, a} << QString() << QString();
        QTest::newRow("error event before any text")
            << ScriptedTurn{.text = u"x"_s, .body = "server_error", .fault = Fault::ErrorInStream}
            << QStringList{a, a} << QString() << QString();
        QTest::newRow("nothing said") << ScriptedTurn{} << QStringList{a, a} << QString() << QString();
    }
    void reacts()
    {
        QFETCH(ScriptedTurn, turn);
        QFETCH(QStringList, keys);
        QFETCH(QString, failure);
        QFETCH(QString, counted);
        Instance instance;
        instance.first.say(turn);
        ModelCall call;
        if (turn.fault == ScriptedTurn::Fault::NoAnswer)
            call.request.timeouts = {.idle = 300ms, .total = 20s};
        Call asked(instance, call);

        QVERIFY(asked.wait());
        QCOMPARE(instance.keys(), keys);
        if (failure.isEmpty()) {
            QCOMPARE(asked.text, u"You said: hello"_s);
            QCOMPARE(asked.outcome.authProfile, u"first:"_s + keys.last().last(1));
            QCOMPARE(asked.outcome.model.reference(), u"first/x"_s);
        } else {
            QCOMPARE(nameOf(asked.outcome.failure.kind), failure);
        }
        QCOMPARE(instance.second.requests().size(), 0);
        QTRY_COMPARE(instance.stored().usage.value(u"first:a"_s).failureCounts.value(counted),
                     counted.isEmpty() ? 0 : 1);
        QCOMPARE(instance.stored().usage.value(u"first:a"_s).usableFrom() >
                     QDateTime::currentMSecsSinceEpoch(),
                 !counted.isEmpty());
    }

    void anotherModelTakesOver()
    {
        Instance instance;
        instance.first.setOtherwise([](const ScriptedRequest &) { return refusal(429); });
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(asked.text, u"You said: hello"_s);
        QCOMPARE(asked.outcome.model.reference(), u"second/y"_s);
        QCOMPARE(asked.outcome.authProfile, QString()); // needs none
        QCOMPARE(asked.outcome.attempts.size(), 2);
        QCOMPARE(asked.switches,
                 (QStringList{u"first/x@first:a > first/x@first:b"_s, u"first/x@first:b > second/y"_s}));
    }

    void restingAccountsAreNotAsked()
    {
        Instance instance;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        instance.change([now](AuthProfiles &all) {
            all.usage[u"first:a"_s] = {.cooldownUntil = now + 600'000};
            all.usage[u"first:b"_s] = {.disabledUntil = now + 600'000};
        });
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(asked.outcome.model.reference(), u"second/y"_s);
        QCOMPARE(instance.first.requests().size(), 0);
    }

    /// Also not before the file says that they rest.
    void restingAccountsAreNotAskedForTheNextModel()
    {
        Instance instance;
        instance.first.setOtherwise([](const ScriptedRequest &) { return refusal(429); });
        std::optional lock(FileLock::acquire(instance.file() + ".lock"_L1, 1s));
        QVERIFY(*lock);
        ModelCall call;
        call.models = {u"first/x"_s, u"first/z"_s};
        Call asked(instance, call);

        QVERIFY(asked.wait());
        QCOMPARE(instance.keys(), (QStringList{u"key-a"_s, u"key-b"_s}));
        QVERIFY2(asked.outcome.failure.message.contains("every account rests"_L1),
                 qPrintable(asked.outcome.failure.message));
        lock.reset();
        QTRY_VERIFY(instance.stored().usage.value(u"first:b"_s).errorCount == 1);
    }

    void anAccountThatHasNearlyRestedIsProbed()
    {
        Instance instance;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        instance.change([now](AuthProfiles &all) {
            all.usage[u"first:a"_s] = {.cooldownUntil = now + 600'000, .errorCount = 3};
            all.usage[u"first:b"_s] = {.cooldownUntil = now + 100'000, .errorCount = 1};
        });
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(instance.keys(), QStringList{u"key-b"_s});
        QTRY_COMPARE(instance.stored().usage.value(u"first:b"_s).errorCount, 0); // answered: all is forgotten
        QCOMPARE(instance.stored().lastGood.value(u"first"_s), u"first:b"_s);
    }

    void whenAllRestTheReasonSaysUntilWhen()
    {
        Instance instance;
        instance.hasFallback = false;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        instance.change([now](AuthProfiles &all) {
            all.usage[u"first:a"_s] = all.usage[u"first:b"_s] = {.cooldownUntil = now + 600'000};
        });
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(nameOf(asked.outcome.stopReason), u"error"_s);
        QVERIFY2(asked.outcome.failure.message.contains(u"every account rests after failures, until"),
                 qPrintable(asked.outcome.failure.message));
    }

    void nothingIsRepeatedOnceTextWasShown()
    {
        Instance instance;
        instance.first.say({.text = QString(200, u'x'), .fault = ScriptedTurn::Fault::CutStream});
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(nameOf(asked.outcome.failure.kind), u"server"_s);
        QVERIFY(!asked.text.isEmpty());
        QCOMPARE(textOf(asked.outcome.content), asked.text);
        QCOMPARE(instance.first.requests().size(), 1);
        QCOMPARE(instance.second.requests().size(), 0);
    }

    void nobodyElseIsAskedOnceAToolHasDoneSomething()
    {
        Instance instance;
        instance.first.setOtherwise([](const ScriptedRequest &) { return refusal(429); });
        Call asked(instance, {.mayTakeAnother = false});

        QVERIFY(asked.wait());
        QCOMPARE(nameOf(asked.outcome.failure.kind), u"rate_limit"_s);
        QCOMPARE(instance.keys(), QStringList{u"key-a"_s});
    }

    void whatTheUserHasChosenIsNotChanged()
    {
        Instance instance;
        instance.first.setOtherwise([](const ScriptedRequest &) { return refusal(429); });
        Call asked(instance, {.models = {u"first/x@b"_s}});

        QVERIFY(asked.wait());
        QCOMPARE(instance.keys(), QStringList{u"key-b"_s});
        QCOMPARE(nameOf(asked.outcome.failure.kind), u"rate_limit"_s);
    }

    void theAccountOfTheSessionComesFirst()
    {
        Instance instance;
        Call asked(instance, {.account = u"first:b"_s});

        QVERIFY(asked.wait());
        QCOMPARE(instance.keys(), QStringList{u"key-b"_s});
    }

    void aShortWaitIsBetterThanNoAnswer()
    {
        Instance instance;
        instance.hasFallback = false;
        instance.change([](AuthProfiles &all) { all.profiles.remove(u"first:b"_s); });
        instance.first.say({.status = 429, .headers = {{"Retry-After", "0"}}});
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(asked.text, u"You said: hello"_s);
    }

    void silenceIsReportedTheSecondTime()
    {
        Instance instance;
        instance.first.setOtherwise([](const ScriptedRequest &) { return ScriptedTurn{}; });
        Call asked(instance);

        QVERIFY(asked.wait());
        QCOMPARE(instance.first.requests().size(), 2);
        QVERIFY(asked.outcome.failure.message.contains(u"answered with nothing"));
    }

    void saysHowToAddAnAccount()
    {
        Instance instance;
        Call asked(instance, {.models = {u"openai/gpt-5"_s}});

        QVERIFY(asked.wait());
        QCOMPARE(asked.outcome.failure.message,
                 u"openai has no account: ws-agent models auth add --provider openai"_s);
    }

    void isAborted_data()
    {
        QTest::addColumn<ScriptedTurn>("turn");

        QTest::newRow("before it begins") << ScriptedTurn{};
        QTest::newRow("while the model thinks") << ScriptedTurn{.fault = ScriptedTurn::Fault::NoAnswer};
        QTest::newRow("between two tries") << refusal(500);
    }
    void isAborted()
    {
        QFETCH(ScriptedTurn, turn);
        Instance instance;
        instance.first.say(turn);
        Call asked(instance);
        const bool atOnce = turn.status == 200 && turn.fault == ScriptedTurn::Fault::None;
        if (!atOnce)
            QTRY_COMPARE(instance.first.requests().size(), 1);
        if (turn.status != 200)
            QTRY_COMPARE(instance.first.open(), 0);

        asked.stream->abort();

        QCOMPARE(asked.finished, 1);
        QCOMPARE(nameOf(asked.outcome.stopReason), u"aborted"_s);
        QVERIFY(instance.stored().usage.isEmpty()); // nobody is to blame
    }

    void theOperatorAnswersWithoutAnyModel()
    {
        Instance instance;
        Call asked(instance, {.models = {u"builtin/operator"_s}});

        QVERIFY(asked.wait());
        QVERIFY(asked.text.startsWith(u"Hello."));
        QCOMPARE(nameOf(asked.outcome.stopReason), u"stop"_s);
        QCOMPARE(textOf(asked.outcome.content), asked.text);
    }

    void aDamagedFileIsPutAside()
    {
        Instance instance;
        QVERIFY(replaceFile(instance.file(), "{\"profiles\": {"));
        instance.first.setOtherwise([](const ScriptedRequest &) { return refusal(401); });
        QFile::Permissions mode = QFile::permissions(instance.file());
        Call asked(instance);

        QVERIFY(asked.wait());
        QVERIFY(instance.log.first().contains(u"is damaged"));
        instance.service.changeAccounts(u"main"_s, [](AuthProfiles &all) { all.lastGood[u"x"_s] = u"y"_s; });
        QTRY_VERIFY(readAuthProfiles(instance.file()));
        QCOMPARE(instance.stored().lastGood.value(u"x"_s), u"y"_s);
        QCOMPARE(QFile::permissions(instance.file()), mode);
        QCOMPARE(QDir(QFileInfo(instance.file()).path()).entryList({u"*.corrupt.*"_s}).size(), 1);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestFailover)
#include "tst_failover.moc"
