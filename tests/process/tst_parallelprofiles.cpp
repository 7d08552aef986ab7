#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QProcess>
#include <QSet>
#include <QTest>

#include <memory>
#include <vector>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int many = 8;

/// All at once; returns what was said by those that failed.
QByteArray runTogether(const test::CliHome &home, const QList<QStringList> &commands)
{
    std::vector<std::unique_ptr<QProcess>> processes;
    for (const QStringList &arguments : commands) {
        processes.push_back(std::make_unique<QProcess>());
        processes.back()->setProcessEnvironment(home.environment);
        processes.back()->setWorkingDirectory(home.path());
        processes.back()->start(QStringLiteral(WSAGENT_PROGRAM), arguments);
    }
    QByteArray said;
    for (const auto &process : processes) {
        if (!process->waitForFinished(60'000) || process->exitCode() != 0)
            said += process->readAllStandardError() + '|';
    }
    return said;
}

} // namespace

/// Those who make instances at the same time do not get each other's ports.
class TestParallelProfiles : public QObject
{
    Q_OBJECT

private slots:
    void eachGetsPortsOfItsOwn_data()
    {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<QStringList>("command");

        const QString name = u"%1"_s;
        QTest::newRow("profiles add") << QStringList() << QStringList{u"profiles"_s, u"add"_s, name};
        QTest::newRow("setup") << QStringList() << QStringList{u"--profile"_s, name, u"setup"_s};
        QTest::newRow("profiles clone")
            << QStringList{u"setup"_s} << QStringList{u"profiles"_s, u"clone"_s, u"default"_s, name};
        QTest::newRow("onboard") << QStringList()
                                 << QStringList{u"--profile"_s, name, u"onboard"_s, u"--non-interactive"_s,
                                                u"--accept-risk"_s};
    }

    void eachGetsPortsOfItsOwn()
    {
        QFETCH(QStringList, before);
        QFETCH(QStringList, command);
        const test::CliHome home;
        if (!before.isEmpty())
            QCOMPARE(home.run(before).exitCode, 0);
        QList<QStringList> commands;
        for (int i = 0; i < many; ++i)
            commands += QStringList(command).replaceInStrings(u"%1"_s, u"p%1"_s.arg(i));

        QCOMPARE(runTogether(home, commands), QByteArray());

        const auto check = home.run({u"profiles"_s, u"check"_s, u"--offline"_s, u"--json"_s});
        QVERIFY2(check.exitCode == 0, check.out.constData());
        QSet<int> bases;
        for (const QJsonValue &profile : check.json()["profiles"_L1].toArray())
            bases += profile["ports"_L1]["base"_L1].toInt();
        QCOMPARE(bases.size(), many + (before.isEmpty() ? 0 : 1));
    }

    /// Two want the same; one gets it, and the other is told.
    void onePortIsGivenOnce()
    {
        const test::CliHome home;
        const auto add = [](const QString &name) {
            return QStringList{u"profiles"_s, u"add"_s, name, u"--port"_s, u"23456"_s};
        };

        const QByteArray said = runTogether(home, {add(u"a"_s), add(u"b"_s)});

        QCOMPARE(said.count('|'), 1);
        QVERIFY2(said.contains("would not be isolated"), said.constData());
        QCOMPARE(home.run({u"profiles"_s, u"check"_s, u"--offline"_s}).exitCode, 0);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestParallelProfiles)
#include "tst_parallelprofiles.moc"
