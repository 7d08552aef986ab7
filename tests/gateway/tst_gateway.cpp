#include "gateway/gatewaysettings.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/specvectors.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QSignalSpy>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

using Instance = test::TestGateway;

const QString secret = test::TestGateway::secret();
const QString admin = u"operator.admin"_s;
const QString readScope = u"operator.read"_s;

QString messageOf(const QJsonObject &answer)
{
    return answer["error"_L1]["message"_L1].toString();
}

} // namespace

class TestGateway : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_instance = std::make_unique<Instance>();
        QVERIFY(m_instance->start());
    }
    void cleanup() { m_instance.reset(); }

    void announcesItself()
    {
        const auto runtime = readRuntimeFile(m_instance->directory.path());
        QVERIFY(runtime);
        QCOMPARE(runtime->port, int(port()));
        QCOMPARE(runtime->instanceId, u"id-1"_s);
        QVERIFY(isAlive(*runtime));
        m_instance->gateway.reset();
        QVERIFY(!readRuntimeFile(m_instance->directory.path()));
    }

    void insistsOnTls_data()
    {
        QTest::addColumn<QByteArray>("setting");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("by a value") << QByteArray("'max-age=63072000; includeSubDomains'")
                                    << QByteArray("max-age=63072000; includeSubDomains");
        QTest::newRow("not at all") << QByteArray("false") << QByteArray();
    }
    void insistsOnTls()
    {
        QFETCH(QByteArray, setting);
        QFETCH(QByteArray, field);
        m_instance.reset();
        m_instance = std::make_unique<Instance>();
        m_instance->useConfig("{ gateway: { auth: { token: 't0ken' }, http: { securityHeaders: { "
                              "strictTransportSecurity: " +
                              setting + " } } } }");
        QVERIFY(m_instance->start());
        for (const QByteArray path : {"/healthz", "/nothing", "/v1/models"}) {
            test::RawClient client(port());
            client.send(test::httpRequest("GET " + path));
            const QByteArray answer = client.readUntil(test::isWholeAnswer);
            QCOMPARE(test::fieldOf(answer, "Strict-Transport-Security"), field);
            QVERIFY(!answer.isEmpty());
        }
    }

    void ownsItsStateAlone()
    {
        Gateway second(m_instance->options, m_instance->log);
        const auto started = second.start();
        QVERIFY(!started);
        QVERIFY(started.error().kind == ErrorKind::Conflict);
        QVERIFY2(started.error().message.contains("owns this instance"_L1),
                 qPrintable(started.error().message));
        QVERIFY(readRuntimeFile(m_instance->directory.path()));
    }

    void aDamagedListOfDevicesIsPutAside()
    {
        m_instance->gateway.reset();
        QFile file(m_instance->directory.filePath(u"devices/paired.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{ \"devices\": {") > 0);
        file.close();
        QVERIFY(m_instance->start());
        const QDir folder(m_instance->directory.filePath(u"devices"_s));
        QCOMPARE(folder.entryList({u"paired.json.corrupt.*"_s}).size(), 1);
    }

    void twoInOneProcess()
    {
        Instance other;
        QVERIFY(other.start());
        QVERIFY(other.gateway->port() != port());
        other.gateway.reset();
        ScriptedClient client(port());
        QVERIFY(logIn(client)["ok"_L1].toBool());
    }

    void welcomes()
    {
        ScriptedClient client(port());
        const QJsonObject hello = logIn(client)["payload"_L1].toObject();
        QCOMPARE(hello["type"_L1].toString(), u"hello-ok"_s);
        QCOMPARE(hello["protocol"_L1].toInt(), 4);
        QCOMPARE(hello["server"_L1]["profile"_L1].toString(), u"main"_s);
        QCOMPARE(hello["server"_L1]["instanceId"_L1].toString(), u"id-1"_s);
        QCOMPARE(hello["auth"_L1]["scopes"_L1].toArray(), QJsonArray{admin});
        QCOMPARE(hello["snapshot"_L1]["stateDir"_L1].toString(), m_instance->directory.path());
        QCOMPARE(hello["policy"_L1]["maxPayload"_L1].toInteger(), 26'214'400);
        const QJsonValue snapshot = hello["snapshot"_L1];
        QCOMPARE(snapshot["appliedConfigHash"_L1].toString(), m_instance->options.config.hash);
        QCOMPARE(snapshot["suspension"_L1]["phase"_L1].toString(), u"accepting"_s);
        QCOMPARE(snapshot["sessionDefaults"_L1]["mainSessionKey"_L1].toString(), u"agent:main:main"_s);
        QCOMPARE(snapshot["authMode"_L1].toString(), u"token"_s);
        const QJsonArray events = hello["features"_L1]["events"_L1].toArray();
        for (const QString &event : {u"tick"_s, u"health"_s, u"shutdown"_s, u"config.changed"_s,
                                     u"node.pair.requested"_s, u"voicewake.changed"_s})
            QVERIFY2(events.contains(event), qPrintable(event));
        QVERIFY(!events.contains(u"terminal.data"_s)); // there is no terminal
        const QJsonArray methods = hello["features"_L1]["methods"_L1].toArray();
        QVERIFY(methods.contains(u"health"_s));
        QVERIFY(!methods.contains(u"connect"_s));
    }

    void everyAdvertisedMethodAnswers()
    {
        ScriptedClient client(port());
        const QJsonArray methods = logIn(client)["payload"_L1]["features"_L1]["methods"_L1].toArray();
        QVERIFY(methods.size() > 10);
        for (const QJsonValue &method : methods)
            QVERIFY(!messageOf(client.answer(method.toString())).startsWith("unknown method"_L1));
    }

    void healthCountsSessions_data()
    {
        QTest::addColumn<QString>("scope");
        QTest::addColumn<bool>("isNamed");
        QTest::newRow("who may read") << u"operator.read"_s << true;
        QTest::newRow("who may not") << u"operator.approvals"_s << false;
    }
    void healthCountsSessions()
    {
        QFETCH(QString, scope);
        QFETCH(bool, isNamed);
        ScriptedClient owner(port());
        logIn(owner);
        QVERIFY(owner.answer(u"sessions.create"_s, QJsonObject{{"key"_L1, u"agent:main:secret"_s}})["ok"_L1]
                    .toBool());
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(Instance::secret(), {scope}));
        QCOMPARE(client.next()["payload"_L1]["snapshot"_L1]["health"_L1]["sessions"_L1]["count"_L1], 1);
        const QJsonValue sessions = client.answer(u"health"_s)["payload"_L1]["sessions"_L1];
        QCOMPARE(sessions["count"_L1], 1);
        QCOMPARE(sessions["recent"_L1].toArray().size(), isNamed ? 1 : 0);
        if (isNamed)
            QCOMPARE(sessions["recent"_L1][0]["key"_L1], u"agent:main:secret"_s);

        const QJsonValue status = client.answer(u"status"_s)["payload"_L1]["sessions"_L1];
        QCOMPARE(status.isUndefined(), !isNamed);             // it needs the scope
        QCOMPARE(status["paths"_L1].toArray(), QJsonArray()); // for administrators
        const QJsonValue all = owner.answer(u"status"_s)["payload"_L1]["sessions"_L1];
        QCOMPARE(all["count"_L1], 1);
        QCOMPARE(all["byAgent"_L1][0]["recent"_L1][0]["key"_L1], u"agent:main:secret"_s);
        QVERIFY(all["paths"_L1][0].toString().endsWith("sessions.json"_L1));
    }

    void configIsChangedOverTheWire()
    {
        ScriptedClient client(port());
        logIn(client);
        const QString hash = client.answer(u"config.get"_s)["payload"_L1]["hash"_L1].toString();
        const QJsonObject params{{"raw"_L1, u"{logging: {level: 'debug'}}"_s}, {"baseHash"_L1, hash}};
        const QJsonObject answer = client.answer(u"config.patch"_s, params);
        QVERIFY2(answer["ok"_L1].toBool(), QJsonDocument(answer).toJson().constData());
        const QJsonObject payload = answer["payload"_L1].toObject();
        QCOMPARE(payload["changedPaths"_L1].toArray(), QJsonArray{u"logging.level"_s});
        QVERIFY(!payload.contains("restart"_L1));
        QVERIFY(!QJsonDocument(payload).toJson().contains("t0ken"));
        QCOMPARE(client.next(u"config.changed"_s)["payload"_L1]["hash"_L1], payload["hash"_L1]);
        const QJsonObject now = client.answer(u"config.get"_s)["payload"_L1].toObject();
        QCOMPARE(now["appliedConfigHash"_L1], payload["hash"_L1]);
        QCOMPARE(messageOf(client.answer(u"config.patch"_s, params)),
                 u"config changed since last load; re-run config.get and retry"_s);
    }

    void sessionEventsGoToWhoAskedForThem()
    {
        ScriptedClient watcher(port());
        logIn(watcher);
        ScriptedClient other(port());
        logIn(other);
        const QJsonObject main{{"key"_L1, u"main"_s}};
        QVERIFY(watcher.answer(u"sessions.subscribe"_s)["ok"_L1].toBool());
        QVERIFY(watcher.answer(u"sessions.messages.subscribe"_s, main)["ok"_L1].toBool());
        const QJsonObject injected = other.answer(
            u"chat.inject"_s, QJsonObject{{"sessionKey"_L1, u"main"_s}, {"message"_L1, u"hi"_s}});
        const QJsonValue id = injected["payload"_L1]["messageId"_L1];
        QVERIFY2(id.isString(), QJsonDocument(injected).toJson().constData());
        const QJsonObject message = watcher.next(u"session.message"_s)["payload"_L1].toObject();
        QCOMPARE(message["messageId"_L1], id);
        QCOMPARE(message["sessionKey"_L1].toString(), u"agent:main:main"_s);
        QCOMPARE(message["messageSeq"_L1].toInt(), 1);
        const QJsonObject changed = watcher.next(u"sessions.changed"_s)["payload"_L1].toObject();
        QCOMPARE(changed["reason"_L1].toString(), u"create"_s);
        QCOMPARE(changed["session"_L1]["key"_L1].toString(), u"agent:main:main"_s);
        // The other one sees the chat, which is for all, and nothing that it has not asked for: its events
        // are numbered without a gap.
        QCOMPARE(other.next(u"chat"_s)["seq"_L1].toInt(), 1);

        watcher.socket().close();
        QTRY_COMPARE(m_instance->gateway->clients().clients().count(), 1);
        QVERIFY(
            other
                .answer(u"sessions.patch"_s, QJsonObject{{"key"_L1, u"main"_s}, {"pinned"_L1, true}})["ok"_L1]
                .toBool());
    }

    void sessionsOutliveTheGateway()
    {
        {
            ScriptedClient client(port());
            logIn(client);
            client.answer(u"chat.inject"_s,
                          QJsonObject{{"sessionKey"_L1, u"main"_s}, {"message"_L1, u"hi"_s}});
        }
        m_instance->gateway.reset();
        QVERIFY(QFile::exists(m_instance->directory.filePath(u"agents/main/sessions/sessions.json"_s)));
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        logIn(client);
        const QJsonObject history =
            client.answer(u"chat.history"_s, QJsonObject{{"sessionKey"_L1, u"main"_s}});
        QCOMPARE(history["payload"_L1]["totalMessages"_L1].toInt(), 1);
    }

    void agentsFindTheirNotes()
    {
        const QString workspace = m_instance->options.paths.defaultWorkspace;
        QVERIFY(QDir().mkpath(workspace));
        QFile notes(workspace + "/MEMORY.md"_L1);
        QVERIFY(notes.open(QIODevice::WriteOnly) && notes.write("Ada likes green tea.\n") > 0);
        notes.close();
        ScriptedClient client(port());
        logIn(client);
        const QJsonObject answer =
            client.answer(u"tools.invoke"_s, QJsonObject{{"name"_L1, u"memory_search"_s},
                                                         {"args"_L1, QJsonObject{{"query"_L1, u"tea"_s}}}});
        const QByteArray text = QJsonDocument(answer).toJson();
        QVERIFY2(text.contains("Ada likes green tea."), text.constData());
        QVERIFY(QFile::exists(m_instance->directory.filePath(u"memory/main.sqlite"_s)));
    }

    void secretsAreReadAnew()
    {
        ScriptedClient client(port());
        logIn(client);
        QCOMPARE(client.answer(u"secrets.reload"_s)["payload"_L1].toObject(),
                 (QJsonObject{{"ok"_L1, true}, {"warningCount"_L1, 0}}));
        QVERIFY(logIn(*std::make_unique<ScriptedClient>(port()))["ok"_L1].toBool());

        QSignalSpy restart(m_instance->gateway.get(), &Gateway::restartWanted);
        m_instance->write(
            "{ gateway: { auth: { token: { source: 'env', provider: 'default', id: 'NO_SUCH' } } } }");
        QVERIFY(client.answer(u"secrets.reload"_s)["ok"_L1].toBool());
        QTRY_VERIFY(restart.count() > 0); // whoever starts the next one asks for it

        m_instance->write("{ gateway: ");
        const QJsonObject error = client.answer(u"secrets.reload"_s)["error"_L1].toObject();
        QCOMPARE(error["code"_L1].toString(), u"UNAVAILABLE"_s);
        QVERIFY(error["message"_L1].toString().startsWith("the config is not valid: "_L1));
    }

    void aNewSecretSendsThoseAwayWhoUsedTheOldOne()
    {
        ScriptedClient client(port());
        logIn(client);
        m_instance->write("{ gateway: { auth: { token: 'an0ther' } } }");
        client.request(u"secrets.reload"_s);
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 4001);
        ScriptedClient old(port());
        QVERIFY(!logIn(old)["ok"_L1].toBool());
    }

    void methodsHaveNamesOfOurOwn()
    {
        ScriptedClient client(port());
        const QJsonArray methods = logIn(client)["payload"_L1]["features"_L1]["methods"_L1].toArray();
        QVERIFY(methods.contains(u"openclaw.approval.list"_s));
        QVERIFY(!methods.contains(u"ws-agent.approval.list"_s));
        QCOMPARE(client.answer(u"ws-agent.approval.list"_s)["payload"_L1],
                 client.answer(u"openclaw.approval.list"_s)["payload"_L1]);
        QCOMPARE(messageOf(client.answer(u"ws-agent.nothing"_s)), u"unknown method: ws-agent.nothing"_s);
    }

    void unknownKeysAreWarnedOf()
    {
        ScriptedClient client(port());
        logIn(client);
        const QJsonObject answer =
            client.answer(u"config.patch"_s, QJsonObject{{"raw"_L1, u"{gateway: {prot: 1}}"_s}});
        QCOMPARE(answer["payload"_L1]["warnings"_L1][0]["path"_L1].toString(), u"gateway.prot"_s);
    }

    void aRestartCanBePutOff()
    {
        ScriptedClient client(port());
        logIn(client);
        QSignalSpy restart(m_instance->gateway.get(), &Gateway::restartWanted);
        const QString hash = client.answer(u"config.get"_s)["payload"_L1]["hash"_L1].toString();
        const QJsonObject answer =
            client.answer(u"config.patch"_s, QJsonObject{{"raw"_L1, u"{gateway: {port: 19001}}"_s},
                                                         {"baseHash"_L1, hash},
                                                         {"restartDelayMs"_L1, 1200}});
        QCOMPARE(answer["payload"_L1]["restart"_L1]["required"_L1].toBool(), true);
        QVERIFY(!client.next(u"config.changed"_s).isEmpty());
        QCOMPARE(restart.count(), 0);
        QTRY_COMPARE(restart.count(), 1);
        QVERIFY(restart.first().first().toStringList().contains(u"gateway.port"_s));
    }

    /// Clients that show the config read it anew, whatever becomes of the change.
    void everyChangeOfTheConfigIsTold_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("a comment") << QByteArray("{ /* new */ gateway: { auth: { token: 't0ken' } } }");
        QTest::newRow("broken") << QByteArray("{ gateway: ");
        QTest::newRow("taken over") << QByteArray("{ gateway: { auth: { token: 't0ken' } }, ui: {} }");
    }
    void everyChangeOfTheConfigIsTold()
    {
        QFETCH(QByteArray, text);
        ScriptedClient client(port());
        logIn(client);
        m_instance->write(text);
        m_instance->gateway->reload();
        const QJsonObject told = client.next(u"config.changed"_s)["payload"_L1].toObject();
        QCOMPARE(told["hash"_L1], client.answer(u"config.get"_s)["payload"_L1]["hash"_L1]);
        m_instance->gateway->reload();
        QVERIFY(client.answer(u"config.get"_s)["ok"_L1].toBool());
        QVERIFY(!client.hasHeard(u"config.changed"_s));
    }

    /// What clients are told at the beginning is what holds by then.
    void theDefaultsAreThoseOfNow()
    {
        m_instance->write("{ gateway: { auth: { token: 't0ken' }, publicNames: ['bot.example'] }, session: { "
                          "mainKey: 'home' }, agents: { list: [{ id: 'ada', default: true }] } }");
        m_instance->gateway->reload();
        ScriptedClient client(port());
        const QJsonObject defaults =
            logIn(client)["payload"_L1]["snapshot"_L1]["sessionDefaults"_L1].toObject();
        QCOMPARE(defaults["defaultAgentId"_L1].toString(), u"ada"_s);
        QCOMPARE(defaults["mainSessionKey"_L1].toString(), u"agent:ada:home"_s);
        QCOMPARE(defaults["scope"_L1].toString(), u"per-sender"_s);
        test::RawClient named(port());
        named.send("GET /healthz HTTP/1.1\r\nHost: bot.example\r\nConnection: close\r\n\r\n");
        QVERIFY(named.readAll().startsWith("HTTP/1.1 200"));
        test::RawClient panel(port());
        panel.send(
            "GET /control-ui-config.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t0ken\r\n"
            "Connection: close\r\n\r\n");
        QVERIFY(panel.readAll().contains("\"assistantAgentId\":\"ada\""));
    }

    void changesOfTheGatewayAreCounted()
    {
        ScriptedClient client(port());
        logIn(client);
        const QJsonObject nothing{{"raw"_L1, u"{}"_s}};
        for (int i = 0; i < ControlPlaneLimit::mostCalls; ++i)
            QCOMPARE(client.answer(u"config.patch"_s, nothing)["payload"_L1]["noop"_L1].toBool(), true);
        const QJsonObject error = client.answer(u"config.patch"_s, nothing)["error"_L1].toObject();
        QCOMPARE(error["code"_L1].toString(), u"UNAVAILABLE"_s);
        QCOMPARE(error["details"_L1]["limit"_L1].toString(), u"30 per 60s"_s);
        QVERIFY(error["retryAfterMs"_L1].toInt() > 0);
        // Other methods are counted on their own.
        QCOMPARE(messageOf(client.answer(u"config.apply"_s, nothing)),
                 u"config base hash required; re-run config.get and retry"_s);
    }

    void framesBefore_data() { addFrames(u"before"_s); }
    void framesBefore()
    {
        QFETCH(QJsonObject, row);
        if (row.contains("silenceMs"_L1))
            QSKIP("see handshakeTakesTooLong");
        ScriptedClient client(port());
        client.nonce();
        if (row.value("binary"_L1).toBool()) {
            const QJsonObject frame{{"type"_L1, u"req"_s},
                                    {"id"_L1, u"1"_s},
                                    {"method"_L1, u"connect"_s},
                                    {"params"_L1, ScriptedClient::commandLine(secret, {})}};
            client.sendBinary(QJsonDocument(frame).toJson());
            QVERIFY(client.next()["ok"_L1].toBool());
            return;
        }
        client.send(textOf(row));
        if (row.contains("response"_L1))
            QCOMPARE(client.next(), row.value("response"_L1).toObject());
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), row.value("close"_L1)["code"_L1].toInt());
        const QString reason = row.value("close"_L1)["reason"_L1].toString();
        if (reason != "*"_L1)
            QCOMPARE(client.closeReason(), reason);
    }

    void framesAfter_data() { addFrames(u"after"_s); }
    void framesAfter()
    {
        QFETCH(QJsonObject, row);
        ScriptedClient client(port());
        logIn(client);
        client.send(textOf(row));
        client.request(u"health"_s, QJsonValue::Undefined, u"behind"_s);
        const QJsonObject answer = client.next();
        const QJsonObject expected = row.contains("response"_L1) ? row.value("response"_L1).toObject()
                                                                 : row.value("responseMatches"_L1).toObject();
        if (expected.isEmpty()) {
            QCOMPARE(answer["id"_L1].toString(), u"behind"_s);
            return;
        }
        QCOMPARE(answer["id"_L1], expected["id"_L1]);
        QCOMPARE(answer["ok"_L1], expected["ok"_L1]);
        QCOMPARE(answer["error"_L1]["code"_L1], expected["error"_L1]["code"_L1]);
        if (expected["error"_L1]["message"_L1].isString())
            QCOMPARE(messageOf(answer), expected["error"_L1]["message"_L1].toString());
        QVERIFY(messageOf(answer).startsWith(row.value("messagePrefix"_L1).toString()));
    }

    void handshakeTakesTooLong()
    {
        m_instance = std::make_unique<Instance>(ClientLimits{.handshake = std::chrono::milliseconds(50)});
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1000);
        QVERIFY(client.closeReason().isEmpty());
    }

    void pagesOfOthersAreTurnedAwayBeforeTheUpgrade()
    {
        ScriptedClient client(port(), "https://evil.example");
        QVERIFY(QTest::qWaitFor([&client] { return client.errorText().contains("403"_L1); }, 20'000));
    }

    void strangersOfThisMachineMakeRoom()
    {
        std::vector<std::unique_ptr<ScriptedClient>> strangers;
        for (int i = 0; i < Clients::mostStrangers + 5; ++i) {
            strangers.push_back(std::make_unique<ScriptedClient>(port()));
            QVERIFY(!strangers.back()->nonce().isEmpty());
        }
        ScriptedClient owner(port());
        QVERIFY(logIn(owner)["ok"_L1].toBool());
    }

    void wrongSecretsAreSlowedDownButNeverLockedOutHere()
    {
        m_instance = std::make_unique<Instance>(ClientLimits(), RateLimitSettings{.maxAttempts = 2});
        QVERIFY(m_instance->start());
        for (int i = 0; i < 4; ++i) {
            ScriptedClient guesser(port());
            guesser.nonce();
            guesser.request(u"connect"_s, ScriptedClient::commandLine(u"guess"_s, {}));
            QCOMPARE(guesser.next()["error"_L1]["details"_L1]["code"_L1].toString(),
                     u"AUTH_TOKEN_MISMATCH"_s);
        }
        ScriptedClient owner(port());
        QVERIFY(logIn(owner)["ok"_L1].toBool());
    }

    void pagesThatGuessAreLockedOut()
    {
        m_instance = std::make_unique<Instance>(ClientLimits(), RateLimitSettings{.maxAttempts = 2});
        QVERIFY(m_instance->start());
        QString code;
        for (int i = 0; i < 3; ++i) {
            ScriptedClient guesser(port(), "http://localhost:5173");
            guesser.nonce();
            guesser.request(u"connect"_s, ScriptedClient::commandLine(u"guess"_s, {}));
            const QJsonObject answer = guesser.next();
            code = answer["error"_L1]["details"_L1]["code"_L1].toString();
        }
        QCOMPARE(code, u"AUTH_RATE_LIMITED"_s);
    }

    void scopesAreNarrowedByTheHeader()
    {
        ScriptedClient client(port());
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, {u"operator.read"_s}));
        QCOMPARE(client.next()["payload"_L1]["auth"_L1]["scopes"_L1].toArray(),
                 QJsonArray{u"operator.read"_s});
        QCOMPARE(messageOf(client.answer(u"device.pair.list"_s)), u"missing scope: operator.pairing"_s);
    }

    void configIsShownWithoutSecrets()
    {
        ScriptedClient client(port());
        logIn(client);
        const QJsonObject config = client.answer(u"config.get"_s)["payload"_L1].toObject();
        QVERIFY(!QJsonDocument(config).toJson().contains("t0ken"));
        QCOMPARE(config["parsed"_L1]["gateway"_L1]["auth"_L1]["token"_L1].toString(),
                 u"__OPENCLAW_REDACTED__"_s);
        QVERIFY(config["raw"_L1].isNull());
        QCOMPARE(config["hash"_L1], config["appliedConfigHash"_L1]);
        m_instance->write("{ gateway: { port: 19001 } }");
        const QJsonObject changed = client.answer(u"config.get"_s)["payload"_L1].toObject();
        QCOMPARE(changed["raw"_L1].toString(), u"{ gateway: { port: 19001 } }"_s);
        QVERIFY(changed["hash"_L1] != changed["appliedConfigHash"_L1]);
    }

    /// Who may write is not the owner for that: not through a tool, and not through a command in the chat.
    void whoMayWriteIsNotTheOwner()
    {
        ScriptedClient writer(port());
        writer.nonce();
        writer.request(u"connect"_s, ScriptedClient::commandLine(secret, {u"operator.write"_s}));
        QVERIFY(writer.next()["ok"_L1].toBool());
        const QJsonObject read{{"name"_L1, u"gateway"_s},
                               {"args"_L1, QJsonObject{{"action"_L1, u"config.get"_s}}}};
        const QJsonObject refused = writer.answer(u"tools.invoke"_s, read)["payload"_L1].toObject();
        QCOMPARE(refused["ok"_L1].toBool(true), false);
        QVERIFY(QJsonDocument(refused).toJson().contains("only the owner"));
        const QJsonObject approve{{"sessionKey"_L1, u"main"_s},
                                  {"message"_L1, u"/approve 1 allow-once"_s},
                                  {"idempotencyKey"_L1, u"k-1"_s}};
        const QJsonObject denied = writer.answer(u"chat.send"_s, approve);
        QCOMPARE(denied["error"_L1]["details"_L1]["missingScope"_L1].toString(), u"operator.approvals"_s);
        ScriptedClient owner(port());
        logIn(owner);
        QCOMPARE(owner.answer(u"tools.invoke"_s, read)["payload"_L1]["ok"_L1].toBool(), true);
        QCOMPARE(owner.answer(u"chat.send"_s, approve)["ok"_L1].toBool(), true);
    }

    void presenceIsNumbered()
    {
        ScriptedClient watcher(port());
        logIn(watcher);
        QJsonObject params = ScriptedClient::commandLine(secret, {});
        params.insert("client"_L1, QJsonObject{{"id"_L1, u"test"_s},
                                               {"mode"_L1, u"test"_s},
                                               {"version"_L1, u"1"_s},
                                               {"platform"_L1, u"linux"_s}});
        for (int i = 1; i <= 3; ++i) {
            ScriptedClient other(port());
            other.nonce();
            other.request(u"connect"_s, params);
            QVERIFY(other.next()["ok"_L1].toBool());
            const QJsonObject event = watcher.next(u"presence"_s);
            QCOMPARE(event["payload"_L1]["presence"_L1].toArray().size(), 2);
            QCOMPARE(event["seq"_L1].toInt(), 2 * i - 1);
            other.socket().close();
            QCOMPARE(watcher.next(u"presence"_s)["seq"_L1].toInt(), 2 * i);
        }
    }

    void clientsThatInsistAreHungUpOn()
    {
        ScriptedClient client(port());
        logIn(client);
        for (int i = 0; i < 11; ++i)
            client.request(u"node.event"_s, QJsonObject{});
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1008);
        QCOMPARE(client.closeReason(), u"repeated unauthorized calls"_s);
    }

    void aMessageTooBig()
    {
        m_instance = std::make_unique<Instance>(ClientLimits{.message = 100'000});
        QVERIFY(m_instance->start());
        ScriptedClient client(port());
        logIn(client);
        client.send(QString(100'001, u'x'));
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1009);
    }

    void aSlowReaderLosesEventsThenItsPlace()
    {
        m_instance = std::make_unique<Instance>(ClientLimits{.buffered = 1000});
        QVERIFY(m_instance->start());
        ScriptedClient slow(port());
        logIn(slow);
        ClientService &service = m_instance->gateway->clients();
        // More than the kernel takes at once, in one turn of the event loop, so that nothing is read
        // meanwhile.
        const QJsonObject large{{"text"_L1, QString(4'000'000, u'x')}};
        for (int i = 0; i < 5; ++i)
            service.broadcast("node.presence"_L1, large);
        service.broadcast("heartbeat"_L1, QJsonObject());
        QCOMPARE(slow.next(u"node.presence"_s)["seq"_L1].toInt(), 1);
        QTRY_COMPARE(service.clients().count(), 1);
        service.broadcast("heartbeat"_L1, QJsonObject());
        QCOMPARE(slow.next(u"heartbeat"_s)["seq"_L1].toInt(), 7); // the gap tells what was lost

        service.broadcast("node.presence"_L1, large);
        service.broadcast("agent"_L1, QJsonObject());
        QVERIFY(slow.waitForClose());
        QCOMPARE(slow.closeCode(), 1008);
        QCOMPARE(slow.closeReason(), u"slow consumer"_s);
    }

    void saysGoodbye()
    {
        ScriptedClient client(port());
        logIn(client);
        test::RawClient raw(port()); // Qt's client knows the code of a restart for no code at all
        raw.send("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QVERIFY(raw.readUntil("connect.challenge").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QSignalSpy stopped(m_instance->gateway.get(), &Gateway::stopped);
        m_instance->gateway->stop(std::chrono::seconds(10));
        QCOMPARE(client.next(u"shutdown"_s)["payload"_L1]["reason"_L1].toString(), u"shutdown"_s);
        QVERIFY(client.waitForClose());
        QVERIFY(raw.readAll().endsWith(webSocketCloseFrame(1012, u"service restart"_s)));
        QTRY_COMPARE(stopped.count(), 1);
        QVERIFY(!readRuntimeFile(m_instance->directory.path()));
        Gateway next(m_instance->options, m_instance->log);
        QVERIFY(next.start());
    }

private:
    quint16 port() const { return m_instance->gateway->port(); }

    QJsonObject logIn(ScriptedClient &client, const QStringList &scopes = {admin}) const
    {
        client.nonce();
        client.request(u"connect"_s, ScriptedClient::commandLine(secret, scopes));
        return client.next();
    }

    static void addFrames(const QString &table)
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"frames.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray rows = vectors->value(table).toArray();
        for (const QJsonValue &row : rows)
            QTest::newRow(qPrintable(row["name"_L1].toString())) << row.toObject();
    }
    static QString textOf(const QJsonObject &row)
    {
        const QJsonValue repeat = row.value("repeat"_L1);
        return repeat.isObject() ? repeat["unit"_L1].toString().repeated(repeat["bytes"_L1].toInt())
                                 : row.value("text"_L1).toString();
    }

    std::unique_ptr<Instance> m_instance;
};

WSAGENT_TEST_WITH(QCoreApplication, TestGateway)
#include "tst_gateway.moc"
