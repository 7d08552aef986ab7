// What a gateway costs: time to be there, memory, wake-ups, and answers in a second.
#include "tests/support/blockingclient.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>

#include <csignal>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::BlockingClient;

namespace {

constexpr int firstPort = 28'789;
constexpr int portsApart = 200;

/// A home with profiles that are set up, p0 and so on.
class Home
{
public:
    explicit Home(int profiles)
    {
        environment.insert(u"HOME"_s, m_directory.path());
        environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
        for (int i = 0; i < profiles; ++i) {
            QProcess setUp;
            setUp.setProcessEnvironment(environment);
            setUp.start(QStringLiteral(WSAGENT_PROGRAM), {u"--profile"_s, u"p%1"_s.arg(i), u"setup"_s,
                                                          u"--port"_s, QString::number(portOf(i))});
            if (!setUp.waitForFinished() || setUp.exitCode() != 0)
                qFatal("p%d cannot be set up", i);
        }
    }

    static int portOf(int profile) { return firstPort + profile * portsApart; }
    QByteArray token(int profile) const
    {
        QFile config(m_directory.filePath(u".ws-agent-p%1/ws-agent.json"_s.arg(profile)));
        if (!config.open(QIODevice::ReadOnly))
            return {};
        return QJsonDocument::fromJson(config.readAll())["gateway"_L1]["auth"_L1]["token"_L1]
            .toString()
            .toLatin1();
    }

    QProcessEnvironment environment;

private:
    QTemporaryDir m_directory;
};

bool isLive(int port)
{
    BlockingClient client(port);
    return client.isConnected() && client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") &&
           client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 200");
}

QByteArray healthRequest()
{
    return test::ClientFrame{.payload = R"({"type":"req","id":"health-call","method":"health","params":{}})"}
        .bytes();
}

bool asksHealth(BlockingClient &client)
{
    client.forget();
    return client.send(healthRequest()) && client.readUntil("\"health-call\"").contains("\"health-call\"");
}

class GatewayProcess
{
public:
    GatewayProcess(const Home &home, int profile)
    {
        m_process.setProcessEnvironment(home.environment);
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_clock.start();
        m_process.start(QStringLiteral(WSAGENT_PROGRAM),
                        {u"--profile"_s, u"p%1"_s.arg(profile), u"gateway"_s});
        while (!isLive(Home::portOf(profile)) && m_clock.elapsed() < 10'000)
            ::usleep(100);
        m_readyMs = sinceStart();
    }
    ~GatewayProcess()
    {
        ::kill(pid_t(m_process.processId()), SIGTERM);
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(GatewayProcess)

    double readyMs() const { return m_readyMs; }
    double sinceStart() const { return double(m_clock.nsecsElapsed()) / 1e6; }

    /// From smaps_rollup, in KiB.
    qint64 memory(const QByteArray &what) const { return number(u"smaps_rollup"_s, what); }
    qint64 wakeUps() const { return number(u"status"_s, "voluntary_ctxt_switches:"); }

private:
    qint64 number(const QString &name, const QByteArray &what) const
    {
        QFile file(u"/proc/%1/%2"_s.arg(m_process.processId()).arg(name));
        if (!file.open(QIODevice::ReadOnly))
            return -1;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith(what))
                return line.mid(what.size()).trimmed().split(' ').first().toLongLong();
        }
        return -1;
    }

