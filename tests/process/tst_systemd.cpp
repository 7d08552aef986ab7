#include "tests/support/testprogram.h"

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;

/// A whole machine with its own systemd, which takes minutes and rights that few have. It is run where
/// somebody has prepared one:
///     fresh-machine.sh make DIR
///     WSAGENT_FRESH_MACHINE=DIR WSAGENT_FRESH_MACHINE_TOOL=…/fresh-machine.sh ctest -R tst_systemd
/// The libraries of ws-agent have to be installed in it, see CONTRIBUTING.md.
class TestSystemd : public QObject
{
    Q_OBJECT

private slots:
    void servicesOnARealSystemd()
    {
        const QString machine = qEnvironmentVariable("WSAGENT_FRESH_MACHINE");
        const QString tool = qEnvironmentVariable("WSAGENT_FRESH_MACHINE_TOOL");
        if (machine.isEmpty() || !QFileInfo(tool).isExecutable())
            QSKIP("no machine was prepared (WSAGENT_FRESH_MACHINE, WSAGENT_FRESH_MACHINE_TOOL)");
        if (::geteuid() != 0 || QStandardPaths::findExecutable(u"systemd-nspawn"_s).isEmpty())
            QSKIP("booting a machine needs root and systemd-nspawn");

        QCOMPARE(QProcess::execute(QStringLiteral(WSAGENT_CMAKE),
                                   {u"--install"_s, QStringLiteral(WSAGENT_BUILD_DIR), u"--component"_s,
                                    u"server"_s, u"--prefix"_s, machine + u"/usr/local"_s}),
                 0);
        QProcess script;
        script.setProcessChannelMode(QProcess::ForwardedChannels);
        script.start(QStringLiteral(WSAGENT_SOURCE_DIR "/tests/support/systemdmachine.sh"),
                     {tool, machine, u"/usr/local"_s});
        QVERIFY(script.waitForFinished(600'000));
        QCOMPARE(script.exitCode(), 0);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSystemd)
#include "tst_systemd.moc"
