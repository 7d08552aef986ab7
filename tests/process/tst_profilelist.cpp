#include "gateway/instances/processidentity.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/cliprocess.h"
#include "tests/support/listening.h"
#include "tests/support/testprogram.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject profileNamed(const test::CliResult &result, const QString &name)
{
    for (const QJsonValue &profile : result.json()["profiles"_L1].toArray()) {
        if (profile["name"_L1] == name)
            return profile.toObject();
    }
    return {};
}

/// NAME and STATE of each row.
QStringList states(const test::CliResult &table)
{
    QStringList rows;
    for (const QString &line : QString::fromUtf8(table.out).split(u'\n', Qt::SkipEmptyParts).mid(1))
        rows += line.simplified().section(u' ', 0, 1);
    return rows;
}

void setUp(const test::CliHome &home, const QString &name)
{
    const auto result = home.run({u"--profile"_s, name, u"setup"_s});
    if (result.exitCode != 0)
        qFatal("%s", result.err.constData());
}

/// As if this process were the gateway.
void run(const test::CliHome &home, const QString &name)
{
    const qint64 self = QCoreApplication::applicationPid();
    const RuntimeFile runtime{.pid = self, .startTime = processStartTime(self).value_or(QString())};
    QVERIFY(bool(writeRuntimeFile(home.path(u".ws-agent-"_s + name), runtime)));
}

QString unitOf(const QString &name)
{
    return u".config/systemd/user/ws-agent-gateway-%1.service"_s.arg(name);
}

void install(const test::CliHome &home, const QString &name)
{
    home.write(unitOf(name), "[Service]\nEnvironment=WS_AGENT_SERVICE_MARKER=ws-agent WS_AGENT_PROFILE=" +
                                 name.toUtf8() + "\n");
}

} // namespace

/// What `profiles list` says of running gateways and installed services.
class TestProfileList : public QObject
{
    Q_OBJECT

private slots:
    void statesInTheTable()
    {
        const test::CliHome home;
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            setUp(home, name);
        run(home, u"a"_s);
        install(home, u"b"_s);

        const auto table = home.run({u"profiles"_s, u"list"_s});

        QCOMPARE(table.exitCode, 0);
        QCOMPARE(states(table), (QStringList{u"a running"_s, u"b service"_s, u"c stopped"_s}));
    }

    void aRunningGatewayHasAProcess()
    {
        const test::CliHome home;
        setUp(home, u"a"_s);
        setUp(home, u"b"_s);
        run(home, u"a"_s);

        const auto list = home.run({u"profiles"_s, u"list"_s, u"--json"_s});

        QCOMPARE(profileNamed(list, u"a"_s)["running"_L1], QJsonValue(true));
        QCOMPARE(profileNamed(list, u"a"_s)["pid"_L1].toInteger(), QCoreApplication::applicationPid());
        QCOMPARE(profileNamed(list, u"b"_s)["running"_L1], QJsonValue(false));
        QCOMPARE(profileNamed(list, u"b"_s)["pid"_L1], QJsonValue(QJsonValue::Null));
    }

    void aServiceHasANameAndMayBeEnabled()
    {
        const test::CliHome home;
        setUp(home, u"a"_s);
        const auto service = [&home]() -> QJsonValue {
            return profileNamed(home.run({u"profiles"_s, u"list"_s, u"--json"_s}), u"a"_s)["service"_L1];
        };
        QCOMPARE(service(), QJsonValue(QJsonObject{{"installed"_L1, false}}));

        install(home, u"a"_s);
        QCOMPARE(service()["installed"_L1], QJsonValue(true));
        QCOMPARE(service()["name"_L1].toString(), u"ws-agent-gateway-a.service"_s);
        QCOMPARE(service()["enabled"_L1], QJsonValue(false));

        const QString wants = home.path(u".config/systemd/user/default.target.wants"_s);
        QVERIFY(QDir().mkpath(wants));
        QVERIFY(QFile::link(home.path(unitOf(u"a"_s)), wants + u"/ws-agent-gateway-a.service"_s));
        QCOMPARE(service()["enabled"_L1], QJsonValue(true));
    }

    /// Two configs side by side, as in the manual example, with a file that both include.
    void anIncludeOfTwoInstancesIsReadOnly()
    {
        const test::CliHome home;
        const QByteArray shared = "{ level: 'info' }\n";
        for (const QString &name : {u"one"_s, u"two"_s})
            QCOMPARE(home.runWith(variables(home, name), {u"setup"_s}).exitCode, 0);
        home.write(u"etc/shared.json5"_s, shared);
        home.write(u"etc/one.json"_s,
                   "{ gateway: { port: 18789 }, logging: { $include: 'shared.json5' } }\n");
        const QStringList change{u"config"_s, u"set"_s, u"logging.level"_s, u"debug"_s};

        home.write(u"etc/two.json"_s,
                   "{ gateway: { port: 19789 }, logging: { $include: 'shared.json5' } }\n");
        const auto refused = home.runWith(variables(home, u"one"_s), change);
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("shared.json5"), refused.err.constData());
        QVERIFY2(refused.err.contains("state/two"), refused.err.constData());
        QCOMPARE(home.read(u"etc/shared.json5"_s), shared);

        home.write(u"etc/two.json"_s, "{ gateway: { port: 19789 } }\n");
        const auto written = home.runWith(variables(home, u"one"_s), change);
        QVERIFY2(written.exitCode == 0, written.err.constData());
        QVERIFY(home.read(u"etc/shared.json5"_s).contains("debug"));
    }

    void aCloneOntoABusyPortLeavesNothingBehind()
    {
        const test::CliHome home;
        const test::Listening stranger;
        setUp(home, u"a"_s);

        const auto clone = home.run(
            {u"profiles"_s, u"clone"_s, u"a"_s, u"b"_s, u"--port"_s, QString::number(stranger.port())});

        QCOMPARE(clone.exitCode, 1);
        QVERIFY2(clone.err.contains(QCoreApplication::applicationName().toUtf8()), clone.err.constData());
        QVERIFY(!QFile::exists(home.path(u".ws-agent-b"_s)));
    }

private:
    static QProcessEnvironment variables(const test::CliHome &home, const QString &name)
    {
        QProcessEnvironment environment = home.environment;
        environment.insert(u"WS_AGENT_STATE_DIR"_s, home.path(u"state/"_s + name));
        environment.insert(u"WS_AGENT_CONFIG_PATH"_s, home.path(u"etc/%1.json"_s.arg(name)));
        return environment;
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestProfileList)
#include "tst_profilelist.moc"
