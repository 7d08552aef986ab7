#include "gateway/base/json5.h"
#include "tests/support/faultyrun.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <csignal>
#include <thread>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int kills = 1000;
const QString config = u".ws-agent/ws-agent.json"_s;

QStringList setA(const QString &value)
{
    return {u"config"_s, u"set"_s, u"env.vars.A"_s, value};
}

/// Large enough that reading, editing and writing take a while.
QByteArray commentedConfig()
{
    QByteArray text = "// first line\n{\n  gateway: { mode: 'local', port: 18789 },\n  env: { vars: {\n";
    for (int i = 0; i < 400; ++i)
        text += "    KEPT_" + QByteArray::number(i) + ": 'x', // comment " + QByteArray::number(i) + "\n";
    return text + "    A: 'begin',\n  } },\n}\n// last line\n";
}

} // namespace

/// However the program is killed, the file is the old or the new one, and the next command just works.
class TestKillWrite : public QObject
{
    Q_OBJECT

private slots:
    /// Before, after and in the middle of every file operation.
    void atEachOperation()
    {
        const test::CliHome home;
        home.write(config, commentedConfig());
        QStringList operations;
        QCOMPARE(test::runWithFault(home, setA(u"watched"_s), {}, &operations).exitCode, 0);
        QVERIFY(operations.contains(u"rename"_s));
        for (const QString &how : {u"kill-before"_s, u"kill-half"_s, u"kill-after"_s}) {
            for (int at = 0; at < operations.size(); ++at) {
                const bool whole = how != u"kill-half"_s;
                if (!whole && operations[at] != u"write"_s)
                    continue;
                const QByteArray before = home.read(config);
                const QString value = u"%1-%2"_s.arg(how).arg(at);
                const auto result = test::runWithFault(home, setA(value), {at, how});
                QVERIFY2(result.exitCode == -1, qPrintable(value));
                checkAfterKill(home, before, value);
            }
        }
    }

    /// At points of time all over a run.
    void atAnyTime()
    {
        const test::CliHome home;
        home.write(config, commentedConfig());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(home.run(setA(u"timed"_s)).exitCode, 0);
        const auto usual = quint32(timer.nsecsElapsed() / 1000);

        QRandomGenerator dice(20260101);
        int killed = 0;
        for (int i = 0; killed < kills; ++i) {
            QVERIFY2(i < 20 * kills, "the runs end before they can be killed");
            const QByteArray before = home.read(config);
            const QString value = u"v%1"_s.arg(i);
            killed += killAfter(std::chrono::microseconds(dice.bounded(usual)), home, value);
            checkAfterKill(home, before, value);
        }
    }

private:
    /// False when it was faster.
    static bool killAfter(std::chrono::microseconds delay, const test::CliHome &home, const QString &value)
    {
        QProcess process;
        process.setProcessEnvironment(home.environment);
        process.start(QStringLiteral(WSAGENT_PROGRAM), setA(value));
        process.waitForStarted();
        std::this_thread::sleep_for(delay);
        ::kill(pid_t(process.processId()), SIGKILL);
        process.waitForFinished();
        return process.exitStatus() == QProcess::CrashExit;
    }

    static void checkAfterKill(const test::CliHome &home, const QByteArray &before, const QString &value)
    {
        const QByteArray after = home.read(config);
        if (after != before) {
            const auto document = Json5Document::parse(after);
            QVERIFY2(bool(document), "half a file");
            QCOMPARE(document->value()["env"_L1]["vars"_L1]["A"_L1].toString(), value);
            QVERIFY(after.startsWith("// first line\n") && after.endsWith("// last line\n"));
            QCOMPARE(after.count("// comment "), before.count("// comment "));
        }
        const auto next = home.run(setA(value + u"-next"_s));
        QVERIFY2(next.exitCode == 0, next.err.constData());
        QVERIFY(home.read(config).contains("'" + value.toUtf8() + "-next'"));
        const QDir directory(home.path(u".ws-agent"_s));
        QVERIFY2(directory.entryList({u"*.tmp"_s}, QDir::Files | QDir::Hidden).isEmpty(), qPrintable(value));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestKillWrite)
#include "tst_killwrite.moc"
