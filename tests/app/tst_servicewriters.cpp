#include "app/services/definitionwriter.h"
#include "app/services/installedservice.h"
#include "tests/support/servicesample.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QString dataFile(const QString &name)
{
    return QStringLiteral(WSAGENT_SOURCE_DIR) + u"/tests/data/services/"_s + name;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Runs a checker over a text in a file of that name; empty when it has no objection.
QByteArray objections(const QString &program, const QStringList &arguments, const QString &path,
                      const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return "the file cannot be written";
    file.close();
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_RUNTIME_DIR"_s, QFileInfo(path).absolutePath()); // systemd-analyze wants one
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments + QStringList{path});
    if (!process.waitForFinished(30'000))
        return process.errorString().toUtf8();
    const QByteArray said = process.readAll();
    return process.exitCode() == 0 && !said.contains("Unknown") ? QByteArray() : said + " (failed)";
}

const QString awkward = u"/home/u lee/100% \"sure\" \\ $HOME/späť 'n' <&>;"_s;

} // namespace

class TestServiceWriters : public QObject
{
    Q_OBJECT

private slots:
    /// Set WSAGENT_UPDATE_GOLDEN to write the files anew after a wished-for change, and read the difference.
    void golden_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("written");

        const auto row = [](const char *file, const Result<QByteArray> &written) {
            QTest::newRow(file) << QString::fromLatin1(file) << (written ? *written : QByteArray());
        };
        row("ws-agent-gateway.service", systemdUnit(test::sampleSpec(Platform::Linux, {})));
        row("ws-agent-gateway-rescue.service", systemdUnit(test::sampleSpec(Platform::Linux, u"rescue"_s)));
        row("ai.ws-agent.rescue.plist", launchAgent(test::sampleSpec(Platform::MacOs, u"rescue"_s)));
        row("gateway.cmd", taskScript(test::sampleSpec(Platform::Windows, u"rescue"_s)));
        row("gateway-task.xml", taskXml(test::sampleSpec(Platform::Windows, u"rescue"_s), u"PC\\ann"_s,
                                        u"C:\\Users\\ann\\.ws-agent-rescue\\gateway.cmd"_s));
    }
    void golden()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, written);
        if (qEnvironmentVariableIsSet("WSAGENT_UPDATE_GOLDEN")) {
            QFile golden(dataFile(file));
            QVERIFY(golden.open(QIODevice::WriteOnly) && golden.write(written) == written.size());
        }
        QVERIFY(!written.isEmpty());
        QCOMPARE(written, contentOf(dataFile(file)));
    }

    /// What is written can be read, whatever the paths hold.
    void readBack_data()
    {
        QTest::addColumn<Platform>("platform");
        QTest::addColumn<QString>("home");

        QTest::newRow("systemd, plain") << Platform::Linux << u"/home/u"_s;
        QTest::newRow("systemd, awkward") << Platform::Linux << awkward;
        QTest::newRow("launchd, plain") << Platform::MacOs << u"/Users/u"_s;
        QTest::newRow("launchd, awkward") << Platform::MacOs << awkward;
        QTest::newRow("task, plain") << Platform::Windows << u"C:\\Users\\ann"_s;
        QTest::newRow("task, awkward") << Platform::Windows << u"C:\\Users\\ann lee\\100% späť & co"_s;
    }
    void readBack()
    {
        QFETCH(Platform, platform);
        QFETCH(QString, home);
        const ServiceSpec spec = test::sampleSpec(platform, u"rescue"_s, home);
        const auto text = platform == Platform::Linux   ? systemdUnit(spec)
                          : platform == Platform::MacOs ? launchAgent(spec)
                                                        : taskScript(spec);
        QVERIFY2(text, text ? "" : qPrintable(text.error().message));

        const InstalledService read = parseService(platform, *text, home);

        QCOMPARE(read.definition.command, spec.command);
        QCOMPARE(read.definition.environment.size(), spec.environment.size());
        for (const auto &[name, value] : spec.environment)
            QCOMPARE(read.definition.environment.value(name), value);
        QVERIFY(read.definition.isOurs());
        QCOMPARE(read.definition.port(), 19789);
        if (platform != Platform::Linux) // there the line is not split, and keeps its doubled signs
            QCOMPARE(read.settings.value(u"WorkingDirectory"_s), spec.workingDirectory);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("home");
        QTest::addColumn<Platform>("platform");

        for (const Platform platform : {Platform::Linux, Platform::MacOs, Platform::Windows}) {
            const QString name = QString::number(int(platform));
            QTest::newRow(qPrintable(name + u" line break"_s)) << u"/home/a\nUser=root"_s << platform;
            QTest::newRow(qPrintable(name + u" escape"_s)) << u"/home/a\x1b[2J"_s << platform;
            QTest::newRow(qPrintable(name + u" null"_s)) << u"/home/a"_s + QChar(0) << platform;
        }
        QTest::newRow("quote in a batch file") << u"C:\\a\"&calc&\""_s << Platform::Windows;
    }
    void refused()
    {
        QFETCH(QString, home);
        QFETCH(Platform, platform);
        const ServiceSpec spec = test::sampleSpec(platform, u"rescue"_s, home);
        const auto text = platform == Platform::Linux   ? systemdUnit(spec)
                          : platform == Platform::MacOs ? launchAgent(spec)
                                                        : taskScript(spec);
        QVERIFY(!text);
    }

    void aWrapperStandsInFront()
    {
        ServiceRequest request = test::sampleRequest(Platform::Linux, u"rescue"_s);
        request.wrapper = u"/usr/local/bin/with-secrets"_s;
        const ServiceSpec spec = serviceSpec(request);
        QCOMPARE(spec.command.first(), request.wrapper);
        QCOMPARE(spec.command.value(1), request.executable);

        const InstalledService read = parseService(Platform::Linux, *systemdUnit(spec), request.paths.home);
        QCOMPARE(read.executable(), request.executable);
        QVERIFY(systemdUnit(spec)->contains("NotifyAccess=all"));
    }

    void systemdAcceptsTheUnit()
    {
        if (QStandardPaths::findExecutable(u"systemd-analyze"_s).isEmpty())
            QSKIP("systemd-analyze is not installed");
        QTemporaryDir folder;
        for (const QString &home : {folder.path(), folder.path() + u"/100% an \"n"_s}) {
            QVERIFY(QDir().mkpath(home + u"/.ws-agent-rescue"_s));
            ServiceRequest request = test::sampleRequest(Platform::Linux, u"rescue"_s, home);
            request.executable = QFileInfo(QStringLiteral(WSAGENT_PROGRAM)).canonicalFilePath();
            const auto unit = systemdUnit(serviceSpec(request));
            QVERIFY(unit);
            QCOMPARE(objections(u"systemd-analyze"_s, {u"--user"_s, u"verify"_s, u"--man=no"_s},
                                folder.filePath(u"ws-agent-gateway-rescue.service"_s), *unit),
                     QByteArray());
        }
    }

    void plistIsAPropertyList()
    {
        if (QStandardPaths::findExecutable(u"xmllint"_s).isEmpty())
            QSKIP("xmllint is not installed");
        QTemporaryDir folder;
        for (const QString &home : {u"/Users/u"_s, awkward}) {
            const auto plist = launchAgent(test::sampleSpec(Platform::MacOs, u"rescue"_s, home));
            QVERIFY(plist);
            QCOMPARE(objections(u"xmllint"_s,
                                {u"--noout"_s, u"--nonet"_s, u"--dtdvalid"_s, dataFile(u"plist.dtd"_s)},
                                folder.filePath(u"agent.plist"_s), *plist)
                         .replace(folder.filePath(u"agent.plist"_s).toUtf8() + " validates\n", ""),
                     QByteArray());
        }
    }

    void taskFitsTheSchema()
    {
        if (QStandardPaths::findExecutable(u"xmllint"_s).isEmpty())
            QSKIP("xmllint is not installed");
        QTemporaryDir folder;
        const auto task = taskXml(test::sampleSpec(Platform::Windows, u"rescue"_s), u"PC\\a & b"_s,
                                  u"C:\\Users\\a & b\\gateway.cmd"_s);
        QVERIFY(task);
        const QStringList arguments{u"--noout"_s, u"--nonet"_s, u"--schema"_s, dataFile(u"task.xsd"_s)};
        QCOMPARE(objections(u"xmllint"_s, arguments, folder.filePath(u"task.xml"_s), *task), QByteArray());
        // The schema would notice.
        QByteArray wrong = *task;
        wrong.replace("<RunLevel>LeastPrivilege", "<RunLevel>Everything");
        QVERIFY(!objections(u"xmllint"_s, arguments, folder.filePath(u"task.xml"_s), wrong).isEmpty());
    }

    void timeSpans_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("seconds"); // -2: none

        QTest::newRow("bare") << u"5"_s << 5;
        QTest::newRow("seconds") << u"330s"_s << 330;
        QTest::newRow("several") << u"5min 30s"_s << 330;
        QTest::newRow("for ever") << u"infinity"_s << -1;
        QTest::newRow("nothing") << QString() << -2;
        QTest::newRow("words") << u"soon"_s << -2;
    }
    void timeSpans()
    {
        QFETCH(QString, text);
        QFETCH(int, seconds);
        QCOMPARE(systemdSeconds(text).value_or(-2), seconds);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceWriters)
#include "tst_servicewriters.moc"
