#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>

#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr quint16 port = 28'789;

/// Asks with as little of its own as possible; true for an answer of 200.
bool isLive()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    char answer[64] = {};
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    if (connected) {
        const char request[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        [[maybe_unused]] const auto written = ::write(fd, request, sizeof request - 1);
        [[maybe_unused]] const auto got = ::read(fd, answer, sizeof answer - 1);
    }
    ::close(fd);
    return connected && QByteArrayView(answer).startsWith("HTTP/1.1 200");
}

class GatewayProcess
{
public:
    explicit GatewayProcess(const QProcessEnvironment &environment)
    {
        m_process.setProcessEnvironment(environment);
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        QElapsedTimer clock;
        clock.start();
        m_process.start(QStringLiteral(WSAGENT_PROGRAM), {u"gateway"_s});
        while (!isLive() && clock.elapsed() < 10'000)
            ::usleep(100);
        m_readyMs = double(clock.nsecsElapsed()) / 1e6;
    }
    ~GatewayProcess()
    {
        ::kill(pid_t(m_process.processId()), SIGTERM);
        m_process.waitForFinished();
    }

    double readyMs() const { return m_readyMs; }

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
    double m_readyMs = 0;
};

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

QByteArray clientFrame(const QByteArray &text)
{
    QByteArray frame("\x81");
    frame += char(0x80 | 126);
    frame += char(text.size() >> 8);
    frame += char(text.size() & 0xff);
    return frame + QByteArray(4, '\0') + text; // a mask of zeros changes nothing
}

bool readUntil(QTcpSocket &socket, const QByteArray &text)
{
    QByteArray received;
    while (!received.contains(text)) {
        if (!socket.waitForReadyRead(5000))
            return false;
        received += socket.readAll();
    }
    return true;
}

/// A client that is logged in and does nothing.
std::unique_ptr<QTcpSocket> idleClient(const QString &token)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    socket->write("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const QJsonObject client{
        {"id"_L1, u"cli"_s}, {"mode"_L1, u"cli"_s}, {"version"_L1, u"1"_s}, {"platform"_L1, u"linux"_s}};
    const QJsonObject connect{{"type"_L1, u"req"_s},
                              {"id"_L1, u"1"_s},
                              {"method"_L1, u"connect"_s},
                              {"params"_L1, QJsonObject{{"minProtocol"_L1, 4},
                                                        {"maxProtocol"_L1, 4},
                                                        {"client"_L1, client},
                                                        {"auth"_L1, QJsonObject{{"token"_L1, token}}}}}};
    if (!readUntil(*socket, "connect.challenge"))
        return nullptr;
    socket->write(clientFrame(QJsonDocument(connect).toJson(QJsonDocument::Compact)));
    return readUntil(*socket, "hello-ok") ? std::move(socket) : nullptr;
}

double healthCallsPerSecond(QTcpSocket &socket, QList<double> &milliseconds)
{
    const QByteArray request =
        clientFrame(R"({"type":"req","id":"health-call","method":"health","params":{"pad":")" +
                    QByteArray(100, 'x') + R"("}})");
    QElapsedTimer all;
    all.start();
    for (int i = 0; i < 5000; ++i) {
        QElapsedTimer one;
        one.start();
        socket.write(request);
        socket.flush();
        if (!readUntil(socket, "health-call"))
            return 0;
        milliseconds += double(one.nsecsElapsed()) / 1e6;
    }
    return 5000.0 / (double(all.elapsed()) / 1000);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir home;
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    QProcess setUp;
    setUp.setProcessEnvironment(environment);
    setUp.start(QStringLiteral(WSAGENT_PROGRAM), {u"setup"_s, u"--port"_s, QString::number(port)});
    if (!setUp.waitForFinished() || setUp.exitCode() != 0)
        return 1;
    QFile config(home.filePath(u".ws-agent/ws-agent.json"_s));
    if (!config.open(QIODevice::ReadOnly))
        return 1;
    const QString token =
        QJsonDocument::fromJson(config.readAll())["gateway"_L1]["auth"_L1]["token"_L1].toString();

    QList<double> starts;
    for (int i = 0; i < 40; ++i)
        starts += GatewayProcess(environment).readyMs();
    std::printf("| process start to first 200 on /healthz | %.1f ms (median of %d; %.1f … %.1f) |\n",
                median(starts), int(starts.size()), *std::min_element(starts.begin(), starts.end()),
                *std::max_element(starts.begin(), starts.end()));

    const GatewayProcess gateway(environment);
    QThread::sleep(2);
    std::printf("| idle memory: PSS, private dirty | %.1f MiB, %.1f MiB |\n",
                double(gateway.memory("Pss:")) / 1024, double(gateway.memory("Private_Dirty:")) / 1024);
    const qint64 before = gateway.wakeUps();
    QThread::sleep(60);
    std::printf("| idle wake-ups in 60 s, nobody connected | %lld |\n", gateway.wakeUps() - before);

    const qint64 dirty = gateway.memory("Private_Dirty:");
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    for (int i = 0; i < 1000; ++i) {
        clients.push_back(idleClient(token));
        if (!clients.back())
            return 1;
    }
    const qint64 more = gateway.memory("Private_Dirty:") - dirty;
    std::printf("| memory of an idle connection, at 1 000 | %.1f KiB |\n", double(more) / 1000);

    QList<double> calls;
    const double rate = healthCallsPerSecond(*clients.front(), calls);
    std::sort(calls.begin(), calls.end());
    std::printf("| health, one after the other: p50, p99 | %.3f ms, %.3f ms (%.0f in a second) |\n",
                calls.at(calls.size() / 2), calls.at(calls.size() * 99 / 100), rate);
    return 0;
}
