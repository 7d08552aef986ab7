// How long a supervisor takes until all of its gateways are ready, and what it takes itself.
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

constexpr int firstBase = 11'000;
constexpr int blockSize = 130; // ports of one instance, and the space that is to be between two

qint64 numberIn(const QString &path, const QByteArray &what)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith(what))
            return line.mid(what.size()).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

qint64 pssOf(qint64 pid)
{
    return numberIn(u"/proc/%1/smaps_rollup"_s.arg(pid), "Pss:");
}

qint64 wakeUpsOf(qint64 pid)
{
    return numberIn(u"/proc/%1/status"_s.arg(pid), "voluntary_ctxt_switches:");
}

void makeFleet(const QString &home, int size)
{
    for (int i = 0; i < size; ++i) {
        const QString directory = u"%1/.ws-agent-p%2"_s.arg(home).arg(i);
        QDir().mkpath(directory);
        QFile config(directory + u"/ws-agent.json"_s);
        if (!config.open(QIODevice::WriteOnly))
            continue;
        config.write(u"{gateway: {mode: \"local\", port: %1, auth: {mode: \"token\", token: "
                     "\"a-token-for-the-benchmark-%2\"}}, browser: {enabled: false}}\n"_s
                         .arg(firstBase + i * blockSize)
                         .arg(i)
                         .toUtf8());
        config.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
}

struct Fleet
{
    QProcess supervisor;
    QList<qint64> gateways;
    double readyMs = 0;
    int serving = 0;
};

void start(Fleet &fleet, const QString &home)
{
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, home);
    environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    fleet.supervisor.setProcessEnvironment(environment);
    fleet.supervisor.setStandardErrorFile(QProcess::nullDevice());
    QElapsedTimer clock;
    clock.start();
    fleet.supervisor.start(QStringLiteral(WSAGENT_PROGRAM), {u"--no-gui"_s, u"--json"_s});
    while (fleet.supervisor.waitForReadyRead(60'000)) {
        while (fleet.supervisor.canReadLine()) {
            const QJsonObject json = QJsonDocument::fromJson(fleet.supervisor.readLine()).object();
            if (json["state"_L1] == "running"_L1)
                fleet.gateways += json["pid"_L1].toInteger();
            if (!json["settled"_L1].toBool())
                continue;
            fleet.readyMs = double(clock.nsecsElapsed()) / 1e6;
            fleet.serving = json["serving"_L1].toInt();
            return;
        }
    }
}

/// How long somebody waits who asks for the state of one of them, and of its neighbours.
double statusMs(const QProcessEnvironment &environment)
{
    constexpr int runs = 20;
    QElapsedTimer clock;
    for (int i = 0; i <= runs; ++i) {
        if (i == 1)
            clock.start(); // the first one warms up
        QProcess status;
        status.setProcessEnvironment(environment);
        status.setStandardOutputFile(QProcess::nullDevice());
        status.setStandardErrorFile(QProcess::nullDevice());
        status.start(QStringLiteral(WSAGENT_PROGRAM), {u"--profile"_s, u"p0"_s, u"status"_s});
        status.waitForFinished();
    }
    return double(clock.nsecsElapsed()) / 1e6 / runs;
}

bool measure(int size)
{
    const QTemporaryDir home;
    makeFleet(home.path(), size);
    Fleet fleet;
    start(fleet, home.path());
    QThread::sleep(2);
    const qint64 pid = fleet.supervisor.processId();
    qint64 all = pssOf(pid);
    for (const qint64 gateway : std::as_const(fleet.gateways))
        all += pssOf(gateway);
    const qint64 before = wakeUpsOf(pid);
    QThread::sleep(20);
    const qint64 wakeUps = wakeUpsOf(pid) - before;
    const double status = statusMs(fleet.supervisor.processEnvironment());
    std::printf("| %d | %.0f ms | %.1f MiB | %lld | %.1f MiB | %.1f ms |\n", size, fleet.readyMs,
                double(pssOf(pid)) / 1024, static_cast<long long>(wakeUps), double(all) / 1024, status);
    std::fflush(stdout);
    fleet.supervisor.terminate();
    fleet.supervisor.waitForFinished(60'000);
    return fleet.serving == size;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::puts(
        "| Profiles | Until all are ready | Supervisor (PSS) | its wake-ups in 20 s | All together (PSS) | "
        "`status` |\n"
        "| ---: | ---: | ---: | ---: | ---: | ---: |");
    bool all = true;
    for (const int size : {1, 10, 100})
        all = measure(size) && all;
    return all ? 0 : 1;
}
