#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// `hooks`, without a gateway.
class TestHookCommands : public QObject
{
    Q_OBJECT

private slots:
    void hookIsSwitchedOnAndOff()
    {
        const CliHome home;
        QCOMPARE(home.run({u"setup"_s}).exitCode, 0);
        const QString folder = u".ws-agent/hooks/greeter/"_s;
        home.write(folder + "HOOK.md"_L1, "---\ndescription: Greets\nmetadata: {\"ws-agent\": {\"events\": "
                                          "[\"message:received\"]}}\n---\n");
        const auto stateOf = [&home](const QString &name) {
            const QJsonArray hooks =
                home.run({u"hooks"_s, u"list"_s, u"--json"_s}).json()["hooks"_L1].toArray();
            for (const QJsonValue &hook : hooks) {
                if (hook["name"_L1] == name)
                    return hook.toObject();
            }
            return QJsonObject();
        };
        QVERIFY(stateOf(u"greeter"_s)["problem"_L1].toString().contains("handler"_L1));
        const CliResult refused = home.run({u"hooks"_s, u"enable"_s, u"greeter"_s});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("no executable file"), refused.err.constData());
        home.write(folder + "handler"_L1, "#!/bin/sh\n");
        QVERIFY(QFile::setPermissions(home.path(folder + "handler"_L1),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QCOMPARE(home.run({u"hooks"_s, u"enable"_s, u"greeter"_s}).exitCode, 0);
        QCOMPARE(stateOf(u"greeter"_s)["enabled"_L1].toBool(), true);
        QVERIFY(home.run({u"hooks"_s, u"list"_s}).out.contains("message:received"));
        QVERIFY(home.run({u"hooks"_s, u"info"_s, u"greeter"_s}).out.contains("greeter: runs"));
        QCOMPARE(home.run({u"hooks"_s, u"disable"_s, u"greeter"_s}).exitCode, 0);
        QCOMPARE(stateOf(u"greeter"_s)["enabled"_L1].toBool(true), false);
        QCOMPARE(stateOf(u"session-memory"_s)["source"_L1].toString(), u"bundled"_s);
    }

    void unknownHook()
    {
        const CliHome home;
        QCOMPARE(home.run({u"setup"_s}).exitCode, 0);
        for (const QString &verb : {u"info"_s, u"enable"_s, u"disable"_s}) {
            const CliResult result = home.run({u"hooks"_s, verb, u"nothing"_s});
            QVERIFY(result.exitCode != 0);
            QVERIFY2(result.err.contains("there is no hook nothing") && result.err.contains("hooks list"),
                     result.err.constData());
        }
        QVERIFY(home.run({u"hooks"_s, u"check"_s}).out.startsWith("3 hooks, 0 of them"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestHookCommands)
#include "tst_hookcommands.moc"
