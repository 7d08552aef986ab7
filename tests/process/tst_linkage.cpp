#include "tests/support/testprogram.h"

#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

/// Names of all shared libraries that starting `program` loads, their own needs included.
QStringList librariesOf(const QString &program)
{
    QProcess ldd;
    ldd.start(u"ldd"_s, {program});
    if (!ldd.waitForFinished() || ldd.exitCode() != 0)
        return {};

    QStringList names;
    const QStringList lines = QString::fromUtf8(ldd.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        names.append(QFileInfo(line.trimmed().section(u' ', 0, 0)).fileName());
    return names;
}

/// What a server without a display must not have to install.
QStringList desktopLibraries(const QStringList &names)
{
    static const QRegularExpression desktop(
        u"^lib(Qt6(Gui|Widgets|DBus|OpenGL|Svg)|X11|xcb|xkbcommon|wayland|GL|EGL|GLX|OpenGL|dbus|gtk)\\b.*"_s);
    return names.filter(desktop);
}

} // namespace

/// Looks at the program as the loader does. A server package must not pull in a display library (D1).
class TestLinkage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
#ifndef Q_OS_LINUX
        QSKIP("reads ELF programs with ldd");
#endif
    }

    void commandLineLoadsNothingGraphical()
    {
        const QStringList libraries = librariesOf(QStringLiteral(WSAGENT_PROGRAM));

        QVERIFY2(!libraries.filter(u"libQt6Core.so"_s).isEmpty(), qPrintable(libraries.join(u' ')));
        QCOMPARE(desktopLibraries(libraries), QStringList());
    }

    /// What needs sockets is in a module: most commands end before its libraries would be linked.
    void mostCommandsNeedNoNetwork()
    {
        const QStringList libraries = librariesOf(QStringLiteral(WSAGENT_PROGRAM));
        QCOMPARE(libraries.filter(QRegularExpression(u"^lib(Qt6(Network|WebSockets)|ssl|spdlog)\\b.*"_s)),
                 QStringList());
        const QString module = QFileInfo(QStringLiteral(WSAGENT_PROGRAM)).path() + u"/wsagent_network.so"_s;
        QVERIFY(!librariesOf(module).filter(u"libQt6Network"_s).isEmpty());
        QCOMPARE(desktopLibraries(librariesOf(module)), QStringList());
    }

    /// Where a program is started must not decide what it loads: such a folder may be anybody's.
    void loadsNothingFromTheCurrentFolder()
    {
        const QTemporaryDir folder;
        const QStringList libraries = librariesOf(QStringLiteral(WSAGENT_PROGRAM));
        for (const QString &name : libraries) {
            QFile library(folder.filePath(name));
            QVERIFY(library.open(QIODevice::WriteOnly));
        }
        QProcess program;
        program.setWorkingDirectory(folder.path());
        program.start(QStringLiteral(WSAGENT_PROGRAM), {u"--version"_s});
        QVERIFY(program.waitForFinished());
        QVERIFY2(program.exitCode() == 0, program.readAllStandardError().constData());
    }

    void trayIsRecognisedAsGraphical()
    {
        const QString tray = QFileInfo(QStringLiteral(WSAGENT_PROGRAM)).path() + u"/ws-agent-tray"_s;
        if (!QFileInfo::exists(tray))
            QSKIP("ws-agent-tray is not built");

        const QStringList found = desktopLibraries(librariesOf(tray));

        for (const QString &name : {u"libQt6Gui"_s, u"libQt6Widgets"_s, u"libX11"_s, u"libdbus-1"_s})
            QVERIFY2(!found.filter(name).isEmpty(), qPrintable(name));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestLinkage)
#include "tst_linkage.moc"
