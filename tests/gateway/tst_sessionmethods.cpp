#include "gateway/methods/methodtable.h"
#include "gateway/methods/sessionmethods.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QStringList admin{u"operator.admin"_s};
const QStringList writer{u"operator.write"_s};
const QStringList reader{u"operator.read"_s};

QJsonObject says(const QString &role, const QString &text)
{
    return {{"role"_L1, role},
            {"content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, text}}}}};
}

QJsonObject costs(qint64 input, qint64 output, double cost)
{
    QJsonObject message = says(u"assistant"_s, u"answer"_s);
    message.insert("provider"_L1, u"p"_s);
    message.insert("model"_L1, u"m"_s);
    message.insert("usage"_L1, QJsonObject{{"input"_L1, input},
                                           {"output"_L1, output},
                                           {"cost"_L1, QJsonObject{{"total"_L1, cost}}}});
    return message;
}

QJsonArray keysOf(const QJsonArray &rows)
{
    QJsonArray keys;
    for (const QJsonValue &row : rows)
        keys += row["key"_L1];
    return keys;
}

QString textsOf(const QJsonValue &messages)
{
    QStringList texts;
    const QJsonArray rows = messages.toArray();
    for (const QJsonValue &row : rows)
        texts += plainText(row["content"_L1]);
    return texts.join(u' ');
}

/// The methods of sessions with everything that is behind them, and nothing before them.
struct Bench
{
    QTemporaryDir directory;
    SessionStore store{{.stateDir = directory.path(), .rules = {.agents = {u"main"_s, u"work"_s}}}};
    SessionSubscriptions subscriptions;
    SessionRuns runs;
    QList<std::pair<QString, QJsonObject>> events;
    MethodTable table;
    Worker worker;

    Bench()
    {
        const SessionServices services{
            .store = &store,
            .subscriptions = &subscriptions,
            .runs = &runs,
            .worker = &worker,
            .announce = [this](QLatin1StringView event, const QString &, const QJsonObject &payload) {
                events += {QString(event), payload};
            }};
        addSessionMethods(table, services);
        addSessionChangeMethods(table, services);
        addChatHistoryMethods(table, services);
        addUsageMethods(table, services);
    }

    /// The payload, or `{error}`.
    QJsonObject call(const QString &method, const QJsonObject &params = {}, const QStringList &scopes = admin)
    {
        QByteArray frame;
        const Caller caller{.connectionId = u"c-1"_s, .role = u"operator"_s, .scopes = scopes};
        table.dispatch({.id = u"1"_s, .method = method, .params = params}, caller, 0,
                       Reply(u"1"_s, [&frame](const QByteArray &text) { frame = text; }));
        if (!QTest::qWaitFor([&frame] { return !frame.isEmpty(); }, 20'000))
            qFatal("%s has not answered", qPrintable(method));
        const QJsonObject answer = QJsonDocument::fromJson(frame).object();
        return answer["ok"_L1].toBool() ? answer["payload"_L1].toObject()
                                        : QJsonObject{{"error"_L1, answer["error"_L1]}};
    }
    QString errorOf(const QString &method, const QJsonObject &params, const QStringList &scopes = admin)
    {
        return call(method, params, scopes)["error"_L1]["message"_L1].toString();
    }
    SessionKey key(const QString &text) const { return *store.resolve(text); }
    QString say(const QString &session, const QJsonObject &message, const QString &runId = {})
    {
        const auto row = store.append(key(session), message, runId, Durable::No);
        return row ? row->id : QString();
    }
};

} // namespace

class TestSessionMethods : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_bench = std::make_unique<Bench>(); }
    void cleanup() { m_bench.reset(); }

    void listsInOrderAndByPages()
    {
        for (int i = 0; i < 5; ++i) {
            QVERIFY(m_bench->store.change(m_bench->key(u"dashboard:%1"_s.arg(i)),
                                          [i](SessionEntry &entry) {
                                              entry.updatedAt = 1000 + i;
                                              entry.pinned = i == 1;
                                          },
                                          {}));
        }
        QJsonObject page = m_bench->call(u"sessions.list"_s, {{"limit"_L1, 2}}, reader);
        QCOMPARE(keysOf(page["sessions"_L1].toArray()),
                 (QJsonArray{u"agent:main:dashboard:1"_s, u"agent:main:dashboard:4"_s}));
        QCOMPARE(page["totalCount"_L1].toInt(), 5);
        QCOMPARE(page["count"_L1].toInt(), 2);
        QCOMPARE(page["limitApplied"_L1].toInt(), 2);
        QCOMPARE(page["nextOffset"_L1].toInt(), 2);
        QVERIFY(page["hasMore"_L1].toBool());
        page = m_bench->call(u"sessions.list"_s, {{"limit"_L1, 2}, {"offset"_L1, 4}}, reader);
        QCOMPARE(keysOf(page["sessions"_L1].toArray()), QJsonArray{u"agent:main:dashboard:0"_s});
        QVERIFY(page["nextOffset"_L1].isNull());
        QVERIFY(!page["hasMore"_L1].toBool());
        const QJsonValue row = page["sessions"_L1][0];
        QCOMPARE(row["kind"_L1].toString(), u"direct"_s);
        QCOMPARE(row["agentId"_L1].toString(), u"main"_s);
        QCOMPARE(row["updatedAt"_L1].toInteger(), 1000);
        QCOMPARE(row["hasActiveRun"_L1], QJsonValue(false));
        QVERIFY(!row["sessionId"_L1].toString().isEmpty());
    }

    void filters_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("expected"); // the rests of the keys, newest first

        const auto row = [](const char *name, const QJsonObject &params, const QString &expected) {
            QTest::newRow(name) << params << expected;
        };
        row("nothing asked", {}, u"main telegram:group:1 subagent:1 cron:j w"_s);
        row("one agent", {{"agentId"_L1, u"work"_s}}, u"w"_s);
        row("an agent nobody knows", {{"agentId"_L1, u"ghost"_s}}, u""_s);
        row("an agent that is a path", {{"agentId"_L1, u"../main"_s}}, u""_s);
        row("no helpers", {{"excludeSubagents"_L1, true}}, u"main telegram:group:1 cron:j w"_s);
        row("no jobs", {{"excludeCron"_L1, true}}, u"main telegram:group:1 subagent:1 w"_s);
        row("nothing of the system", {{"excludeSystem"_L1, true}}, u"main telegram:group:1 subagent:1 w"_s);
        row("shared ones", {{"includeGlobal"_L1, true}},
            u"main telegram:group:1 subagent:1 cron:j w global"_s);
        row("children", {{"spawnedBy"_L1, u"main"_s}}, u"subagent:1"_s);
        row("by label", {{"label"_L1, u"Tea"_s}}, u"telegram:group:1"_s);
        row("found in the label", {{"search"_L1, u"tea"_s}}, u"telegram:group:1"_s);
        row("found in the key", {{"search"_L1, u"CRON"_s}}, u"cron:j"_s);
        row("archived", {{"archived"_L1, true}}, u"old"_s);
        row("archived as well", {{"archived"_L1, u"all"_s}},
            u"main telegram:group:1 subagent:1 cron:j w old"_s);
        row("with a run", {{"activeOnly"_L1, true}}, u"main"_s);
        row("by category", {{"group"_L1, u"fun"_s}}, u"telegram:group:1"_s);
        row("pinned", {{"pinned"_L1, true}}, u""_s);
        row("lately", {{"activeMinutes"_L1, 1}}, u""_s);
    }
    void filters()
    {
        QFETCH(QJsonObject, params);
        QFETCH(QString, expected);
        m_bench->runs.activeRunIds = [](const QString &key) {
            return key == "agent:main:main"_L1 ? QStringList{u"r-1"_s} : QStringList();
        };
        int time = 9000;
        for (const auto &key : {u"main"_s, u"telegram:group:1"_s, u"subagent:1"_s, u"cron:j"_s,
                                u"agent:work:w"_s, u"old"_s, u"global"_s}) {
            QVERIFY(m_bench->store.change(m_bench->key(key),
                                          [&](SessionEntry &entry) {
                                              entry.updatedAt = --time;
                                              entry.archived = key == "old"_L1;
                                              if (key == "subagent:1"_L1)
                                                  entry.spawnedBy = u"agent:main:main"_s;
                                              if (key == "telegram:group:1"_L1) {
                                                  entry.label = u"Tea"_s;
                                                  entry.set("category"_L1, u"fun"_s);
                                              }
                                          },
                                          {}));
        }
        const QJsonObject answer = m_bench->call(u"sessions.list"_s, params);
        QStringList rests;
        const QJsonArray rows = answer["sessions"_L1].toArray();
        for (const QJsonValue &found : rows) {
            const QString key = found["key"_L1].toString();
            rests += key.startsWith("agent:"_L1) ? key.section(u':', 2) : key;
        }
        QCOMPARE(rests.join(u' '), expected);
        QCOMPARE(answer["totalCount"_L1].toInt(), rests.size());
    }

    void aWrongFilterIsNamed()
    {
        QCOMPARE(m_bench->errorOf(u"sessions.list"_s, {{"archived"_L1, 7}}),
                 u"invalid sessions.list params: at /archived: must be boolean or \"all\""_s);
        QCOMPARE(m_bench->errorOf(u"sessions.list"_s, {{"limit"_L1, 0}}),
                 u"invalid sessions.list params: at /limit: must be >= 1"_s);
        QCOMPARE(m_bench->errorOf(u"sessions.list"_s, {{"nope"_L1, 1}}),
                 u"invalid sessions.list params: at root: unexpected property 'nope'"_s);
    }

    void describesAndResolves()
    {
        m_bench->say(u"main"_s, says(u"user"_s, u"hello there"_s));
        const QJsonObject described = m_bench->call(
            u"sessions.describe"_s,
            {{"key"_L1, u"main"_s}, {"includeDerivedTitles"_L1, true}, {"includeLastMessage"_L1, true}},
            reader);
        QCOMPARE(described["session"_L1]["derivedTitle"_L1].toString(), u"hello there"_s);
        QCOMPARE(described["session"_L1]["lastMessagePreview"_L1].toString(), u"hello there"_s);
        const QString id = described["session"_L1]["sessionId"_L1].toString();
        const QJsonObject main{{"ok"_L1, true}, {"key"_L1, u"agent:main:main"_s}, {"agentId"_L1, u"main"_s}};
        QCOMPARE(m_bench->call(u"sessions.resolve"_s, {{"sessionId"_L1, id}}), main);
        QCOMPARE(m_bench->call(u"sessions.resolve"_s, {{"shortId"_L1, id.first(8)}}), main);
        QCOMPARE(m_bench->call(u"sessions.resolve"_s,
                               {{"reference"_L1, QJsonObject{{"key"_L1, u"agent:main:main"_s}}}}),
                 main);
        QCOMPARE(m_bench->errorOf(u"sessions.resolve"_s, {{"sessionId"_L1, u"other"_s}}),
                 u"No session found: other"_s);
        QCOMPARE(m_bench->errorOf(u"sessions.resolve"_s, {}),
                 u"key, sessionId, label, reference or shortId required"_s);
        QCOMPARE(m_bench->errorOf(u"sessions.resolve"_s, {{"key"_L1, u"agent:ghost:main"_s}}),
                 u"Agent \"ghost\" no longer exists in configuration"_s);
    }

    void aLabelOfTwoGivesCandidates()
    {
        for (const auto &key : {u"dashboard:1"_s, u"dashboard:2"_s})
            m_bench->call(u"sessions.patch"_s, {{"key"_L1, key}, {"label"_L1, u"same"_s}});
        const QJsonObject answer = m_bench->call(u"sessions.resolve"_s, {{"label"_L1, u"same"_s}});
        QCOMPARE(answer["ok"_L1], QJsonValue(false));
        QCOMPARE(answer["candidates"_L1].toArray().size(), 2);
    }

    void patchFields_data()
    {
        QTest::addColumn<QJsonObject>("fields");
        QTest::addColumn<QString>("member"); // of the entry
        QTest::addColumn<QJsonValue>("value");

        const auto row = [](const char *name, const QJsonObject &fields, const QString &member,
                            const QJsonValue &value) {
            QTest::newRow(name) << fields << member << value;
        };
        row("label", {{"label"_L1, u" Tea "_s}}, u"label"_s, u"Tea"_s);
        row("label taken back", {{"label"_L1, QJsonValue()}}, u"label"_s, QJsonValue::Undefined);
        row("thinking", {{"thinkingLevel"_L1, u"high"_s}}, u"thinkingLevel"_s, u"high"_s);
        row("thinking taken back", {{"thinkingLevel"_L1, QJsonValue()}}, u"thinkingLevel"_s,
            QJsonValue::Undefined);
        row("model", {{"model"_L1, u"p/m"_s}}, u"modelOverride"_s, u"m"_s);
        row("provider of the model", {{"model"_L1, u"p/m"_s}}, u"providerOverride"_s, u"p"_s);
        row("model taken back", {{"model"_L1, QJsonValue()}}, u"modelOverride"_s, QJsonValue::Undefined);
        row("pinned", {{"pinned"_L1, true}}, u"pinned"_s, true);
        row("unread", {{"unread"_L1, true}}, u"unread"_s, true);
        row("read", {{"unread"_L1, false}}, u"unread"_s, QJsonValue::Undefined);
        row("fast", {{"fastMode"_L1, u"auto"_s}}, u"fastMode"_s, u"auto"_s);
        row("policy", {{"sendPolicy"_L1, u"deny"_s}}, u"sendPolicy"_s, u"deny"_s);
        row("exec", {{"execSecurity"_L1, u"allowlist"_s}}, u"execSecurity"_s, u"allowlist"_s);
        row("tools", {{"toolOverrides"_L1, QJsonObject{{"exec"_L1, false}}}}, u"toolOverrides"_s,
            QJsonObject{{"exec"_L1, false}});
    }
    void patchFields()
    {
        QFETCH(QJsonObject, fields);
        QFETCH(QString, member);
        QFETCH(QJsonValue, value);
        m_bench->runs.findModel = [](const QString &, const QString &) {
            return Result<ModelName>({.provider = u"p"_s, .id = u"m"_s});
        };
        fields.insert("key"_L1, u"main"_s);
        const QJsonObject answer = m_bench->call(u"sessions.patch"_s, fields);
        QVERIFY2(answer["ok"_L1].toBool(), QJsonDocument(answer).toJson().constData());
        QCOMPARE(answer["key"_L1].toString(), u"agent:main:main"_s);
        QCOMPARE(answer["entry"_L1].toObject().value(member), value);
        QCOMPARE(toJson(**m_bench->store.find(m_bench->key(u"main"_s))).value(member), value);
    }

    void patchErrors_data()
    {
        QTest::addColumn<QJsonObject>("fields");
        QTest::addColumn<QStringList>("scopes");
        QTest::addColumn<QString>("message");

        QTest::newRow("unknown field")
            << QJsonObject{{"nope"_L1, 1}} << admin
            << u"invalid sessions.patch params: at root: unexpected property 'nope'"_s;
        QTest::newRow("a level that is none")
            << QJsonObject{{"thinkingLevel"_L1, u"deep"_s}} << admin
            << u"invalid thinkingLevel (use off|minimal|low|medium|high|xhigh)"_s;
        QTest::newRow("a model of nobody") << QJsonObject{{"model"_L1, u"x/y"_s}} << admin
                                           << u"Unknown provider \"x\". Add it to models.providers."_s;
        QTest::newRow("archived without its guard")
            << QJsonObject{{"archived"_L1, true}} << admin
            << u"invalid sessions.patch params: must have required property 'expectedSessionId'"_s;
        QTest::newRow("for administrators")
            << QJsonObject{{"execSecurity"_L1, u"full"_s}} << writer << u"missing scope: operator.admin"_s;
        QTest::newRow("a null for administrators") << QJsonObject{{"permissionMode"_L1, QJsonValue()}}
                                                   << writer << u"missing scope: operator.admin"_s;
        QTest::newRow("another session meanwhile")
            << QJsonObject{{"label"_L1, u"x"_s}, {"expectedSessionId"_L1, u"old"_s}} << writer
            << u"session changed; reload it and try again"_s;
        QTest::newRow("reset meanwhile")
            << QJsonObject{{"label"_L1, u"x"_s}, {"expectedLifecycleRevision"_L1, u"old"_s}} << writer
            << u"session changed; reload it and try again"_s;
        QTest::newRow("another mode meanwhile")
            << QJsonObject{{"label"_L1, u"x"_s}, {"expectedPermissionMode"_L1, u"full"_s}} << writer
            << u"session changed; reload it and try again"_s;
        QTest::newRow("only readers")
            << QJsonObject{{"label"_L1, u"x"_s}} << reader << u"missing scope: operator.write"_s;
    }
    void patchErrors()
    {
        QFETCH(QJsonObject, fields);
        QFETCH(QStringList, scopes);
        QFETCH(QString, message);
        QVERIFY(m_bench->store.ensure(m_bench->key(u"main"_s)));
        const SessionEntry before = **m_bench->store.find(m_bench->key(u"main"_s));
        fields.insert("key"_L1, u"main"_s);
        QCOMPARE(m_bench->errorOf(u"sessions.patch"_s, fields, scopes), message);
        QVERIFY(**m_bench->store.find(m_bench->key(u"main"_s)) == before);
    }

    void patchesMany()
    {
        const QJsonArray targets{QJsonObject{{"key"_L1, u"main"_s}},
                                 QJsonObject{{"key"_L1, u"agent:ghost:main"_s}}};
        const QJsonArray outcomes =
            m_bench
                ->call(
                    u"sessions.patchMany"_s,
                    {{"targets"_L1, targets}, {"patch"_L1, QJsonObject{{"pinned"_L1, true}}}})["outcomes"_L1]
                .toArray();
        QCOMPARE(outcomes[0].toObject(), (QJsonObject{{"ok"_L1, true}, {"key"_L1, u"agent:main:main"_s}}));
        QCOMPARE(outcomes[1]["ok"_L1], QJsonValue(false));
        QCOMPARE(outcomes[1]["error"_L1]["message"_L1].toString(),
                 u"Agent \"ghost\" no longer exists in configuration"_s);
    }

    void creates()
    {
        const QJsonObject made = m_bench->call(
            u"sessions.create"_s,
            {{"agentId"_L1, u"work"_s}, {"label"_L1, u"Tea"_s}, {"displayName"_L1, u"A talk"_s}}, writer);
        QVERIFY2(made["key"_L1].toString().startsWith("agent:work:dashboard:"_L1),
                 QJsonDocument(made).toJson().constData());
        QCOMPARE(made["entry"_L1]["label"_L1].toString(), u"Tea"_s);
        QCOMPARE(made["entry"_L1]["displayName"_L1].toString(), u"A talk"_s);
        QCOMPARE(made["sessionId"_L1], made["entry"_L1]["sessionId"_L1]);
        QCOMPARE(made["runStarted"_L1], QJsonValue(false));
        const QJsonObject once{{"idempotencyKey"_L1, u"k-1"_s}};
        const QJsonObject first = m_bench->call(u"sessions.create"_s, once);
        QCOMPARE(m_bench->call(u"sessions.create"_s, once)["sessionId"_L1], first["sessionId"_L1]);
    }

    void createsWithAFirstTurn()
    {
        QJsonObject turn;
        QStringList scopes; // a message can be a command: it may do no more than who has sent it
        m_bench->runs.start = [&](const QJsonObject &params,
                                  const Caller &caller) -> Result<QJsonObject, ProtocolError> {
            turn = params;
            scopes = caller.scopes;
            return QJsonObject{{"runId"_L1, params["idempotencyKey"_L1]}, {"status"_L1, u"started"_s}};
        };
        const QJsonObject made = m_bench->call(
            u"sessions.create"_s,
            {{"key"_L1, u"dashboard:1"_s}, {"message"_L1, u"go"_s}, {"idempotencyKey"_L1, u"r-1"_s}}, writer);
        QCOMPARE(made["runStarted"_L1], QJsonValue(true));
        QCOMPARE(made["runId"_L1].toString(), u"r-1"_s);
        QCOMPARE(turn["sessionKey"_L1].toString(), u"agent:main:dashboard:1"_s);
        QCOMPARE(turn["message"_L1].toString(), u"go"_s);
        QCOMPARE(scopes, writer);

        m_bench->runs.start = [](const QJsonObject &, const Caller &) -> Result<QJsonObject, ProtocolError> {
            return invalidRequest(u"too many images"_s);
        };
        const QJsonObject refused =
            m_bench->call(u"sessions.create"_s, {{"key"_L1, u"dashboard:2"_s}, {"task"_L1, u"go"_s}}, writer);
        QCOMPARE(refused["ok"_L1], QJsonValue(true));
        QCOMPARE(refused["runStarted"_L1], QJsonValue(false));
        QCOMPARE(refused["runError"_L1]["message"_L1].toString(), u"too many images"_s);
        QVERIFY((*m_bench->store.find(m_bench->key(u"dashboard:2"_s))).has_value());
    }

    void doesNotPretendToCreate_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("message");

        QTest::newRow("a worktree") << QJsonObject{{"worktree"_L1, true}}
                                    << u"worktree is not supported by this gateway"_s;
        QTest::newRow("a fork") << QJsonObject{{"fork"_L1, true}}
                                << u"fork is not supported by this gateway"_s;
        QTest::newRow("a folder") << QJsonObject{{"cwd"_L1, u"/etc"_s}} << u"missing scope: operator.admin"_s;
        QTest::newRow("too long a label")
            << QJsonObject{{"label"_L1, QString(513, u'x')}}
            << u"invalid sessions.create params: at /label: must not have more than 512 characters"_s;
    }
    void doesNotPretendToCreate()
    {
        QFETCH(QJsonObject, params);
        QFETCH(QString, message);
        QCOMPARE(m_bench->errorOf(u"sessions.create"_s, params, writer), message);
        QVERIFY(m_bench->store.sessions()->isEmpty());
    }

    void resets()
    {
        m_bench->say(u"main"_s, says(u"user"_s, u"old"_s));
        const SessionEntry before = **m_bench->store.find(m_bench->key(u"main"_s));
        QStringList aborted;
        m_bench->runs.abort = [&aborted](const QString &key) {
            aborted += key;
        };
        const QJsonObject guarded{{"key"_L1, u"main"_s}, {"expectedSessionId"_L1, u"other"_s}};
        QCOMPARE(
            m_bench->call(u"sessions.reset"_s, guarded)["error"_L1]["details"_L1]["reason"_L1].toString(),
            u"session-changed"_s);
        const QJsonObject answer = m_bench->call(
            u"sessions.reset"_s, {{"key"_L1, u"main"_s}, {"expectedSessionId"_L1, before.sessionId}});
        QCOMPARE(answer["entry"_L1]["sessionId"_L1].toString(), before.sessionId);
        QVERIFY(answer["entry"_L1]["lifecycleRevision"_L1].toString() != before.lifecycleRevision);
        QCOMPARE(aborted, QStringList{u"agent:main:main"_s});
        QCOMPARE(m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}})["totalMessages"_L1].toInt(),
                 0);
    }

    void deletes()
    {
        m_bench->say(u"dashboard:1"_s, says(u"user"_s, u"x"_s));
        const QJsonObject key{{"key"_L1, u"dashboard:1"_s}};
        QCOMPARE(m_bench->errorOf(u"sessions.delete"_s, key, writer), u"missing scope: operator.admin"_s);
        QCOMPARE(m_bench->errorOf(u"sessions.delete"_s,
                                  {{"key"_L1, u"dashboard:1"_s}, {"expectedSessionUpdatedAt"_L1, 5}}),
                 u"session changed; reload it and try again"_s);
        const QJsonObject gone = m_bench->call(u"sessions.delete"_s, key);
        QCOMPARE(gone["deleted"_L1], QJsonValue(true));
        QCOMPARE(gone["archived"_L1].toArray().size(), 1);
        QVERIFY(QFile::exists(gone["archived"_L1][0].toString()));
        QCOMPARE(m_bench->call(u"sessions.delete"_s, key)["deleted"_L1], QJsonValue(false));
        QVERIFY(m_bench->call(u"sessions.describe"_s, key)["session"_L1].isNull());
    }

    void anArchivedSessionGoesWithLess()
    {
        QVERIFY(m_bench->store.change(m_bench->key(u"dashboard:1"_s),
                                      [](SessionEntry &entry) { entry.archived = true; }, {}));
        const QJsonObject archived{{"key"_L1, u"dashboard:1"_s}, {"archivedOnly"_L1, true}};
        QCOMPARE(m_bench->call(u"sessions.delete"_s, archived, writer)["deleted"_L1], QJsonValue(true));
    }

    void compactsByLines()
    {
        for (int i = 0; i < 10; ++i)
            m_bench->say(u"main"_s, says(u"user"_s, QString::number(i)));
        const QJsonObject answer =
            m_bench->call(u"sessions.compact"_s, {{"key"_L1, u"main"_s}, {"maxLines"_L1, 3}});
        QCOMPARE(answer["compacted"_L1], QJsonValue(true));
        QCOMPARE(answer["kept"_L1].toInt(), 3);
        QVERIFY(QFile::exists(answer["archived"_L1].toString()));
        const QJsonObject history = m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}});
        QCOMPARE(textsOf(history["messages"_L1]), u"7 8 9"_s);
        QCOMPARE(
            m_bench->call(u"sessions.compact"_s, {{"key"_L1, u"main"_s}, {"maxLines"_L1, 3}})["compacted"_L1],
            QJsonValue(false));
        QCOMPARE(m_bench->errorOf(u"sessions.compact"_s, {{"key"_L1, u"main"_s}}),
                 u"there is no model to summarise with; use maxLines"_s);
    }

    void compactsByAModel()
    {
        SessionRuns::Compacted finish;
        m_bench->runs.compact = [&finish](const SessionKey &, const QString &,
                                          const SessionRuns::Compacted &done) {
            finish = done;
        };
        QMetaObject::invokeMethod(
            this,
            [&finish] {
                finish(CompactOutcome{.compacted = true, .result = {{"summary"_L1, u"s"_s}}});
            },
            Qt::QueuedConnection);
        const QJsonObject answer = m_bench->call(u"sessions.compact"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(answer["result"_L1]["summary"_L1].toString(), u"s"_s);
        QCOMPARE(m_bench->events.size(), 2);
        QCOMPARE(m_bench->events[0].first, u"session.operation"_s);
        QCOMPARE(m_bench->events[0].second["phase"_L1].toString(), u"start"_s);
        QCOMPARE(m_bench->events[1].second["phase"_L1].toString(), u"end"_s);
        QCOMPARE(m_bench->events[1].second["completed"_L1], QJsonValue(true));
        QCOMPARE(m_bench->events[1].second["operationId"_L1], m_bench->events[0].second["operationId"_L1]);
    }

    void history()
    {
        QJsonObject user = says(u"user"_s, u"one"_s);
        user.insert("idempotencyKey"_L1, u"r-1:user"_s);
        const QString first = m_bench->say(u"main"_s, user, u"r-1"_s);
        m_bench->say(u"main"_s, says(u"assistant"_s, u"two"_s), u"r-1"_s);
        m_bench->say(u"main"_s, says(u"user"_s, u"three"_s));
        QJsonObject answer = m_bench->call(u"chat.history"_s,
                                           {{"sessionKey"_L1, u"main"_s},
                                            {"limit"_L1, 2},
                                            {"inputRunIds"_L1, QJsonArray{u"r-1"_s, u"r-9"_s}}},
                                           reader);
        QCOMPARE(textsOf(answer["messages"_L1]), u"two three"_s);
        QCOMPARE(answer["totalMessages"_L1].toInt(), 3);
        QVERIFY(answer["hasMore"_L1].toBool());
        QCOMPARE(answer["nextOffset"_L1].toInt(), 2);
        QCOMPARE(answer["messages"_L1][0]["__openclaw"_L1]["runId"_L1].toString(), u"r-1"_s);
        QCOMPARE(answer["inputReceipts"_L1][0].toObject(), (QJsonObject{{"runId"_L1, u"r-1"_s},
                                                                        {"state"_L1, u"recorded"_s},
                                                                        {"messageId"_L1, first},
                                                                        {"messageSeq"_L1, 1}}));
        QCOMPARE(answer["inputReceipts"_L1][1]["state"_L1].toString(), u"unknown"_s);
        QCOMPARE(answer["sessionInfo"_L1]["key"_L1].toString(), u"agent:main:main"_s);
        answer = m_bench->call(u"chat.history"_s,
                               {{"sessionKey"_L1, u"main"_s}, {"limit"_L1, 2}, {"offset"_L1, 2}});
        QCOMPARE(textsOf(answer["messages"_L1]), u"one"_s);
        QCOMPARE(answer["messages"_L1][0]["idempotencyKey"_L1].toString(), u"r-1:user"_s);
        answer = m_bench->call(u"chat.history"_s,
                               {{"sessionKey"_L1, u"main"_s}, {"limit"_L1, 1}, {"messageId"_L1, first}});
        QCOMPARE(textsOf(answer["messages"_L1]), u"one"_s);
    }

    void historyOfNothing()
    {
        const QJsonObject answer = m_bench->call(u"chat.startup"_s, {{"sessionKey"_L1, u"main"_s}});
        QCOMPARE(answer["sessionKey"_L1].toString(), u"agent:main:main"_s);
        QCOMPARE(answer["messages"_L1].toArray(), QJsonArray());
        QCOMPARE(answer["hasMore"_L1], QJsonValue(false));
        QCOMPARE(answer["sessionInfo"_L1]["hasActiveRun"_L1], QJsonValue(false));
        QVERIFY(answer["metadata"_L1]["commands"_L1].isArray());
        QVERIFY(m_bench->store.sessions()->isEmpty()); // looking makes no session
    }

    void deltas()
    {
        m_bench->say(u"main"_s, says(u"user"_s, u"one"_s));
        const auto since = [this](const QString &cursor) {
            return m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}, {"cursor"_L1, cursor}});
        };
        const QString start =
            m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}})["deltaCursor"_L1].toString();
        QCOMPARE(since(start)["messages"_L1].toArray(), QJsonArray());
        m_bench->say(u"main"_s, says(u"assistant"_s, u"two"_s));
        const QJsonObject delta = since(start);
        QCOMPARE(delta["kind"_L1].toString(), u"delta"_s);
        // As the event that tells of it.
        const QJsonValue news = delta["messages"_L1][0];
        QCOMPARE(delta["messages"_L1].toArray().size(), 1);
        QCOMPARE(plainText(news["message"_L1]["content"_L1]), u"two"_s);
        QCOMPARE(news["messageSeq"_L1].toInt(), 2);
        QCOMPARE(news["messageId"_L1], news["message"_L1]["__openclaw"_L1]["id"_L1]);
        QCOMPARE(news["sessionKey"_L1].toString(), u"agent:main:main"_s);
        QCOMPARE(since(delta["deltaCursor"_L1].toString())["messages"_L1].toArray(), QJsonArray());
        QCOMPARE(since(u"rubbish"_s), (QJsonObject{{"kind"_L1, u"reset"_s}}));
        m_bench->call(u"sessions.compact"_s, {{"key"_L1, u"main"_s}, {"maxLines"_L1, 1}});
        QCOMPARE(since(start), (QJsonObject{{"kind"_L1, u"reset"_s}}));
    }

    void largeMessages()
    {
        const QString id = m_bench->say(u"main"_s, says(u"user"_s, QString(3000, u'x')));
        QJsonObject answer =
            m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}, {"maxBytes"_L1, 1024}});
        QVERIFY(textsOf(answer["messages"_L1]).startsWith("[a message of "_L1));
        answer = m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}, {"maxChars"_L1, 10}});
        QCOMPARE(textsOf(answer["messages"_L1]), u"xxxxxxxxxx…"_s);
        answer = m_bench->call(u"chat.message.get"_s, {{"sessionKey"_L1, u"main"_s}, {"messageId"_L1, id}});
        QCOMPARE(plainText(answer["message"_L1]["content"_L1]).size(), 3000);
        answer =
            m_bench->call(u"chat.message.get"_s, {{"sessionKey"_L1, u"main"_s}, {"messageId"_L1, u"no"_s}});
        QCOMPARE(answer, (QJsonObject{{"ok"_L1, false}, {"unavailableReason"_L1, u"not_found"_s}}));
    }

    void injects()
    {
        const QJsonObject answer = m_bench->call(
            u"chat.inject"_s,
            {{"sessionKey"_L1, u"main"_s}, {"message"_L1, u"done"_s}, {"label"_L1, u"Backup"_s}});
        const QString id = answer["messageId"_L1].toString();
        const QJsonObject history = m_bench->call(u"chat.history"_s, {{"sessionKey"_L1, u"main"_s}});
        QCOMPARE(textsOf(history["messages"_L1]), u"[Backup]\n\ndone"_s);
        QCOMPARE(m_bench->events.size(), 1);
        QCOMPARE(m_bench->events[0].first, u"chat"_s);
        QCOMPARE(m_bench->events[0].second["runId"_L1].toString(), u"inject-"_s + id);
        QCOMPARE(m_bench->events[0].second["state"_L1].toString(), u"final"_s);
    }

    void previews()
    {
        m_bench->say(u"main"_s, says(u"user"_s, u"hello  there, "_s + QString(100, u'x')));
        QVERIFY(m_bench->store.ensure(m_bench->key(u"dashboard:1"_s)));
        const QJsonArray keys{u"main"_s, u"dashboard:1"_s, u"dashboard:2"_s, u"agent:ghost:main"_s};
        const QJsonArray previews =
            m_bench->call(u"sessions.preview"_s, {{"keys"_L1, keys}, {"maxChars"_L1, 20}})["previews"_L1]
                .toArray();
        QCOMPARE(previews[0]["items"_L1][0].toObject(),
                 (QJsonObject{{"role"_L1, u"user"_s}, {"text"_L1, u"hello there, xxxxxxx"_s}}));
        QCOMPARE(previews[0]["status"_L1].toString(), u"ok"_s);
        QCOMPARE(previews[1]["status"_L1].toString(), u"empty"_s);
        QCOMPARE(previews[2]["status"_L1].toString(), u"missing"_s);
        QCOMPARE(previews[3]["status"_L1].toString(), u"missing"_s);
    }

    void searches()
    {
        m_bench->say(u"main"_s, says(u"user"_s, u"where is the Teapot of grandmother?"_s));
        const QString id = m_bench->say(
            u"dashboard:1"_s, says(u"assistant"_s, u"the teapot stands; a teapot, grandmother's"_s));
        m_bench->say(u"dashboard:2"_s, says(u"user"_s, u"a teapot"_s));
        QJsonObject answer = m_bench->call(u"sessions.search"_s, {{"query"_L1, u"TEAPOT grandmother"_s}});
        QCOMPARE(answer["results"_L1].toArray().size(), 2);
        QCOMPARE(answer["results"_L1][0]["messageId"_L1].toString(), id);
        QCOMPARE(answer["results"_L1][0]["sessionKey"_L1].toString(), u"agent:main:dashboard:1"_s);
        QVERIFY(answer["results"_L1][0]["snippet"_L1].toString().contains("teapot"_L1));
        answer = m_bench->call(u"sessions.search"_s,
                               {{"query"_L1, u"teapot"_s}, {"sessionKeys"_L1, QJsonArray{u"main"_s}}});
        QCOMPARE(answer["results"_L1].toArray().size(), 1);
        QCOMPARE(m_bench->call(u"sessions.search"_s, {{"query"_L1, u"coffee"_s}})["results"_L1].toArray(),
                 QJsonArray());
        QVERIFY(m_bench->errorOf(u"sessions.search"_s, {{"query"_L1, QString()}}).startsWith("invalid "_L1));
    }

    void usage()
    {
        m_bench->say(u"main"_s, says(u"user"_s, u"q"_s));
        m_bench->say(u"main"_s, costs(100, 20, 0.5));
        m_bench->say(u"main"_s, costs(10, 2, 0.25));
        m_bench->say(u"agent:work:main"_s, costs(1, 1, 1));
        const QJsonObject all = m_bench->call(u"sessions.usage"_s, {{"mode"_L1, u"utc"_s}}, reader);
        QCOMPARE(all["totals"_L1]["totalTokens"_L1].toInt(), 134);
        QCOMPARE(all["totals"_L1]["totalCost"_L1].toDouble(), 1.75);
        QCOMPARE(all["sessions"_L1].toArray().size(), 2);
        QCOMPARE(all["aggregates"_L1]["byAgent"_L1].toArray().size(), 2);
        QCOMPARE(all["aggregates"_L1]["messages"_L1]["user"_L1].toInt(), 1);
        const QJsonObject one = m_bench->call(u"sessions.usage"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(one["sessions"_L1][0]["usage"_L1]["input"_L1].toInt(), 110);
        const QJsonObject cost = m_bench->call(u"usage.cost"_s, {{"days"_L1, 1}, {"mode"_L1, u"utc"_s}});
        QCOMPARE(cost["days"_L1].toInt(), 1);
        QCOMPARE(cost["daily"_L1].toArray().size(), 1);
        QCOMPARE(cost["daily"_L1][0]["totalCost"_L1].toDouble(), 1.75);
        const QJsonObject series = m_bench->call(u"sessions.usage.timeseries"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(series["points"_L1][1]["cumulativeTokens"_L1].toInt(), 132);
        const QJsonObject logs = m_bench->call(u"sessions.usage.logs"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(logs["logs"_L1].toArray().size(), 3);
        QCOMPARE(m_bench->call(u"usage.status"_s)["providers"_L1].toArray(), QJsonArray());
    }

    void usageDates_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("message");

        QTest::newRow("no date") << QJsonObject{{"startDate"_L1, u"yesterday"_s}}
                                 << u"invalid startDate: expected a valid YYYY-MM-DD calendar date"_s;
        QTest::newRow("no day of the calendar")
            << QJsonObject{{"endDate"_L1, u"2026-02-30"_s}}
            << u"invalid endDate: expected a valid YYYY-MM-DD calendar date"_s;
        QTest::newRow("backwards") << QJsonObject{{"startDate"_L1, u"2026-02-02"_s},
                                                  {"endDate"_L1, u"2026-02-01"_s}}
                                   << u"invalid startDate: it is behind endDate"_s;
        QTest::newRow("no zone") << QJsonObject{{"mode"_L1, u"specific"_s},
                                                {"timeZone"_L1, u"Mars/Olympus"_s}}
                                 << u"invalid timeZone"_s;
        QTest::newRow("good") << QJsonObject{{"startDate"_L1, u"2026-01-31"_s},
                                             {"endDate"_L1, u"2026-02-01"_s},
                                             {"mode"_L1, u"specific"_s},
                                             {"utcOffset"_L1, u"-05:30"_s}}
                              << QString();
    }
    void usageDates()
    {
        QFETCH(QJsonObject, params);
        QFETCH(QString, message);
        QCOMPARE(m_bench->errorOf(u"usage.cost"_s, params), message);
    }

    void subscriptions_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<bool>("scoped");
        QTest::addColumn<bool>("elsewhere"); // does it come for a session that nobody watches?

        QTest::newRow("messages") << u"session.message"_s << false << false;
        QTest::newRow("tools") << u"session.tool"_s << false << false;
        QTest::newRow("chat of all") << u"chat"_s << false << true;
        QTest::newRow("chat of what is watched") << u"chat"_s << true << false;
        QTest::newRow("agent of what is watched") << u"agent"_s << true << false;
        QTest::newRow("operations") << u"session.operation"_s << true << true;
    }
    void subscriptions()
    {
        QFETCH(QString, event);
        QFETCH(bool, scoped);
        QFETCH(bool, elsewhere);
        const Caller caller{.connectionId = u"c-1"_s,
                            .caps = scoped ? QStringList{u"session-scoped-events"_s} : QStringList()};
        const QByteArray name = event.toLatin1();
        const auto wants = [&](const QString &key) {
            return m_bench->subscriptions.wants(caller, QLatin1StringView(name), key);
        };
        QCOMPARE(wants(u"agent:main:main"_s), elsewhere);
        const QJsonObject answer = m_bench->call(u"sessions.messages.subscribe"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(answer, (QJsonObject{{"subscribed"_L1, true}, {"key"_L1, u"agent:main:main"_s}}));
        QVERIFY(wants(u"agent:main:main"_s));
        QCOMPARE(wants(u"agent:main:other"_s), elsewhere);
        m_bench->call(u"sessions.messages.unsubscribe"_s, {{"key"_L1, u"main"_s}});
        QCOMPARE(wants(u"agent:main:main"_s), elsewhere);
        m_bench->call(u"sessions.messages.subscribe"_s, {{"key"_L1, u"main"_s}});
        m_bench->subscriptions.forget(u"c-1"_s);
        QCOMPARE(wants(u"agent:main:main"_s), elsewhere);
    }

    void approvalsAreAskedForEachTime()
    {
        const Caller caller{.connectionId = u"c-1"_s};
        const auto wants = [&] {
            return m_bench->subscriptions.wants(caller, "session.approval"_L1, u"agent:main:main"_s);
        };
        m_bench->call(u"sessions.messages.subscribe"_s,
                      {{"key"_L1, u"main"_s}, {"includeApprovals"_L1, true}});
        QVERIFY(wants());
        m_bench->call(u"sessions.messages.subscribe"_s, {{"key"_L1, u"main"_s}});
        QVERIFY(!wants());
    }

    void followersAreTold()
    {
        const Caller caller{.connectionId = u"c-1"_s};
        QVERIFY(!m_bench->subscriptions.wants(caller, "sessions.changed"_L1, {}));
        QCOMPARE(m_bench->call(u"sessions.subscribe"_s), (QJsonObject{{"subscribed"_L1, true}}));
        QVERIFY(m_bench->subscriptions.wants(caller, "sessions.changed"_L1, {}));
        QCOMPARE(
            m_bench->call(u"sessions.subscribe"_s, {{"limit"_L1, 5}})["list"_L1]["limitApplied"_L1].toInt(),
            5);
    }

private:
    std::unique_ptr<Bench> m_bench;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSessionMethods)
#include "tst_sessionmethods.moc"
