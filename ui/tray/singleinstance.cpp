#include "ui/tray/singleinstance.h"

#include "app/supervisor/supervisorplace.h"
#include "gateway/base/files.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <poll.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int answerPatienceMs = 5000;

} // namespace

/// Beside the supervisor's: there is one of each for a user and a home.
SingleInstance::SingleInstance(const InstanceSelection &user, QObject *parent)
    : QObject(parent)
{
    const SupervisorPlace place = supervisorPlace(user.paths.home, user.environment);
    m_lockFile = QFileInfo(place.lock).absolutePath() + "/tray.lock"_L1;
    m_socket = QFileInfo(place.socket).absolutePath() + "/tray.sock"_L1;
}

SingleInstance::~SingleInstance() = default;

Result<bool> SingleInstance::claim()
{
    if (const auto made = makePrivateDirectory(QFileInfo(m_lockFile).absolutePath()); !made)
        return made.error();
    auto lock = FileLock::acquire(m_lockFile, 0ms);
    if (!lock && lock.error().kind == ErrorKind::Conflict)
        return false;
    if (!lock)
        return lock.error();
    m_lock = *std::move(lock);
    return true;
}

Result<void> SingleInstance::listen()
{
    auto listener = LocalListener::listen(m_socket);
    if (!listener)
        return listener.error();
    m_listener = *std::move(listener);
    connect(m_listener.get(), &LocalListener::accepted, this, &SingleInstance::add);
    return {};
}

void SingleInstance::add(LocalConnection *connection)
{
    connection->setParent(this);
    if (!connection->isOwnUser())
        return connection->deleteLater();
    connect(connection, &LocalConnection::closed, connection, &QObject::deleteLater);
    connect(connection, &LocalConnection::received, this, [this, connection](const QByteArray &line) {
        QStringList arguments;
        const QJsonArray words = QJsonDocument::fromJson(line).object()["arguments"_L1].toArray();
        for (const QJsonValue &word : words)
            arguments += word.toString();
        connection->send("{\"ok\":true}");
        connection->finish();
        emit raised(arguments);
    });
}

Result<void> SingleInstance::handOver(const QStringList &arguments) const
{
    const auto fd = connectLocally(m_socket);
    if (!fd)
        return fd.error();
    const QByteArray line =
        QJsonDocument(QJsonObject{{"arguments"_L1, QJsonArray::fromStringList(arguments)}})
            .toJson(QJsonDocument::Compact) +
        '\n';
    const bool sent = ::write(*fd, line.constData(), size_t(line.size())) == line.size();
    pollfd answer{.fd = *fd, .events = POLLIN, .revents = 0};
    const bool taken = sent && ::poll(&answer, 1, answerPatienceMs) == 1 && (answer.revents & POLLIN) != 0;
    ::close(*fd);
    if (taken)
        return {};
    return Error{u"WsAgent runs already, and does not answer"_s, {}, ErrorKind::Unreachable};
}

} // namespace wsagent
