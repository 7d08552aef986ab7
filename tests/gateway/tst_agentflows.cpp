#include "gateway/gateway.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;
using test::ScriptedModel;
using test::ScriptedTurn;

namespace {

/// A gateway in this process whose agent asks a model server in this process.
struct Instance
{
    explicit Instance(const QByteArray &modelName = "scripted/scripted")
    {
        QFile file(directory.filePath(u"ws-agent.json"_s));
        const QByteArray url = model.baseUrl().toUtf8();
        const QByteArray config = "{ gateway: { auth: { token: 't0ken' } },\n"
                                  "  agents: { defaults: { model: '" +
                                  modelName +
                                  "' } },\n"
                                  "  models: { providers: { scripted: { baseUrl: '" +
                                  url +
                                  "', apiKey: 'k', api: 'openai-completions',\n"
                                  "    models: [{ id: 'scripted', name: 'Scripted' }] } } } }\n";
        if (!file.open(QIODevice::WriteOnly) || file.write(config) != config.size())
            qFatal("the config cannot be written");
        file.close();
        const ConfigSource source{
            .configPath = file.fileName(), .stateDir = directory.path(), .home = directory.path()};
        options = {.paths = {.home = directory.path(),
                             .stateDir = directory.path(),
                             .configPath = file.fileName(),
                             .defaultWorkspace = directory.filePath(u"workspace"_s)},
                   .profile = u"main"_s,
                   .instanceId = u"id-1"_s,
                   .addresses = {QHostAddress(QHostAddress::LocalHost)},
                   .auth = {.secret = u"t0ken"_s},
                   .config = loadConfig(source, schema),
                   .readConfig = [this, source] { return loadConfig(source, schema); },
                   .schema = &schema,
                   .source = source};
        for (const ConfigIssue &issue : options.config.errors)
            qFatal("%s", qPrintable(toString(issue)));
        start();
    }
    void start()
    {
        gateway.reset();
        gateway = std::make_unique<Gateway>(options, log);
        if (const auto started = gateway->start(); !started)
            qFatal("%s", qPrintable(started.error().message));
    }

    QTemporaryDir directory;
    ConfigSchema schema;
    Log log{{.consoleLevel = LogLevel::Silent}};
    ScriptedModel model;
    GatewayOptions options;
    std::unique_ptr<Gateway> gateway;
};

/// All messages of a connection, in the order in which they came.
class Listener
{
public:
    explicit Listener(quint16 port)
        : m_client(port)
    {
        m_client.nonce();
        QJsonObject params = ScriptedClient::commandLine(
            u"t0ken"_s, {u"operator.admin"_s, u"operator.read"_s, u"operator.write"_s});
        params.insert("caps"_L1, QJsonArray{u"tool-events"_s});
        m_client.request(u"connect"_s, params, u"connect"_s);
        if (!m_client.next()["ok"_L1].toBool())
            qFatal("not let in");
        QObject::connect(
            &m_client.socket(), &QWebSocket::textMessageReceived, &m_client.socket(),
            [this](const QString &text) { m_messages += QJsonDocument::fromJson(text.toUtf8()).object(); });
    }

