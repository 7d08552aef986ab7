#include "app/supervisor/supervision.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Supervision::Supervision(InstanceSelection user, QString program, QObject *parent)
    : QObject(parent)
    , m_user(std::move(user))
    , m_program(std::move(program))
    , m_place(supervisorPlace(m_user.paths.home, m_user.environment))
    , m_another(200ms)
{
    connect(&m_another, &FileWatcher::changed, this, [this] {
        if (m_mode == Mode::None)
            attach();
    });
}

Supervision::~Supervision() = default;

void Supervision::begin()
{
    if (m_client || attach())
        return;
    becomeOne();
}

bool Supervision::attach()
{
    auto client = SupervisorClient::connectTo(m_place);
    if (!client) {
        if (client.error().kind != ErrorKind::NotFound)
            emit failed({}, client.error());
        return client.error().kind != ErrorKind::NotFound;
    }
    m_client = *std::move(client);
    connect(m_client.get(), &SupervisorClient::profileChanged, this, &Supervision::take);
    connect(m_client.get(), &SupervisorClient::profileRemoved, this, [this](const QString &profile) {
        m_statuses.remove(profile);
        emit removed(profile);
    });
    connect(m_client.get(), &SupervisorClient::lost, this, &Supervision::onLost);
    setMode(m_local ? Mode::Own : Mode::Attached);
    m_client->call({.verb = ControlVerb::Subscribe}, [this](const Result<QJsonObject> &list) {
        if (!list)
            return;
        const QJsonArray profiles = (*list)["profiles"_L1].toArray();
        for (const QJsonValue &profile : profiles)
            take(gatewayStatusFromJson(profile.toObject()));
    });
    return true;
}

void Supervision::becomeOne()
{
    m_isEnding = false;
    auto local = LocalSupervisor::begin(m_user, m_program);
    if (!local) {
        if (local.error().kind != ErrorKind::Conflict || !attach()) // another one was quicker
            emit failed({}, local.error());
        return;
    }
    m_local = *std::move(local);
    connect(m_local.get(), &LocalSupervisor::warned, this, &Supervision::warned);
    connect(m_local.get(), &LocalSupervisor::shutdownWanted, this, &Supervision::end);
    connect(m_local.get(), &LocalSupervisor::ended, this, [this] {
        m_client.reset();
        m_local.release()->deleteLater(); // it is the one that calls
        onLost();
        emit ended();
    });
    attach();
}

/// Its gateways end with it. Whoever ended it did so on purpose, or is told; it is not replaced unasked.
void Supervision::onLost()
{
    if (m_client)
        m_client.release()->deleteLater(); // it is the one that calls
    const QStringList gone = m_statuses.keys();
    m_statuses.clear();
    for (const QString &profile : gone)
        emit removed(profile);
    m_another.watch({m_place.lock});
    setMode(Mode::None);
}

void Supervision::setMode(Mode mode)
{
    if (std::exchange(m_mode, mode) != mode)
        emit modeChanged();
}

void Supervision::take(const GatewayStatus &status)
{
    m_statuses.insert(status.profile, status);
    emit changed(status);
}

void Supervision::change(ControlVerb verb, const QString &profile, int drainMs)
{
    if (!m_client) {
        emit failed(profile, {u"no supervisor runs"_s, u"ws-agent --no-gui"_s, ErrorKind::NotFound});
        return;
    }
    m_client->call({.verb = verb, .profile = profile, .drainMs = drainMs},
                   [this, profile](const Result<QJsonObject> &answer) {
                       if (!answer && !m_isEnding)
                           emit failed(profile, answer.error());
                   });
}

void Supervision::readUsage(Usage usage)
{
    if (!m_client)
        return usage({});
    m_client->call({.verb = ControlVerb::List, .usage = true},
                   [usage = std::move(usage)](const Result<QJsonObject> &list) {
                       QList<QJsonObject> profiles;
                       const QJsonArray rows = list ? (*list)["profiles"_L1].toArray() : QJsonArray();
                       for (const QJsonValue &row : rows)
                           profiles += row.toObject();
                       usage(profiles);
                   });
}

void Supervision::end(std::chrono::milliseconds drain)
{
    m_isEnding = true;
    if (m_local)
        m_local->stopAll(drain);
    else
        emit ended();
}

} // namespace wsagent

#include "moc_supervision.cpp"
