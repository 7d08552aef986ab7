#include "gateway/agents/exec/execgate.h"
#include "gateway/methods/approvalmethods.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestApprovalMethods : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_state.emplace();
        m_approvals = std::make_unique<Approvals>();
        m_questions = std::make_unique<Questions>();
        m_file.emplace(m_state->path());
        m_table.emplace();
        m_hasReviewer = true;
        addApprovalMethods(*m_table, {.approvals = [this]() -> Approvals & { return *m_approvals; },
                                      .file = [this]() -> ExecApprovalsFile & { return *m_file; },
                                      .questions = [this]() -> Questions & { return *m_questions; },
                                      .hasReviewer =
                                          [this](const QString &except) {
                                              return m_hasReviewer && except == "c"_L1;
                                          }});
    }

    void twoPhases()
    {
        const auto request = start(u"exec.approval.request"_s, {{"command"_L1, u"rm -rf /tmp/x"_s},
                                                                {"host"_L1, u"gateway"_s},
                                                                {"twoPhase"_L1, true},
                                                                {"turnSourceChannel"_L1, u"x"_s}});
        QCOMPARE(request->size(), 1);
        const QJsonObject accepted = request->first()["payload"_L1].toObject();
        QCOMPARE(accepted["status"_L1], u"accepted"_s);
        QCOMPARE(accepted["deliveryRoute"_L1], u"approval-client"_s);
        const QString id = accepted["id"_L1].toString();

        const QJsonValue listed = ask(u"exec.approval.list"_s)["payload"_L1][0];
        QCOMPARE(listed["id"_L1], id);
        QCOMPARE(listed["approvalKind"_L1], u"exec"_s);
        QCOMPARE(listed["request"_L1]["command"_L1], u"rm -rf /tmp/x"_s);
        QCOMPARE(ask(u"exec.approval.get"_s, {{"id"_L1, id}})["payload"_L1]["commandText"_L1],
                 u"rm -rf /tmp/x"_s);

        const auto waiting = start(u"exec.approval.waitDecision"_s, {{"id"_L1, id}});
        QVERIFY(waiting->isEmpty());
        QCOMPARE(ask(u"exec.approval.resolve"_s,
                     {{"id"_L1, id}, {"decision"_L1, u"allow-once"_s}})["payload"_L1]["ok"_L1],
                 true);
        QCOMPARE(request->size(), 2);
        QCOMPARE(request->last()["payload"_L1]["decision"_L1], u"allow-once"_s);
        QCOMPARE(waiting->last()["payload"_L1]["decision"_L1], u"allow-once"_s);
        QCOMPARE(ask(u"exec.approval.list"_s)["payload"_L1], QJsonArray());

        // The same again is fine, another one is not.
        QCOMPARE(ask(u"exec.approval.resolve"_s, {{"id"_L1, id}, {"decision"_L1, u"allow-once"_s}})["ok"_L1],
                 true);
        const QJsonObject other =
            ask(u"exec.approval.resolve"_s, {{"id"_L1, id}, {"decision"_L1, u"deny"_s}});
        QCOMPARE(other["error"_L1]["message"_L1], u"approval already resolved"_s);
        const QJsonObject unified =
            ask(u"approval.resolve"_s, {{"id"_L1, id}, {"kind"_L1, u"exec"_s}, {"decision"_L1, u"deny"_s}});
        QCOMPARE(unified["payload"_L1]["applied"_L1], false);
        QCOMPARE(unified["payload"_L1]["approval"_L1]["decision"_L1], u"allow-once"_s);
        QCOMPARE(ask(u"approval.history"_s)["payload"_L1]["items"_L1].toArray().size(), 1);
    }

    void nobodyToAsk()
    {
        m_hasReviewer = false;
        const auto request =
            start(u"exec.approval.request"_s, {{"command"_L1, u"ls"_s}, {"twoPhase"_L1, true}});
        QCOMPARE(request->size(), 1);
        QVERIFY(request->first()["payload"_L1]["decision"_L1].isNull());
        const QString id = request->first()["payload"_L1]["id"_L1].toString();
        QCOMPARE(ask(u"approval.get"_s, {{"id"_L1, id}})["payload"_L1]["approval"_L1]["reason"_L1],
                 u"no-route"_s);
    }

    void timeRunsOut()
    {
        const auto request =
            start(u"exec.approval.request"_s, {{"command"_L1, u"ls"_s}, {"timeoutMs"_L1, 30}});
        QTRY_COMPARE(request->size(), 1);
        QVERIFY(request->first()["payload"_L1]["decision"_L1].isNull());
        const QString id = request->first()["payload"_L1]["id"_L1].toString();
        QCOMPARE(ask(u"exec.approval.resolve"_s,
                     {{"id"_L1, id}, {"decision"_L1, u"deny"_s}})["error"_L1]["message"_L1],
                 u"unknown or expired approval id"_s);
        QCOMPARE(ask(u"approval.get"_s, {{"id"_L1, id}})["payload"_L1]["approval"_L1]["status"_L1],
                 u"expired"_s);
    }

    void whatIsWrong_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("message");

        QTest::newRow("no decision") << u"exec.approval.resolve"_s
                                     << QJsonObject{{"id"_L1, u"zz"_s}, {"decision"_L1, u"maybe"_s}}
                                     << u"invalid decision"_s;
        QTest::newRow("an unknown one")
            << u"exec.approval.resolve"_s << QJsonObject{{"id"_L1, u"zz"_s}, {"decision"_L1, u"deny"_s}}
            << u"unknown or expired approval id"_s;
        QTest::newRow("looking for an unknown one")
            << u"approval.get"_s << QJsonObject{{"id"_L1, u"zz"_s}} << u"approval not found"_s;
        QTest::newRow("no command") << u"exec.approval.request"_s << QJsonObject()
                                    << u"command is required"_s;
        QTest::newRow("a node without a plan")
            << u"exec.approval.request"_s << QJsonObject{{"command"_L1, u"ls"_s}, {"host"_L1, u"node"_s}}
            << u"systemRunPlan is required for host=node"_s;
        QTest::newRow("an unknown question")
            << u"question.get"_s << QJsonObject{{"id"_L1, u"zz"_s}} << u"question 'zz' was not found"_s;
        QTest::newRow("a document that is none")
            << u"exec.approvals.set"_s << QJsonObject{{"file"_L1, QJsonObject{{"version"_L1, 2}}}}
            << u"invalid exec approvals: version has to be 1"_s;
    }

    void whatIsWrong()
    {
        QFETCH(QString, method);
        QFETCH(QJsonObject, params);
        QFETCH(QString, message);
        const QJsonObject answer = ask(method, params);
        QCOMPARE(answer["ok"_L1], false);
        QCOMPARE(answer["error"_L1]["message"_L1], message);
    }

    void theDocument()
    {
        const QJsonObject file{{"version"_L1, 1},
                               {"defaults"_L1, QJsonObject{{"security"_L1, u"allowlist"_s}}},
                               {"socket"_L1, QJsonObject{{"token"_L1, u"secret"_s}}}};
        const QJsonValue none = ask(u"exec.approvals.get"_s)["payload"_L1];
        QCOMPARE(none["exists"_L1], false);
        const QJsonObject set = ask(u"exec.approvals.set"_s, {{"file"_L1, file}});
        QCOMPARE(set["ok"_L1], true);
        QVERIFY(!QString::fromUtf8(QJsonDocument(set).toJson()).contains(u"secret"_s));
        QCOMPARE(QFileInfo(m_file->path()).permissions() &
                     (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());

        QCOMPARE(ask(u"exec.approvals.set"_s, {{"file"_L1, file}})["error"_L1]["message"_L1],
                 u"exec approvals base hash required; re-run exec.approvals.get and retry"_s);
        QCOMPARE(ask(u"exec.approvals.set"_s,
                     {{"file"_L1, file}, {"baseHash"_L1, none["hash"_L1]}})["error"_L1]["message"_L1],
                 u"exec approvals changed since last load; re-run exec.approvals.get and retry"_s);
        const QJsonObject again{{"version"_L1, 1}};
        QCOMPARE(ask(u"exec.approvals.set"_s,
                     {{"file"_L1, again}, {"baseHash"_L1, set["payload"_L1]["hash"_L1]}})["ok"_L1],
                 true);
        QCOMPARE(m_file->read()->value("socket"_L1)["token"_L1],
                 u"secret"_s); // kept, although it was never shown
    }

    void grantsCanBeTakenBack()
    {
        QVERIFY(
            m_file->addEntry(u"main"_s, {.id = u"g1"_s, .pattern = u"/usr/bin/git"_s}, u"allow-always"_s));
        QVERIFY(m_file->addEntry(u"main"_s, {.id = u"g2"_s, .pattern = u"/usr/bin/ls"_s}, u"allow-always"_s,
                                 1000));
        QCOMPARE(ask(u"exec.approval.grants.list"_s)["payload"_L1]["grants"_L1].toArray().size(), 2);
        QCOMPARE(m_file->entries(u"main"_s).size(), 1); // the other one is over
        QCOMPARE(ask(u"exec.approval.grants.revoke"_s, {{"grantId"_L1, u"g1"_s}})["payload"_L1]["outcome"_L1],
                 u"revoked"_s);
        QCOMPARE(ask(u"exec.approval.grants.revoke"_s, {{"grantId"_L1, u"g1"_s}})["payload"_L1]["outcome"_L1],
                 u"not-found"_s);
        QVERIFY(m_file->entries(u"main"_s).isEmpty());
    }

    void questions()
    {
        const QJsonObject one{{"questionId"_L1, u"colour"_s},
                              {"header"_L1, u"Colour"_s},
                              {"question"_L1, u"Which?"_s},
                              {"options"_L1, QJsonArray{QJsonObject{{"label"_L1, u"red"_s}}}}};
        const QString id =
            ask(u"question.request"_s, {{"questions"_L1, QJsonArray{one}}})["payload"_L1]["id"_L1].toString();
        QCOMPARE(ask(u"question.list"_s)["payload"_L1]["questions"_L1][0]["id"_L1], id);
        const auto patient = start(u"question.waitAnswer"_s, {{"id"_L1, id}});
        const auto hasty = start(u"question.waitAnswer"_s, {{"id"_L1, id}, {"timeoutMs"_L1, 10}});
        QTRY_COMPARE(hasty->size(), 1);
        QCOMPARE(hasty->first()["payload"_L1]["status"_L1], u"pending"_s);
        const QJsonObject answers{{"answers"_L1, QJsonObject{{"colour"_L1, QJsonArray{u"red"_s}}}}};
        QCOMPARE(
            ask(u"question.resolve"_s, {{"id"_L1, id}, {"answers"_L1, answers}})["payload"_L1]["status"_L1],
            u"answered"_s);
        QCOMPARE(patient->first()["payload"_L1]["answers"_L1]["colour"_L1][0], u"red"_s);
        QCOMPARE(ask(u"question.resolve"_s, {{"id"_L1, id}, {"cancel"_L1, true}})["payload"_L1]["status"_L1],
                 u"answered"_s);
        QCOMPARE(ask(u"question.list"_s)["payload"_L1]["questions"_L1], QJsonArray());
        QJsonObject wrong = one;
        wrong.insert("questionId"_L1, u"Not So"_s);
        QCOMPARE(ask(u"question.request"_s, {{"questions"_L1, QJsonArray{wrong}}})["ok"_L1], false);
    }

private:
    using Answers = std::shared_ptr<QList<QJsonObject>>;

    Answers start(const QString &method, const QJsonObject &params = {})
    {
        const auto answers = std::make_shared<QList<QJsonObject>>();
        const Caller caller{.connectionId = u"c"_s,
                            .clientId = u"test"_s,
                            .role = u"operator"_s,
                            .scopes = {u"operator.admin"_s}};
        m_table->dispatch({.id = u"1"_s, .method = method, .params = params}, caller, 0,
                          Reply(u"1"_s, [answers](const QByteArray &frame) {
                              *answers += QJsonDocument::fromJson(frame).object();
                          }));
        return answers;
    }
    QJsonObject ask(const QString &method, const QJsonObject &params = {})
    {
        return start(method, params)->value(0);
    }

    std::optional<QTemporaryDir> m_state;
    std::unique_ptr<Approvals> m_approvals;
    std::unique_ptr<Questions> m_questions;
    std::optional<ExecApprovalsFile> m_file;
    std::optional<MethodTable> m_table;
    bool m_hasReviewer = true;
};

WSAGENT_TEST_WITH(QCoreApplication, TestApprovalMethods)
#include "tst_approvalmethods.moc"