    void send(const QJsonObject &frame)
    {
        m_client.send(QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
    }
    QJsonObject ask(const QString &method, const QJsonObject &params)
    {
        const QString id = u"ask-%1"_s.arg(++m_lastId);
        send({{"type"_L1, u"req"_s}, {"id"_L1, id}, {"method"_L1, method}, {"params"_L1, params}});
        return find([&id](const QJsonObject &message) { return message["id"_L1] == id; }, 0)
            .value_or(QJsonObject());
    }
    /// The first message from `m_place` on that fits; what follows is looked for behind it.
    bool expect(const QJsonObject &pattern, bool anyOrder)
    {
        const qsizetype from = anyOrder ? 0 : m_place;
        qsizetype place = from;
        const auto found =
            find([&pattern](const QJsonObject &message) { return fits(pattern, message); }, from, &place);
        if (found && !anyOrder)
            m_place = place + 1;
        return found.has_value();
    }
    void skipSame(const QJsonObject &pattern)
    {
        while (m_place < m_messages.size() && fits(pattern, m_messages[m_place]))
            ++m_place;
    }
    QJsonObject chat(const QString &runId, const QString &state)
    {
        return find(
                   [&](const QJsonObject &message) {
                       return message["event"_L1] == "chat"_L1 &&
                              message["payload"_L1]["runId"_L1] == runId &&
                              message["payload"_L1]["state"_L1] == state;
                   },
                   0)
            .value_or(QJsonObject())["payload"_L1]
            .toObject();
    }

private:
    template <typename Wanted>
    std::optional<QJsonObject> find(Wanted wanted, qsizetype from, qsizetype *place = nullptr)
    {
        std::optional<QJsonObject> found;
        (void)QTest::qWaitFor(
            [&] {
                for (qsizetype i = from; i < m_messages.size(); ++i) {
                    if (!wanted(m_messages[i]))
                        continue;
                    found = m_messages[i];
                    if (place)
                        *place = i;
                    return true;
                }
                return false;
            },
            10'000);
        return found;
    }
    static bool fits(const QJsonValue &pattern, const QJsonValue &message)
    {
        if (pattern == "*"_L1)
            return !message.toString().isEmpty();
        if (pattern == "#"_L1)
            return message.isDouble();
        if (pattern.isObject()) {
            const QJsonObject members = pattern.toObject();
            const QStringList names = members.keys();
            return message.isObject() && std::all_of(names.begin(), names.end(), [&](const QString &name) {
                       return fits(members[name], message[name]);
                   });
        }
        if (pattern.isArray()) {
            const QJsonArray wanted = pattern.toArray();
            const QJsonArray given = message.toArray();
            bool all = given.size() >= wanted.size();
            for (qsizetype i = 0; all && i < wanted.size(); ++i)
                all = fits(wanted[i], given[i]);
            return all;
        }
        return pattern == message;
    }

    ScriptedClient m_client;
    QList<QJsonObject> m_messages;
    qsizetype m_place = 0;
    int m_lastId = 0;
};

} // namespace

class TestAgentFlows : public QObject
{
    Q_OBJECT

private slots:
    void flow_data()
    {
        QTest::addColumn<QJsonArray>("steps");
        const auto vectors = test::specVectors(u"flows.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QStringList mine{u"chat turn without tools"_s, u"chat turn with one tool call"_s,
                               u"repeat of the same idempotency key"_s, u"abort"_s,
                               u"agent with two responses"_s};
        const QJsonArray flows = vectors->value("flows"_L1).toArray();
        for (const QJsonValue &flow : flows) {
            if (mine.contains(flow["name"_L1].toString()))
                QTest::newRow(qPrintable(flow["name"_L1].toString())) << flow["steps"_L1].toArray();
        }
    }
    void flow()
    {
        QFETCH(QJsonArray, steps);
        Instance instance;
        instance.gateway->agents().tools().add(
            {.name = u"exec"_s,
             .parameters = {{"type"_L1, u"object"_s}},
             .start = [](const QJsonObject &, const ToolContext &, const ToolDone &done) {
                 done(ToolResult::text(u"hi"_s));
                 return ToolAbort();
             }});
        instance.model.setOtherwise([](const test::ScriptedRequest &request) {
            const QString said = request.lastUserText();
            if (said.contains(u"slow"_s))
                return ScriptedTurn{.text = u"very long"_s, .fault = ScriptedTurn::Fault::Stall};
            if (said.contains(u"echo"_s) && !request.hasToolResult())
                return ScriptedTurn{
                    .tools = {{.name = u"exec"_s, .arguments = {{"command"_L1, u"echo hi"_s}}}}};
            return ScriptedTurn{.text = u"Hello there."_s, .before = std::chrono::milliseconds(20)};
        });
        Listener listener(instance.gateway->port());
        int number = 0;
        for (const QJsonValue &step : steps) {
            ++number;
            if (step["send"_L1].isObject()) {
                listener.send(step["send"_L1].toObject());
                continue;
            }
            const QJsonObject pattern = step["recv"_L1].toObject();
            QVERIFY2(listener.expect(pattern, step["anyOrder"_L1].toBool()),
                     qPrintable(u"step %1"_s.arg(number)));
            if (!step["repeat"_L1].isUndefined())
                listener.skipSame(pattern);
        }
    }

