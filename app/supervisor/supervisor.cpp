#include "app/supervisor/supervisor.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

Supervisor::Supervisor(MakeHost makeHost, int atOnce, QObject *parent)
    : QObject(parent)
    , m_makeHost(std::move(makeHost))
    , m_atOnce(atOnce)
{
    m_look.setSingleShot(true);
    connect(&m_look, &QTimer::timeout, this, &Supervisor::look);
}

Supervisor::~Supervisor() = default;

void Supervisor::setRoster(const QList<RosterEntry> &roster)
{
    if (m_isEnding)
        return;
    m_roster = roster;
    m_wasSettled = false;
    for (const auto &member : m_members) {
        if (m_roster.contains(member->entry) || member->isLeaving)
            continue;
        member->isLeaving = true;
        member->isQueued = false;
        if (!member->entry.hasService)
            member->host->stop(usualDrain);
    }
    m_look.start();
}

void Supervisor::add(const RosterEntry &entry)
{
    auto member = std::make_unique<Member>();
    member->entry = entry;
    member->host = m_makeHost(entry);
    member->isQueued = !entry.hasService;
    connect(member->host.get(), &GatewayHost::changed, this, [this, name = entry.name] { onChanged(name); });
    m_members.push_back(std::move(member));
    emit profileChanged(statusOf(*m_members.back()));
}

QList<GatewayStatus> Supervisor::statuses() const
{
    QList<GatewayStatus> all;
    for (const auto &member : m_members)
        all += statusOf(*member);
    return all;
}

std::optional<GatewayStatus> Supervisor::status(const QString &profile) const
{
    for (const auto &member : m_members) {
        if (member->entry.name == profile)
            return statusOf(*member);
    }
    return std::nullopt;
}

GatewayStatus Supervisor::statusOf(const Member &member) const
{
    GatewayStatus status = member.host->status();
    if (member.isQueued)
        status.state = GatewayState::Queued;
    return status;
}

QSet<qint64> Supervisor::children() const
{
    QSet<qint64> all;
    for (const auto &member : m_members)
        all += member->host->children();
    return all;
}

bool Supervisor::isSettled() const
{
    return !m_look.isActive() && std::all_of(m_members.begin(), m_members.end(), [this](const auto &member) {
        return statusOf(*member).isSettled();
    });
}

Result<void> Supervisor::start(const QString &profile)
{
    const auto found = member(profile);
    if (!found)
        return found.error();
    if ((*found)->entry.hasService)
        (*found)->host->start();
    else if (!(*found)->host->status().serves())
        (*found)->isQueued = true;
    onChanged(profile);
    return {};
}

Result<void> Supervisor::stop(const QString &profile, std::chrono::milliseconds drain)
{
    const auto found = member(profile);
    if (!found)
        return found.error();
    const GatewayStatus status = (*found)->host->status();
    if (status.state == GatewayState::Elsewhere)
        return Error{
            u"the gateway of %1 runs as process %2, which somebody else has started"_s.arg(profile).arg(
                status.pid),
            status.fix, ErrorKind::Conflict};
    (*found)->isQueued = false;
    (*found)->host->stop(drain);
    onChanged(profile);
    return {};
}

Result<void> Supervisor::restart(const QString &profile, std::chrono::milliseconds drain)
{
    const auto found = member(profile);
    if (!found)
        return found.error();
    if ((*found)->host->status().state == GatewayState::Elsewhere)
        return stop(profile, drain); // says why not
    (*found)->host->restart(drain);
    return {};
}

void Supervisor::stopAll(std::chrono::milliseconds drain)
{
    m_isEnding = true;
    for (const auto &member : m_members) {
        member->isQueued = false;
        if (!member->entry.hasService)
            member->host->stop(drain);
    }
    m_look.start();
}

Supervisor::Member *Supervisor::find(const QString &profile)
{
    const auto found = std::find_if(m_members.begin(), m_members.end(),
                                    [&profile](const auto &member) { return member->entry.name == profile; });
    return found == m_members.end() ? nullptr : found->get();
}

Result<Supervisor::Member *> Supervisor::member(const QString &profile)
{
    Member *found = find(profile);
    if (found && !found->isLeaving && !m_isEnding)
        return found;
    return Error{m_isEnding ? u"the supervisor is ending"_s
                            : u"the supervisor runs no profile %1"_s.arg(profile),
                 u"ws-agent supervisor status"_s, ErrorKind::NotFound};
}

void Supervisor::onChanged(const QString &profile)
{
    m_wasSettled = false;
    m_look.start();
    if (const Member *member = find(profile))
        emit profileChanged(statusOf(*member));
}

void Supervisor::look()
{
    dropThoseWhoLeft();
    if (m_isEnding) {
        const bool stopped = std::all_of(m_members.begin(), m_members.end(), [](const auto &member) {
            return member->entry.hasService || member->host->status().state == GatewayState::Stopped;
        });
        if (stopped)
            emit allStopped();
        return;
    }
    for (const RosterEntry &entry : std::as_const(m_roster)) {
        if (!find(entry.name))
            add(entry);
    }
    startNext();
    if (isSettled() && !std::exchange(m_wasSettled, true))
        emit settled();
}

void Supervisor::dropThoseWhoLeft()
{
    for (size_t i = 0; i < m_members.size();) {
        const Member &member = *m_members[i];
        if (!member.isLeaving ||
            (!member.entry.hasService && member.host->status().state != GatewayState::Stopped)) {
            ++i;
            continue;
        }
        const QString name = member.entry.name;
        m_members.erase(m_members.begin() + qptrdiff(i));
        emit profileRemoved(name);
    }
}

/// In the order of the roster.
void Supervisor::startNext()
{
    auto comingUp = std::count_if(m_members.begin(), m_members.end(), [](const auto &member) {
        return member->host->status().state == GatewayState::Starting;
    });
    for (const RosterEntry &entry : std::as_const(m_roster)) {
        Member *member = find(entry.name);
        if (!member || !member->isQueued)
            continue;
        if (comingUp >= m_atOnce)
            return;
        member->isQueued = false;
        member->host->start();
        comingUp += member->host->status().state == GatewayState::Starting;
    }
}

} // namespace wsagent
