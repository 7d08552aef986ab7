#include "gateway/agents/agentlist.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const AgentFolders folders{.stateDir = u"/s"_s, .defaultWorkspace = u"/s/workspace"_s, .home = u"/h"_s};

AgentList listOf(const QJsonArray &list, const QJsonObject &defaults = {})
{
    return AgentList({{"agents"_L1, QJsonObject{{"list"_L1, list}, {"defaults"_L1, defaults}}}}, folders);
}

} // namespace

class TestAgentList : public QObject
{
    Q_OBJECT

private slots:
    void thereIsAlwaysOne()
    {
        const AgentList list({}, folders);
        QCOMPARE(list.all().size(), 1);
        QCOMPARE(list.defaultAgent().id, u"main"_s);
        QVERIFY(list.defaultAgent().isDefault);
        QCOMPARE(list.defaultAgent().workspace, u"/s/workspace"_s);
        QCOMPARE(list.defaultAgent().agentDir, u"/s/agents/main/agent"_s);
        QCOMPARE(list.defaultAgent().model, AgentModel());
    }

    void theDefaultAgent_data()
    {
        QTest::addColumn<QJsonArray>("list");
        QTest::addColumn<QString>("expected");
        const auto agent = [](const QString &id, bool isDefault) {
            return QJsonObject{{"id"_L1, id}, {"default"_L1, isDefault}};
        };
        QTest::newRow("the first") << QJsonArray{agent(u"a"_s, false), agent(u"b"_s, false)} << u"a"_s;
        QTest::newRow("the one that says so")
            << QJsonArray{agent(u"a"_s, false), agent(u"b"_s, true)} << u"b"_s;
        QTest::newRow("the first that says so")
            << QJsonArray{agent(u"a"_s, true), agent(u"b"_s, true)} << u"a"_s;
    }
    void theDefaultAgent()
    {
        QFETCH(QJsonArray, list);
        const AgentList agents = listOf(list);
        QTEST(agents.defaultAgent().id, "expected");
        const auto &all = agents.all();
        QCOMPARE(std::count_if(all.begin(), all.end(), [](const auto &agent) { return agent.isDefault; }), 1);
    }

    void foldersOfOthersAreTheirOwn()
    {
        const AgentList list = listOf({QJsonObject{{"id"_L1, u"a"_s}}, QJsonObject{{"id"_L1, u"B"_s}},
                                       QJsonObject{{"id"_L1, u"c"_s}, {"workspace"_L1, u"~/c"_s}}},
                                      {{"workspace"_L1, u"~/shared"_s}});
        QCOMPARE(list.find(u"a"_s)->workspace, u"/h/shared"_s);
        QCOMPARE(list.find(u"b"_s)->workspace, u"/s/workspace-b"_s);
        QCOMPARE(list.find(u"C"_s)->workspace, u"/h/c"_s);
        QVERIFY(!list.find(u"d"_s));
    }

    void models()
    {
        const AgentList list = listOf(
            {QJsonObject{{"id"_L1, u"a"_s}}, QJsonObject{{"id"_L1, u"b"_s}, {"model"_L1, u"x/one"_s}},
             QJsonObject{{"id"_L1, u"c"_s},
                         {"model"_L1, QJsonObject{{"fallbacks"_L1, QJsonArray{u"y/two"_s}}}}}},
            {{"model"_L1, QJsonObject{{"primary"_L1, u"p/m"_s}, {"fallbacks"_L1, QJsonArray{u"f/m"_s}}}},
             {"models"_L1, QJsonObject{{"p/m"_L1, QJsonObject{{"alias"_L1, u"Best"_s}}}}}});
        QCOMPARE(list.find(u"a"_s)->model, (AgentModel{u"p/m"_s, {u"f/m"_s}}));
        QCOMPARE(list.find(u"b"_s)->model, (AgentModel{u"x/one"_s, {u"f/m"_s}}));
        QCOMPARE(list.find(u"c"_s)->model, (AgentModel{u"p/m"_s, {u"y/two"_s}}));
        QCOMPARE(list.modelAliases().value(u"best"_s), u"p/m"_s);
        QCOMPARE(list.allowedModels(), QStringList{u"p/m"_s});
    }

    void ids()
    {
        QCOMPARE(normalizedAgentId(u" Home Office! "_s), u"home-office"_s);
        QCOMPARE(normalizedAgentId(u"__x"_s), u"x"_s);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestAgentList)
#include "tst_agentlist.moc"
