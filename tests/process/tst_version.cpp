#include "gateway/base/version.h"
#include "tests/support/testprogram.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

class TestVersion : public QObject
{
    Q_OBJECT

private slots:
    void asJson()
    {
        QProcess program;
        program.start(QStringLiteral(WSAGENT_PROGRAM), {u"--version"_s, u"--json"_s});
        QVERIFY(program.waitForFinished());
        const QJsonObject told = QJsonDocument::fromJson(program.readAllStandardOutput()).object();
        QCOMPARE(told["version"_L1].toString(), QLatin1StringView(wsagent::version));
        QCOMPARE(told["qt"_L1].toString(), QLatin1StringView(qVersion()));
        QVERIFY(
            QRegularExpression(u"^([0-9a-f]{12})?$"_s).match(told["commit"_L1].toString(u"?"_s)).hasMatch());
    }

    void isPrintedWithoutADisplay_data()
    {
        QTest::addColumn<QString>("option");

        QTest::newRow("long") << u"--version"_s;
        QTest::newRow("short") << u"-V"_s;
    }

    void isPrintedWithoutADisplay()
    {
        QFETCH(QString, option);
        QProcess program;
        program.setProcessEnvironment(QProcessEnvironment()); // no DISPLAY, no HOME, nothing
        program.start(QStringLiteral(WSAGENT_PROGRAM), {option});

        QVERIFY2(program.waitForFinished(), qPrintable(program.errorString()));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        QCOMPARE(program.readAllStandardOutput(), "ws-agent "_ba + wsagent::version + '\n');
        QCOMPARE(program.readAllStandardError(), QByteArray());
    }

    /// What needs a screen says so instead of failing somewhere in Qt; the bare command shows its help then.
    void desktopWithoutADisplay()
    {
        QProcess program;
        program.setProcessEnvironment(QProcessEnvironment());
        for (const QStringList &command :
             {QStringList{u"tray"_s}, QStringList{u"settings"_s, u"--page"_s, u"ports"_s}}) {
            program.start(QStringLiteral(WSAGENT_PROGRAM), command);
            QVERIFY(program.waitForFinished());
            QCOMPARE(program.exitCode(), 1);
            QVERIFY(program.readAllStandardError().contains("there is no display"));
        }
        program.start(QStringLiteral(WSAGENT_PROGRAM), QStringList());
        QVERIFY(program.waitForFinished());
        QCOMPARE(program.exitCode(), 0);
        QVERIFY(program.readAllStandardOutput().contains("Usage: "));
    }

    void theDesktopAnswersWithoutADisplay_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("version") << u"--version"_s << 0 << QByteArray("ws-agent-tray ") + wsagent::version;
        QTest::newRow("help") << u"--help"_s << 0 << QByteArray("--require-tray");
        QTest::newRow("a mistake") << u"--colour"_s << 2 << QByteArray("unknown option: --colour");
    }

    void theDesktopAnswersWithoutADisplay()
    {
        QFETCH(QString, option);
        const QString tray = QFileInfo(QStringLiteral(WSAGENT_PROGRAM)).path() + u"/ws-agent-tray"_s;
        if (!QFileInfo::exists(tray))
            QSKIP("ws-agent-tray is not built");
        QProcess program;
        program.setProcessEnvironment(QProcessEnvironment());
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(tray, {option});
        QVERIFY(program.waitForFinished());
        QTEST(program.exitCode(), "exitCode");
        QFETCH(QByteArray, text);
        const QByteArray said = program.readAll();
        QVERIFY2(said.contains(text), said.constData());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestVersion)
#include "tst_version.moc"
