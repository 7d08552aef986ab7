#include "app/platform/servicenotifier.h"
#include "tests/support/testprogram.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// What systemd is to a service.
class Manager
{
public:
    explicit Manager(const QByteArray &name)
        : m_descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
        if (name.startsWith('@'))
            address.sun_path[0] = '\0';
        const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + size_t(name.size()));
        if (::bind(m_descriptor, reinterpret_cast<const sockaddr *>(&address), length) != 0)
            qFatal("cannot listen");
        qputenv("NOTIFY_SOCKET", name);
    }
    ~Manager() { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(Manager)

    /// What was said since it was last asked.
    QByteArrayList heard() const
    {
        QByteArrayList messages;
        char text[512];
        for (ssize_t size = 0; (size = ::recv(m_descriptor, text, sizeof text, 0)) > 0;)
            messages += QByteArray(text, qsizetype(size));
        return messages;
    }

private:
    int m_descriptor;
};

} // namespace

class TestServiceNotifier : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            qunsetenv(name);
    }

    void speaks_data()
    {
        QTest::addColumn<QByteArray>("socket");
        QTest::newRow("a path") << m_directory.filePath(u"notify"_s).toLocal8Bit();
        QTest::newRow("a name without a path")
            << QByteArray("@wsagent-test-") + QByteArray::number(QCoreApplication::applicationPid());
    }
    void speaks()
    {
        QFETCH(QByteArray, socket);
        const Manager manager(socket);
        ServiceNotifier notifier;
        QVERIFY(notifier.isHeard());
        QVERIFY(!qEnvironmentVariableIsSet("NOTIFY_SOCKET"));
        notifier.ready(u"port 1\nX=2"_s);
        notifier.reloading();
        notifier.stopping();
        const QByteArrayList heard = manager.heard();
        QCOMPARE(heard.size(), 3);
        QCOMPARE(heard[0], "READY=1\nMAINPID=" + QByteArray::number(QCoreApplication::applicationPid()) +
                               "\nSTATUS=port 1 X=2");
        QVERIFY(heard[1].startsWith("RELOADING=1\nMONOTONIC_USEC="));
        QCOMPARE(heard[2], QByteArray("STOPPING=1"));
    }

    void givesASignOfLife_data()
    {
        QTest::addColumn<QByteArray>("pid");
        QTest::addColumn<bool>("wanted");
        QTest::newRow("of whoever runs") << QByteArray() << true;
        QTest::newRow("of this process") << QByteArray::number(QCoreApplication::applicationPid()) << true;
        QTest::newRow("of another process") << QByteArray("1") << false;
    }
    void givesASignOfLife()
    {
        QFETCH(QByteArray, pid);
        QFETCH(bool, wanted);
        const Manager manager(m_directory.filePath(u"watch%1"_s.arg(pid.size())).toLocal8Bit());
        qputenv("WATCHDOG_USEC", "20000");
        if (!pid.isEmpty())
            qputenv("WATCHDOG_PID", pid);
        const ServiceNotifier notifier;
        QVERIFY(!qEnvironmentVariableIsSet("WATCHDOG_USEC"));
        QCOMPARE(notifier.givesSignsOfLife(), wanted);
        if (!wanted)
            return;
        QByteArrayList heard;
        QTRY_VERIFY((heard += manager.heard()).size() >= 2);
        QCOMPARE(heard.first(), QByteArray("WATCHDOG=1"));
    }

    void nobodyListens_data()
    {
        QTest::addColumn<QByteArray>("socket");
        QTest::newRow("no variable") << QByteArray();
        QTest::newRow("nobody there") << QByteArray("/nonexistent/notify");
        QTest::newRow("longer than a path can be") << QByteArray(500, 'x');
    }
    void nobodyListens()
    {
        QFETCH(QByteArray, socket);
        if (!socket.isEmpty())
            qputenv("NOTIFY_SOCKET", socket);
        ServiceNotifier notifier;
        QCOMPARE(notifier.isHeard(), !socket.isEmpty());
        notifier.ready({});
        notifier.stopping();
    }

private:
    QTemporaryDir m_directory;
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceNotifier)
#include "tst_servicenotifier.moc"
