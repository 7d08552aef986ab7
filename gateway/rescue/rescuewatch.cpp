#include "gateway/rescue/rescuewatch.h"

#include "gateway/instances/runtimefile.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// With one look that is lost, and one answer that is waited for, a dead gateway is noticed within five
/// seconds.
constexpr auto interval = 2s;
constexpr auto longestCommand = 1min;
constexpr qsizetype longestAnswer = 16 * 1024;

constexpr char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

} // namespace

RescueWatch::RescueWatch(const QStringList &profiles,
                         std::function<QString(const QString &profile)> stateDirOf, QObject *parent)
    : QObject(parent)
    , m_stateDirOf(std::move(stateDirOf))
{
    for (const QString &profile : profiles) {
        m_watched.push_back(std::make_unique<Watched>());
        m_watched.back()->profile = profile;
    }
    m_clock.start();
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RescueWatch::lookAtAll);
    m_timer.start(interval);
}

RescueWatch::~RescueWatch()
{
    for (const auto &watched : m_watched) {
        if (watched->probe)
            watched->probe->disconnect(this);
    }
}

RescueWatch::Watched *RescueWatch::find(const QString &profile) const
{
    for (const auto &watched : m_watched) {
        if (watched->profile == profile)
            return watched.get();
    }
    return nullptr;
}

WatchCondition RescueWatch::condition(const QString &profile) const
{
    const Watched *watched = find(profile);
    return watched ? watched->state.condition() : WatchCondition::Unknown;
}

void RescueWatch::excuse(const QString &profile)
{
    if (Watched *watched = find(profile))
        watched->state.excuseEnds(std::chrono::milliseconds(m_clock.elapsed()) + longestCommand);
}

void RescueWatch::lookAtAll()
{
    for (const auto &watched : m_watched) {
        if (watched->probe)
            finish(*watched); // has not answered since the last look
        begin(*watched);
    }
}

void RescueWatch::begin(Watched &watched)
{
    watched.seen = {};
    if (watched.stateDir.isEmpty())
        watched.stateDir = m_stateDirOf(watched.profile);
    const auto runtime = readRuntimeFile(watched.stateDir);
    watched.seen.endedOrderly = !runtime;
    if (watched.stateDir.isEmpty() || !runtime || !isAlive(*runtime))
        return finish(watched);
    watched.seen.pid = runtime->pid;
    ask(watched, quint16(runtime->port), !runtime->tlsFingerprint.isEmpty());
}

/// One that speaks TLS is only called, not asked: that it takes the call tells that it lives.
void RescueWatch::ask(Watched &watched, quint16 port, bool isEncrypted)
{
    watched.probe = std::make_unique<QTcpSocket>();
    QTcpSocket *socket = watched.probe.get();
    connect(socket, &QAbstractSocket::connected, this, [this, socket, &watched, isEncrypted] {
        if (!isEncrypted) {
            socket->write(request);
            return;
        }
        watched.seen.answers = true;
        finish(watched);
    });
    connect(socket, &QIODevice::readyRead, this, [this, socket, &watched] {
        if (socket->bytesAvailable() > longestAnswer)
            finish(watched);
    });
    connect(socket, &QAbstractSocket::disconnected, this, [this, socket, &watched] {
        const QByteArray answer = socket->readAll();
        watched.seen.answers = answer.startsWith("HTTP/1.1 ");
        const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
        for (const QJsonValue &failing : QJsonDocument::fromJson(body)["failing"_L1].toArray())
            watched.seen.failing += failing.toString().left(100);
        finish(watched);
    });
    connect(socket, &QAbstractSocket::errorOccurred, this,
            [this, &watched](QAbstractSocket::SocketError error) {
                if (error != QAbstractSocket::RemoteHostClosedError) // `disconnected` follows that one
                    finish(watched);
            });
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
}

void RescueWatch::finish(Watched &watched)
{
    if (watched.probe) {
        watched.probe->disconnect(this);
        watched.probe.release()->deleteLater(); // it may be the one that calls
    }
    const auto text =
        watched.state.look(watched.seen, std::chrono::milliseconds(m_clock.elapsed()), watched.profile);
    if (text)
        emit noticed(watched.profile, *text);
}

} // namespace wsagent
