#include "gateway/sessions/sessionkey.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const SessionKeyRules rules{
    .defaultAgent = u"main"_s, .agents = {u"main"_s, u"work"_s}, .mainKey = u"main"_s};

} // namespace

class TestSessionKey : public QObject
{
    Q_OBJECT

private slots:
    void parse_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QString>("expected");

        QTest::newRow("the alias") << u"main"_s << u""_s << u"agent:main:main"_s;
        QTest::newRow("the alias of another agent") << u"main"_s << u"work"_s << u"agent:work:main"_s;
        QTest::newRow("canonical") << u"agent:work:dashboard:1"_s << u""_s << u"agent:work:dashboard:1"_s;
        QTest::newRow("canonical with its agent")
            << u"agent:work:main"_s << u"work"_s << u"agent:work:main"_s;
        QTest::newRow("the rest alone") << u"telegram:group:7"_s << u""_s << u"agent:main:telegram:group:7"_s;
        QTest::newRow("a word") << u"nonexist"_s << u""_s << u"agent:main:nonexist"_s;
        QTest::newRow("upper case and space")
            << u" Agent:Main:Slack:Channel:C07 "_s << u""_s << u"agent:main:slack:channel:c07"_s;
        QTest::newRow("shared") << u"global"_s << u"work"_s << u"global"_s;
        QTest::newRow("the longest") << QString(longestSessionKey, u'k') << u""_s
                                     << u"agent:main:"_s + QString(longestSessionKey, u'k');
    }
    void parse()
    {
        QFETCH(QString, given);
        QFETCH(QString, agent);
        QFETCH(QString, expected);
        const auto key = parseSessionKey(given, agent, rules);
        QVERIFY(key);
        QCOMPARE(key->text(), expected);
        if (!agent.isEmpty())
            QCOMPARE(key->agentId, agent);
        const auto again = parseSessionKey(key->text(), key->agentId, rules);
        QVERIFY2(again || expected.size() > longestSessionKey, "canonical means that it stays");
        if (again)
            QVERIFY(*again == *key);
    }

    void refusal_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QString>("message");

        QTest::newRow("an agent that is gone")
            << u"agent:ghost:main"_s << u""_s << u"Agent \"ghost\" no longer exists in configuration"_s;
        QTest::newRow("asked for an agent that is gone")
            << u"main"_s << u"ghost"_s << u"Agent \"ghost\" no longer exists in configuration"_s;
        QTest::newRow("two agents")
            << u"agent:main:main"_s << u"work"_s
            << u"session key agent:main:main belongs to agent \"main\", not \"work\""_s;
        QTest::newRow("empty") << u"  "_s << u""_s << u"session key required"_s;
        QTest::newRow("no rest") << u"agent:main:"_s << u""_s << u"invalid session key: agent:main:"_s;
        QTest::newRow("an agent that is a path")
            << u"agent:../../etc:main"_s << u""_s << u"invalid session key: agent:../../etc:main"_s;
        QTest::newRow("too long") << QString(longestSessionKey + 1, u'k') << u""_s
                                  << u"session key must not have more than 512 characters"_s;
        QTest::newRow("a line end") << u"a\nb"_s << u""_s
                                    << u"session key must not contain control characters"_s;
    }
    void refusal()
    {
        QFETCH(QString, given);
        QFETCH(QString, agent);
        QFETCH(QString, message);
        const auto key = parseSessionKey(given, agent, rules);
        QVERIFY(!key);
        QCOMPARE(key.error().message, message);
    }

    void nature_data()
    {
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("channel");
        QTest::addColumn<QString>("flags");

        QTest::newRow("main") << u"main"_s << u"direct"_s << u""_s << u"main"_s;
        QTest::newRow("a peer on any channel") << u"dm:7"_s << u"direct"_s << u""_s << u""_s;
        QTest::newRow("a peer") << u"telegram:dm:7"_s << u"direct"_s << u"telegram"_s << u""_s;
        QTest::newRow("a peer of an account")
            << u"telegram:bot2:dm:7"_s << u"direct"_s << u"telegram"_s << u""_s;
        QTest::newRow("a group") << u"signal:group:x"_s << u"group"_s << u"signal"_s << u""_s;
        QTest::newRow("a room") << u"slack:channel:c1"_s << u"group"_s << u"slack"_s << u""_s;
        QTest::newRow("a topic") << u"telegram:group:1:topic:5"_s << u"group"_s << u"telegram"_s
                                 << u"thread"_s;
        QTest::newRow("a thread") << u"slack:channel:c1:thread:9"_s << u"group"_s << u"slack"_s
                                  << u"thread"_s;
        QTest::newRow("of a client") << u"dashboard:1-2"_s << u"direct"_s << u""_s << u""_s;
        QTest::newRow("a job") << u"cron:j:run:1"_s << u"direct"_s << u""_s << u"cron system"_s;
        QTest::newRow("a hook") << u"hook:1"_s << u"direct"_s << u""_s << u"system"_s;
        QTest::newRow("a helper") << u"subagent:1"_s << u"direct"_s << u""_s << u"subagent"_s;
        QTest::newRow("everything") << u"global"_s << u"global"_s << u""_s << u""_s;
        QTest::newRow("nobody knows") << u"unknown"_s << u"unknown"_s << u""_s << u""_s;
    }
    void nature()
    {
        QFETCH(QString, rest);
        QFETCH(QString, kind);
        QFETCH(QString, channel);
        QFETCH(QString, flags);
        const SessionKey key{.agentId = u"main"_s, .rest = rest};
        QCOMPARE(QString(kindName(key.kind())), kind);
        QCOMPARE(key.channel(), channel);
        QStringList found;
        if (isMainSession(key, rules))
            found += u"main"_s;
        if (key.isCron())
            found += u"cron"_s;
        if (key.isSystem())
            found += u"system"_s;
        if (key.isSubagent())
            found += u"subagent"_s;
        if (key.isThread())
            found += u"thread"_s;
        QCOMPARE(found.join(u' '), flags);
    }

    void rulesOfAConfig()
    {
        const QJsonArray agents{QJsonObject{{"id"_L1, u"Home"_s}},
                                QJsonObject{{"id"_L1, u"work"_s}, {"default"_L1, true}}};
        const SessionKeyRules found =
            sessionKeyRules({{"agents"_L1, QJsonObject{{"list"_L1, agents}}},
                             {"session"_L1, QJsonObject{{"mainKey"_L1, u"Desk"_s}}}});
        QCOMPARE(found.agents, (QStringList{u"home"_s, u"work"_s}));
        QCOMPARE(found.defaultAgent, u"work"_s);
        QCOMPARE(parseSessionKey(u"main"_s, {}, found)->text(), u"agent:work:desk"_s);
        QVERIFY(sessionKeyRules({}) == SessionKeyRules());
    }
};

WSAGENT_TEST(TestSessionKey)
#include "tst_sessionkey.moc"
