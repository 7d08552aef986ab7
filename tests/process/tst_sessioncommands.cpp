#include "gateway/base/exitcodes.h"
#include "tests/support/cliprocess.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::CliHome;
using test::CliResult;
using test::RunningGateway;

namespace {

QStringList of(const QStringList &arguments)
{
    return QStringList{u"--profile"_s, u"main"_s} + arguments;
}

QString params(const QString &session, const QString &message)
{
    return u"{sessionKey: '%1', message: '%2'}"_s.arg(session, message);
}

QStringList keysOf(const CliResult &result)
{
    QStringList keys;
    const QJsonArray sessions = result.json()["sessions"_L1].toArray();
    for (const QJsonValue &session : sessions)
        keys += session["key"_L1].toString();
    keys.sort();
    return keys;
}

} // namespace

/// `ws-agent sessions …` and `memory …`: with a gateway they ask it, without one they read its files.
class TestSessionCommands : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { test::setUpProfile(m_home, u"main"_s, test::freeBase()); }

    void sessionsWithAndWithoutAGateway()
    {
        {
            RunningGateway gateway(m_home, u"main"_s);
            QVERIFY2(!gateway.readyLine().isEmpty(), gateway.errors().constData());
            QCOMPARE(keysOf(run({u"sessions"_s, u"--json"_s})), QStringList());
            for (const auto &[session, message] :
                 {std::pair(u"main"_s, u"hello there"_s), std::pair(u"main"_s, u"and again"_s),
                  std::pair(u"dashboard:1"_s, u"elsewhere"_s)}) {
                const CliResult injected =
                    run({u"gateway"_s, u"call"_s, u"chat.inject"_s, u"--params"_s, params(session, message)});
                QVERIFY2(injected.exitCode == ExitSuccess, injected.err.constData());
            }
            looks();
        } // killed: what it has acknowledged is on the disk
        looks();

        const CliResult dry = run({u"sessions"_s, u"delete"_s, u"dashboard:1"_s, u"--dry-run"_s});
        QVERIFY2(dry.out.contains("would be deleted"), dry.out.constData());
        QCOMPARE(keysOf(run({u"sessions"_s, u"--json"_s})).size(), 2);
        const CliResult gone = run({u"sessions"_s, u"delete"_s, u"dashboard:1"_s, u"--json"_s});
        QCOMPARE(gone.json()["deleted"_L1], QJsonValue(true));
        QCOMPARE(keysOf(run({u"sessions"_s, u"--json"_s})), QStringList{u"agent:main:main"_s});
        QVERIFY(run({u"sessions"_s, u"reset"_s, u"main"_s}).out.contains("begins afresh"));
        QCOMPARE(run({u"sessions"_s, u"show"_s, u"main"_s, u"--json"_s}).json()["messages"_L1].toArray(),
                 QJsonArray());
        const CliResult refused = run({u"sessions"_s, u"delete"_s, u"main"_s});
        QCOMPARE(refused.exitCode, int(ExitFailure));
        QVERIFY2(refused.err.contains("Cannot delete the main session (agent:main:main)."),
                 refused.err.constData());
        QVERIFY(run({u"sessions"_s, u"cleanup"_s}).out.contains("in order"));
    }

    void whatIsNotThere()
    {
        const CliResult result = run({u"sessions"_s, u"show"_s, u"nobody"_s, u"--json"_s});
        QCOMPARE(result.exitCode, int(ExitFailure));
        QCOMPARE(result.json()["error"_L1]["message"_L1].toString(), u"there is no session nobody"_s);
        QCOMPARE(run({u"sessions"_s, u"--limit"_s, u"some"_s}).exitCode, int(ExitUsage));
        QCOMPARE(run({u"memory"_s, u"search"_s, u"x"_s, u"--agent"_s, u"ghost"_s}).exitCode,
                 int(ExitFailure));
    }

    void memory()
    {
        const QString workspace =
            run({u"memory"_s, u"status"_s, u"--json"_s}).json()["workspace"_L1].toString();
        QVERIFY2(QDir(workspace).exists(), qPrintable(workspace));
        m_home.write(QDir(m_home.path()).relativeFilePath(workspace + u"/MEMORY.md"_s),
                     "# People\n\nAda likes green tea.\n");
        QVERIFY(run({u"memory"_s, u"status"_s}).out.contains("memory index"));
        const CliResult indexed = run({u"memory"_s, u"index"_s, u"--json"_s});
        QCOMPARE(indexed.json()["changed"_L1].toInt(), 1);
        const CliResult found = run({u"memory"_s, u"search"_s, u"green tea"_s, u"--json"_s});
        QCOMPARE(found.json()["results"_L1][0]["path"_L1].toString(), u"MEMORY.md"_s);
        QVERIFY(run({u"memory"_s, u"search"_s, u"green tea"_s}).out.contains("Ada likes"));
        QVERIFY(run({u"memory"_s, u"search"_s, u"coffee"_s}).out.contains("Nothing"));
    }

private:
    CliResult run(const QStringList &arguments) const { return m_home.run(of(arguments)); }

    void looks() const
    {
        const CliResult list = run({u"sessions"_s, u"list"_s, u"--json"_s});
        QCOMPARE(keysOf(list), (QStringList{u"agent:main:dashboard:1"_s, u"agent:main:main"_s}));
        QCOMPARE(list.json()["totalCount"_L1].toInt(), 2);
        const CliResult table = run({u"sessions"_s});
        QVERIFY2(table.out.contains("agent:main:dashboard:1"), table.out.constData());
        const CliResult shown = run({u"sessions"_s, u"show"_s, u"main"_s});
        QVERIFY2(shown.out.contains("hello there"), shown.out.constData());
        QVERIFY(shown.out.indexOf("hello there") < shown.out.indexOf("and again"));
        const CliResult one = run({u"sessions"_s, u"show"_s, u"main"_s, u"--limit"_s, u"1"_s});
        QVERIFY(!one.out.contains("hello there"));
        const CliResult written =
            run({u"sessions"_s, u"export"_s, u"main"_s, u"--output"_s, m_home.path(u"main.md"_s)});
        QVERIFY2(written.exitCode == ExitSuccess, written.err.constData());
        QVERIFY(m_home.read(u"main.md"_s).startsWith("# agent:main:main\n"));
        const CliResult lines = run({u"sessions"_s, u"export"_s, u"main"_s, u"--format"_s, u"jsonl"_s});
        QCOMPARE(lines.out.count('\n'), 2);
    }

    CliHome m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSessionCommands)
#include "tst_sessioncommands.moc"
