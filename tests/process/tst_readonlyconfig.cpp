#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"
#include "tests/support/treesnapshot.h"

#include <QDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

/// With WS_AGENT_CONFIG_READONLY=1 every writer refuses, and says why (`config.md` 1.6).
class TestReadonlyConfig : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        for (const QString &name : {u"a"_s, u"b"_s})
            QCOMPARE(m_home->run({u"--profile"_s, name, u"setup"_s}).exitCode, 0);
        // Something to be mended.
        QCOMPARE(m_home->run({u"--profile"_s, u"b"_s, u"config"_s, u"set"_s, u"gateway.port"_s, u"18789"_s})
                     .exitCode,
                 0);
        QVERIFY(QDir().mkpath(m_home->path(u".openclaw"_s)));
        m_home->write(u".openclaw/openclaw.json"_s, "{ gateway: { mode: 'local' } }");
    }

    void writers_data()
    {
        QTest::addColumn<QStringList>("command");

        for (const char *command :
             {"--profile b config set gateway.port 20000", "--profile b config unset gateway.port",
              "setup --port 25789", "profiles add c --port 25789", "profiles clone a c --port 25789",
              "profiles rename b c", "profiles remove b --yes", "profiles check --fix",
              "profiles check b --fix", "profiles add c --port 25789 --copy-config-from a",
              "--profile b reset --yes", "--profile b reset --scope full --yes",
              "--profile b uninstall --state --yes", "--profile b doctor --fix --yes",
              "profiles import-openclaw --as c",
              "--profile c onboard --non-interactive --accept-risk --gateway-port 25789"})
            QTest::newRow(command) << QString::fromLatin1(command).split(u' ');
    }

    void writers()
    {
        QFETCH(QStringList, command);
        const QStringList before = instances();
        QProcessEnvironment variables = m_home->environment;
        variables.insert(u"WS_AGENT_CONFIG_READONLY"_s, u"1"_s);

        const auto refused = m_home->runWith(variables, command);

        QCOMPARE(refused.exitCode, 1);
        QVERIFY2((refused.out + refused.err).contains("WS_AGENT_CONFIG_READONLY"),
                 (refused.out + refused.err).constData());
        QCOMPARE(instances(), before);
    }

    /// The command is one that would do something.
    void withoutTheVariableTheyWrite_data() { writers_data(); }

    void withoutTheVariableTheyWrite()
    {
        QFETCH(QStringList, command);
        const QStringList before = instances();

        (void)m_home->run(command);

        QVERIFY(instances() != before);
    }

    void whatIsCompleteNeedsNoWriting()
    {
        QProcessEnvironment variables = m_home->environment;
        variables.insert(u"WS_AGENT_CONFIG_READONLY"_s, u"1"_s);

        QCOMPARE(m_home->runWith(variables, {u"--profile"_s, u"b"_s, u"reset"_s, u"--dry-run"_s}).exitCode,
                 0);
        QCOMPARE(m_home->runWith(variables, {u"profiles"_s, u"list"_s}).exitCode, 0);
    }

private:
    /// Names and content of all that belongs to an instance, without locks.
    QStringList instances() const
    {
        QStringList all;
        for (const QString &name :
             QDir(m_home->path()).entryList({u".ws-agent*"_s}, QDir::Dirs | QDir::Hidden, QDir::Name)) {
            for (const QString &line : test::treeSnapshot(m_home->path(name)))
                all += line.section(u' ', 0, 0).mid(m_home->path().size()) + u' ' + line.section(u' ', -1);
        }
        all.removeIf(
            [](const QString &line) { return line.contains(u".lock"_s) || line.contains(u"/tmp"_s); });
        return all;
    }

    std::unique_ptr<test::CliHome> m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestReadonlyConfig)
#include "tst_readonlyconfig.moc"