    QProcess m_process;
    QElapsedTimer m_clock;
    double m_readyMs = 0;
};

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

void row(const char *what, const QString &figure)
{
    std::printf("| %s | %s |\n", what, qPrintable(figure));
    std::fflush(stdout);
}

QString spread(const QList<double> &values)
{
    return u"%1 ms (median of %2; %3 … %4)"_s.arg(median(values), 0, 'f', 1)
        .arg(values.size())
        .arg(*std::min_element(values.begin(), values.end()), 0, 'f', 1)
        .arg(*std::max_element(values.begin(), values.end()), 0, 'f', 1);
}

QString mebibytes(qint64 kibibytes)
{
    return u"%1 MiB"_s.arg(double(kibibytes) / 1024, 0, 'f', 1);
}

void measureStarts(const Home &home)
{
    QList<double> live;
    QList<double> asked;
    for (int i = 0; i < 40; ++i) {
        const GatewayProcess gateway(home, 0);
        live += gateway.readyMs();
    }
    for (int i = 0; i < 40; ++i) {
        const GatewayProcess gateway(home, 0);
        BlockingClient client(Home::portOf(0));
        if (client.logIn(home.token(0)) && asksHealth(client))
            asked += gateway.sinceStart();
    }
    row("process start to first 200 on /healthz", spread(live));
    row("process start to first answer of `health`, after login", spread(asked));
}

/// Nobody else runs one, so that libraries are not shared: the worst case.
void measureAlone(const Home &home)
{
    const GatewayProcess gateway(home, 0);
    QThread::sleep(2);
    row("idle memory of one: RSS, PSS, private dirty", mebibytes(gateway.memory("Rss:")) + u", "_s +
                                                           mebibytes(gateway.memory("Pss:")) + u", "_s +
                                                           mebibytes(gateway.memory("Private_Dirty:")));
    const qint64 before = gateway.wakeUps();
    QThread::sleep(60);
    row("idle wake-ups in 60 s, nobody connected", QString::number(gateway.wakeUps() - before));
}

void measureTen(const Home &home)
{
    std::vector<std::unique_ptr<GatewayProcess>> gateways;
    for (int i = 0; i < 10; ++i)
        gateways.push_back(std::make_unique<GatewayProcess>(home, i));
    QThread::sleep(2);
    qint64 pss = 0;
    qint64 dirty = 0;
    for (const auto &gateway : gateways) {
        pss += gateway->memory("Pss:");
        dirty += gateway->memory("Private_Dirty:");
    }
    row("idle memory of ten together: PSS, private dirty", mebibytes(pss) + u", "_s + mebibytes(dirty));
}

void measureConnections(const Home &home)
{
    const GatewayProcess gateway(home, 0);
    const QByteArray token = home.token(0);
    std::vector<std::unique_ptr<BlockingClient>> clients;
    const auto connect = [&](int count) {
        for (int i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<BlockingClient>(Home::portOf(0)));
            if (!clients.back()->logIn(token))
                qFatal("a client is not let in");
            clients.back()->forget();
        }
    };
    connect(10); // what is made for the first of them is not theirs alone
    const qint64 dirty = gateway.memory("Private_Dirty:");
    connect(1000);
    row("memory of an idle connection, at 1 000",
        u"%1 KiB"_s.arg(double(gateway.memory("Private_Dirty:") - dirty) / 1000, 0, 'f', 1));

    constexpr int calls = 5000;
    QList<double> times;
    QElapsedTimer all;
    all.start();
    for (int i = 0; i < calls; ++i) {
        QElapsedTimer one;
        one.start();
        if (!asksHealth(*clients.front()))
            qFatal("health is not answered");
        times += double(one.nsecsElapsed()) / 1e6;
    }
    std::sort(times.begin(), times.end());
    row("`health` one after the other, 1 000 connected: p50, p99",
        u"%1 ms, %2 ms (%3 in a second)"_s.arg(times.at(calls / 2), 0, 'f', 3)
            .arg(times.at(calls * 99 / 100), 0, 'f', 3)
            .arg(double(calls) * 1000 / double(all.elapsed()), 0, 'f', 0));
}

/// A hundred at once, again and again.
void measurePipelined(const Home &home)
{
    constexpr int together = 100;
    constexpr int rounds = 300;
    const GatewayProcess gateway(home, 0);
    BlockingClient client(Home::portOf(0));
    if (!client.logIn(home.token(0)))
        qFatal("the client is not let in");
    const QByteArray last =
        test::ClientFrame{.payload = R"({"type":"req","id":"the-last","method":"health","params":{}})"}
            .bytes();
    const QByteArray batch = healthRequest().repeated(together - 1) + last;
    QElapsedTimer all;
    all.start();
    for (int i = 0; i < rounds; ++i) {
        client.forget();
        if (!client.send(batch) || !client.readUntil("\"the-last\"").contains("\"the-last\""))
            qFatal("health is not answered");
    }
    row("`health`, a hundred at once",
        u"%1 in a second"_s.arg(double(together) * rounds * 1000 / double(all.elapsed()), 0, 'f', 0));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const Home home(10);
    measureStarts(home);
    measureAlone(home);
    measureTen(home);
    measureConnections(home);
    measurePipelined(home);
    return 0;
}
