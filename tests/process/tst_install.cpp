#include "tests/support/testprogram.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

/// Puts the files of one package into an empty folder.
bool install(const QString &component, const QString &prefix)
{
    QProcess cmake;
    cmake.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    cmake.start(QStringLiteral(WSAGENT_CMAKE), {u"--install"_s, QStringLiteral(WSAGENT_BUILD_DIR),
                                                u"--component"_s, component, u"--prefix"_s, prefix});
    return cmake.waitForFinished() && cmake.exitCode() == 0;
}

QStringList filesBelow(const QString &folder)
{
    QStringList files;
    QDirIterator entries(folder, QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext())
        files.append(QDir(folder).relativeFilePath(entries.next()));
    return files;
}

} // namespace

class TestInstall : public QObject
{
    Q_OBJECT

private slots:
    void serverRunsFromWhereItIsPut()
    {
        const QTemporaryDir prefix;
        QVERIFY(install(u"server"_s, prefix.path()));

        QProcess program;
        program.start(prefix.filePath(u"bin/ws-agent"_s), {u"--version"_s});

        QVERIFY2(program.waitForFinished(), qPrintable(program.errorString()));
        QCOMPARE(program.exitCode(), 0);
    }

    /// The keychain module, which the program loads, is found from where both are put.
    void keychainModuleIsFound()
    {
        if (!QStringLiteral(WSAGENT_COMPONENTS).contains(u"keychain"))
            QSKIP("configured with WSAGENT_KEYCHAIN=OFF");
        const QTemporaryDir prefix;
        const QTemporaryDir home;
        QVERIFY(install(u"server"_s, prefix.path()));

        QProcess program;
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, home.path());
        environment.insert(u"WS_AGENT_SECRET_STORE"_s, u"keychain"_s);
        program.setProcessEnvironment(environment);
        program.start(prefix.filePath(u"bin/ws-agent"_s), {u"secrets"_s, u"store"_s, u"list"_s});

        QVERIFY2(program.waitForFinished(), qPrintable(program.errorString()));
        const QByteArray error = program.readAllStandardError();
        QVERIFY2(program.exitCode() == 0, error.constData());
        QVERIFY(program.readAllStandardOutput().contains("the keychain"));
    }

    void networkModuleIsFound()
    {
        const QTemporaryDir prefix;
        const QTemporaryDir home;
        QVERIFY(install(u"server"_s, prefix.path()));

        QProcess program;
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, home.path());
        program.setProcessEnvironment(environment);
        program.start(prefix.filePath(u"bin/ws-agent"_s), {u"gateway"_s});

        QVERIFY2(program.waitForFinished(), qPrintable(program.errorString()));
        const QByteArray error = program.readAllStandardError();
        QVERIFY2(error.contains("is not set up"), error.constData());
    }

    void theLeashIsWhereTheProgramsLook()
    {
#ifndef Q_OS_LINUX
        QSKIP("only Linux has the keeper");
#endif
        const QTemporaryDir prefix;
        QVERIFY(install(u"server"_s, prefix.path()));
        const QStringList found = filesBelow(prefix.path()).filter(u"ws-agent/ws-agent-leash"_s);
        QCOMPARE(found.size(), 1);
        QVERIFY(QFileInfo(prefix.filePath(found.first())).isExecutable());
    }

    void packagesShareNoFile()
    {
        const QTemporaryDir server;
        const QTemporaryDir desktop;
        QVERIFY(install(u"server"_s, server.path()));
        QVERIFY(install(u"desktop"_s, desktop.path()));

        for (const QString &file : filesBelow(server.path()))
            QVERIFY2(!QFile::exists(desktop.filePath(file)), qPrintable(file));
    }

    void desktopBringsProgramEntryAndIcon()
    {
        if (!QStringLiteral(WSAGENT_COMPONENTS).contains(u"desktop"))
            QSKIP("configured with WSAGENT_UI=OFF");
        const QTemporaryDir prefix;
        QVERIFY(install(u"desktop"_s, prefix.path()));

        const QStringList files = filesBelow(prefix.path());
        QVERIFY(files.contains(u"bin/ws-agent-tray"_s));
        QVERIFY(files.contains(u"share/applications/ws-agent.desktop"_s));
        QVERIFY(files.contains(u"share/icons/hicolor/scalable/apps/ws-agent.svg"_s));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestInstall)
#include "tst_install.moc"
