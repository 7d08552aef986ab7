#include "gateway/instances/bindprobe.h"
#include "gateway/instances/hostprobe.h"
#include "gateway/instances/listenertext.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/socketdiag.h"
#include "tests/support/listening.h"
#include "tests/support/testprogram.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

Listener listener(int port, const QString &address, qint64 pid = 0, const QString &name = {})
{
    return {.port = port,
            .address = address,
            .pid = pid ? std::optional(pid) : std::nullopt,
            .processName = name};
}

QByteArray tcpLine(const QByteArray &local, const QByteArray &state, const QByteArray &inode)
{
    return "   0: " + local + " 00000000:0000 " + state +
           " 00000000:00000000 00:00000000 00000000  1000        0 " + inode + " 1 0000000000000000\n";
}

} // namespace

class TestHostProbe : public QObject
{
    Q_OBJECT

private slots:
    void procTable_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("address"); // empty: passed over
        QTest::addColumn<int>("port");
        QTest::newRow("loopback") << tcpLine("0100007F:4965", "0A", "77") << u"127.0.0.1"_s << 18789;
        QTest::newRow("everywhere") << tcpLine("00000000:0050", "0A", "77") << u"0.0.0.0"_s << 80;
        QTest::newRow("IPv6 loopback")
            << tcpLine("00000000000000000000000001000000:4965", "0A", "77") << u"::1"_s << 18789;
        QTest::newRow("a connection") << tcpLine("0100007F:4965", "01", "77") << QString() << 0;
        QTest::newRow("port 0") << tcpLine("0100007F:0000", "0A", "77") << QString() << 0;
        QTest::newRow("a short address") << tcpLine("01007F:4965", "0A", "77") << QString() << 0;
        QTest::newRow("a heading") << QByteArray("  sl  local_address rem_address   st\n") << QString() << 0;
        QTest::newRow("cut off") << QByteArray("   0: 0100007F:4965 00000000:0000 0A \n") << QString() << 0;
    }
    void procTable()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, address);
        QFETCH(int, port);
        QList<ProcListener> expected;
        if (!address.isEmpty())
            expected += ProcListener{address, port, "77"};
        QCOMPARE(parseProcNetTcp(line), expected);
    }

    /// Both ways to ask the kernel give the same answer, for both families.
    void socketDiag_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("table");
        QTest::newRow("IPv4") << u"127.0.0.1"_s << u"/proc/net/tcp"_s;
        QTest::newRow("IPv6") << u"::1"_s << u"/proc/net/tcp6"_s;
    }
    void socketDiag()
    {
        QFETCH(QString, address);
        QFETCH(QString, table);
        const test::Listening v4;
        const test::Listening v6(in6addr_loopback);
        const int port = (address == "::1"_L1 ? v6 : v4).port();
        if (port == 0)
            QSKIP("this host has no such address");
        const auto listeners = listenersBySocketDiag();
        if (!listeners)
            QSKIP("this kernel has no sock_diag");
        QFile file(table);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto printed = parseProcNetTcp(file.readAll());
        const auto expected = std::find_if(printed.begin(), printed.end(), [&](const ProcListener &one) {
            return one.port == port && one.address == address;
        });
        QVERIFY(expected != printed.end());
        QCOMPARE(std::count(listeners->begin(), listeners->end(), *expected), 1);
    }

    void lsof()
    {
        const auto found = parseLsof("p412\ncsshd\nf3\ntIPv4\nPTCP\nn*:22\nf4\ntIPv6\nPTCP\nn*:22\n"
                                     "p500\ncnode\nf9\ntIPv6\nPTCP\nn[::1]:18789\nf10\ntIPv4\nn127.0.0.1:0\n"
                                     "pxyz\ncbad\ntIPv4\nn*:99\n");
        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].address, u"0.0.0.0"_s);
        QCOMPARE(found[1].address, u"::"_s);
        QCOMPARE(found[2].address, u"::1"_s);
        QCOMPARE(found[2].port, 18789);
        QCOMPARE(found[2].pid, 500);
        QCOMPARE(found[2].processName, u"node"_s);
    }

    void windowsPorts()
    {
        const auto range = parseDynamicPorts("\r\nProtokoll tcp\r\n-----\r\nStartport    : 49152\r\n"
                                             "Anzahl       : 16384\r\n\r\n");
        QVERIFY(range);
        QCOMPARE(range->first, 49152);
        QCOMPARE(range->last, 65535);
        QVERIFY(!parseDynamicPorts("nothing : here"));
        const auto excluded =
            parseExcludedPorts("Start Port    End Port\r\n----------    --------\r\n"
                               "     18780       18879\r\n     50000       50059     *\r\n");
        QCOMPARE(excluded.size(), 2);
        QCOMPARE(excluded[1].last, 50059);
    }

    void realListenerHasAnOwner()
    {
        const test::Listening listening;
        QVERIFY(listening.port() > 0);
        const HostFacts facts =
            collectHostFacts({.home = QDir::homePath(), .ownersOf = {listening.port()}, .gateways = {}});
        const auto found =
            std::find_if(facts.listeners.begin(), facts.listeners.end(), [&](const Listener &l) {
                return l.port == listening.port() && l.address == "127.0.0.1"_L1;
            });
        QVERIFY(found != facts.listeners.end());
        QCOMPARE(found->pid, QCoreApplication::applicationPid());
        QVERIFY2(found->processName == QCoreApplication::applicationName(), qPrintable(found->processName));
        QVERIFY2(found->commandLine.contains(u"tst_hostprobe"_s), qPrintable(found->commandLine));
        QVERIFY(found->profile.isEmpty());
    }

    /// /proc/<pid>/fd names sockets by links that lead nowhere.
    void ownersInTheTablesOfTheKernel()
    {
        QTemporaryDir proc;
        const QString root = proc.path();
        write(root + u"/net/tcp"_s, "  sl  local_address\n" + tcpLine("0100007F:4965", "0A", "77") +
                                        tcpLine("0100007F:4967", "0A", "78"));
        write(root + u"/net/tcp6"_s, tcpLine("00000000000000000000000000000000:4970", "0A", "79"));
        write(root + u"/42/comm"_s, "node\n");
        write(root + u"/42/cmdline"_s, QByteArray("node\0server.js\0", 15));
        QVERIFY(QDir(root).mkpath(u"42/fd"_s));
        for (const QString &inode : {u"76"_s, u"77"_s, u"78"_s})
            QVERIFY(QFile::link(u"socket:[%1]"_s.arg(inode), root + u"/42/fd/"_s + inode));
        write(root + u"/42/fd/file"_s, "no socket");

        const auto found =
            listeningSockets({.home = {}, .ownersOf = {18789, 18800}, .gateways = {}, .procRoot = root});

        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].pid, 42);
        QCOMPARE(found[0].processName, u"node"_s);
        QCOMPARE(found[0].commandLine, u"node server.js"_s);
        QVERIFY2(!found[1].pid, "nobody asked for this one");
        QCOMPARE(found[2].address, u"::"_s);
        QVERIFY2(!found[2].pid, "no process shows this socket");
    }

    void listenersCanBeLeftOut()
    {
        const test::Listening listening;
        QVERIFY(collectHostFacts({.home = QDir::homePath(), .listeners = false}).listeners.isEmpty());
    }

    void rulesOfTheKernel()
    {
        QTemporaryDir proc;
        write(proc.path() + u"/sys/net/ipv4/ip_local_port_range"_s, "20000\t30000\n");
        write(proc.path() + u"/sys/net/ipv4/ip_unprivileged_port_start"_s, "80\n");
        write(proc.path() + u"/self/status"_s, "Name:\tx\nCapEff:\t0000000000000400\n");
        const PortRules rules = portRules({.home = {}, .procRoot = proc.path()});
        QCOMPARE(rules.ephemeral.first, 20000);
        QCOMPARE(rules.ephemeral.last, 30000);
        QCOMPARE(rules.unprivilegedStart, 80);
        QVERIFY(rules.privileged);

        QTemporaryDir nothing;
        const PortRules usual = portRules({.home = {}, .procRoot = nothing.path()});
        QCOMPARE(usual.ephemeral.first, 32768);
        QCOMPARE(usual.unprivilegedStart, 1024);
    }

    void onlyOwnVariables()
    {
        QProcessEnvironment environment;
        environment.insert(u"WS_AGENT_PROFILE"_s, u"x"_s);
        environment.insert(u"SECRET"_s, u"y"_s);
        const HostFacts facts =
            collectHostFacts({.home = {}, .environment = environment, .listeners = false});
        QCOMPARE(facts.environment.size(), 1);
    }

    void bindStates()
    {
        const test::Listening loopback;
        QCOMPARE(probePort(loopback.port()), BindState::Busy);
        const test::Listening everywhere(test::Listening::everywhere);
        QCOMPARE(probePort(everywhere.port()), BindState::Busy);
        int freed = 0;
        {
            const test::Listening gone;
            freed = gone.port();
        }
        QCOMPARE(probePort(freed), BindState::Free);
        QCOMPARE(probePort(0), BindState::Unknown);
        QCOMPARE(probePort(65536), BindState::Unknown);
    }

    /// "localhost" may lead to any of them.
    void aListenerOnIpv6IsInTheWay()
    {
        const test::Listening loopback(in6addr_loopback);
        const test::Listening bothFamilies(in6addr_any);
        if (loopback.port() == 0 || bothFamilies.port() == 0)
            QSKIP("this host has no IPv6");
        QCOMPARE(probePort(loopback.port()), BindState::Busy);
        QCOMPARE(probePort(bothFamilies.port()), BindState::Busy);
    }

    void ownersByName_data()
    {
        QTest::addColumn<Listener>("given");
        QTest::addColumn<QString>("profile");
        Listener browser = listener(18801, u"127.0.0.1"_s, 900, u"chromium"_s);
        browser.commandLine = u"chromium --user-data-dir=/home/u/.ws-agent-main/browser/p"_s;
        QTest::newRow("the gateway") << listener(18789, {}, 100) << u"main"_s;
        QTest::newRow("its child") << listener(5000, {}, 101) << u"main"_s;
        QTest::newRow("a gateway below a gateway") << listener(19789, {}, 200) << u"rescue"_s;
        QTest::newRow("child of the lower one") << listener(5001, {}, 201) << u"rescue"_s;
        QTest::newRow("a browser that let go") << browser << u"main"_s;
        QTest::newRow("hidden owner, bound port") << listener(18789, {}) << u"main"_s;
        QTest::newRow("hidden owner, other port") << listener(80, {}) << QString();
        QTest::newRow("a stranger") << listener(18789, {}, 999) << QString();
        QTest::newRow("parents in a circle") << listener(7, {}, 300) << QString();
    }
    void ownersByName()
    {
        QFETCH(Listener, given);
        const QList<RunningGateway> gateways{
            {.name = u"main"_s, .stateDir = u"/home/u/.ws-agent-main"_s, .pid = 100, .ports = {18789}},
            {.name = u"rescue"_s, .stateDir = u"/home/u/.ws-agent-rescue"_s, .pid = 200, .ports = {19789}}};
        const QHash<qint64, qint64> parents{{101, 100}, {200, 101}, {201, 200}, {300, 301}, {301, 300}};
        QList<Listener> listeners{given};
        nameOwners(listeners, gateways, [&parents](qint64 pid) {
            return parents.contains(pid) ? std::optional(parents.value(pid)) : std::nullopt;
        });
        QTEST(listeners.first().profile, "profile");
    }

    void processes()
    {
        const qint64 self = QCoreApplication::applicationPid();
        QVERIFY(processExists(self));
        QCOMPARE(processParent(self), qint64(::getppid()));
        QVERIFY(processStartTime(self));
        QCOMPARE(processStartTime(self), processStartTime(self));
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        siginfo_t info = {};
        QCOMPARE(::waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT), 0);
        QVERIFY2(!processExists(child), "one that ended is gone, though nobody asked how");
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(!processExists(child));
    }

private:
    static void write(const QString &path, const QByteArray &content)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestHostProbe)
#include "tst_hostprobe.moc"