    void withoutAModelTheOperatorAnswers()
    {
        Instance instance("builtin/operator");
        Listener listener(instance.gateway->port());
        const QJsonObject answer = listener.ask(
            u"chat.send"_s,
            {{"sessionKey"_L1, u"main"_s}, {"message"_L1, u"status"_s}, {"idempotencyKey"_L1, u"r1"_s}});
        QVERIFY2(answer["ok"_L1].toBool(), QJsonDocument(answer).toJson().constData());
        const QJsonObject end = listener.chat(u"r1"_s, u"final"_s);
        QVERIFY(plainText(end["message"_L1]["content"_L1]).contains(u"gateway"_s));
    }

    void commandsNeedNoModel()
    {
        Instance instance;
        Listener listener(instance.gateway->port());
        const auto say = [&listener](const QString &text, const QString &runId) {
            listener.ask(u"chat.send"_s,
                         {{"sessionKey"_L1, u"main"_s}, {"message"_L1, text}, {"idempotencyKey"_L1, runId}});
            return plainText(listener.chat(runId, u"final"_s)["message"_L1]["content"_L1]);
        };
        QVERIFY(say(u"/status"_s, u"r1"_s).contains(u"scripted/scripted"_s));
        QVERIFY(say(u"/think high"_s, u"r2"_s).contains(u"high"_s));
        QVERIFY(say(u"/status"_s, u"r3"_s).contains(u"high"_s));
        QVERIFY(say(u"/model nowhere/nothing"_s, u"r4"_s).contains(u"nowhere"_s));
        QVERIFY(say(u"/whoami"_s, u"r5"_s).contains(u"owner"_s));
        QVERIFY(say(u"/stop"_s, u"r6"_s).contains(u"Nothing"_s));
        QVERIFY(instance.model.requests().isEmpty());
        QCOMPARE(say(u"hello"_s, u"r7"_s), u"You said: hello"_s);
        const QJsonArray messages = instance.model.requests().first().body["messages"_L1].toArray();
        QCOMPARE(messages.size(), 2); // the system prompt and the message: commands are not for the model
        QVERIFY(!say(u"/new"_s, u"r8"_s).isEmpty());
    }

    /// A gateway that was killed is followed by another one: what it accepted is answered.
    void anotherGatewayGoesOn()
    {
        Instance instance;
        instance.model.say({.text = u"lost"_s, .fault = ScriptedTurn::Fault::NoAnswer});
        {
            Listener listener(instance.gateway->port());
            QVERIFY(listener
                        .ask(u"chat.send"_s, {{"sessionKey"_L1, u"main"_s},
                                              {"message"_L1, u"hello"_s},
                                              {"idempotencyKey"_L1, u"r1"_s}})["ok"_L1]
                        .toBool());
            QTRY_COMPARE(instance.model.requests().size(), 1);
        }
        instance.start();
        Listener listener(instance.gateway->port());
        // It may have been answered before anybody could listen.
        const QJsonObject waited = listener.ask(u"agent.wait"_s, {{"runId"_L1, u"r1"_s}});
        QCOMPARE(waited["payload"_L1]["terminalReply"_L1]["text"_L1].toString(), u"You said: hello"_s);
        const QJsonObject again = listener.ask(
            u"chat.send"_s,
            {{"sessionKey"_L1, u"main"_s}, {"message"_L1, u"hello"_s}, {"idempotencyKey"_L1, u"r1"_s}});
        QCOMPARE(again["payload"_L1]["status"_L1].toString(), u"ok"_s);
        QCOMPARE(instance.model.requests().size(), 2);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestAgentFlows)
#include "tst_agentflows.moc"
