#include "ui/status/profilelinks.h"

#include "ui/status/profilebook.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds longestPause = 60s;

} // namespace

ProfileLinks::ProfileLinks(ProfileBook &book, QObject *parent)
    : QObject(parent)
    , m_book(book)
{
    connect(&book, &ProfileBook::changed, this, &ProfileLinks::follow);
}

ProfileLinks::~ProfileLinks() = default;

GatewayLink *ProfileLinks::link(const QString &profile) const
{
    const auto found = m_entries.find(profile);
    return found != m_entries.end() && found->second->link && found->second->link->isUp()
               ? found->second->link.get()
               : nullptr;
}

void ProfileLinks::follow()
{
    QSet<QString> running;
    for (const ProfileView &profile : m_book.profiles()) {
        const GatewayStatus &status = profile.status;
        if (!status.serves() && status.state != GatewayState::Elsewhere)
            continue;
        running.insert(profile.name);
        const auto known = m_entries.find(profile.name);
        if (known != m_entries.end() && known->second->pid == status.pid)
            continue;
        drop(profile.name);
        auto entry = std::make_unique<Entry>();
        entry->pid = status.pid;
        entry->again.setSingleShot(true);
        connect(&entry->again, &QTimer::timeout, this, [this, name = profile.name] { begin(name); });
        m_entries[profile.name] = std::move(entry);
        begin(profile.name);
    }
    QStringList gone;
    for (const auto &[name, entry] : m_entries) {
        if (!running.contains(name))
            gone += name;
    }
    for (const QString &name : gone)
        drop(name);
}

void ProfileLinks::begin(const QString &profile)
{
    const auto instance = m_book.instance(profile);
    if (!instance)
        return;
    Entry &entry = *m_entries.at(profile);
    entry.access = std::make_unique<GatewayAccess>(*instance);
    entry.access->find([this, profile](const Result<GatewayTarget> &target) { open(profile, target); });
}

void ProfileLinks::open(const QString &profile, const Result<GatewayTarget> &target)
{
    Entry &entry = *m_entries.at(profile);
    entry.access.release()->deleteLater(); // it is the one that calls
    if (!target)
        return entry.again.start(entry.pause = std::min(2 * entry.pause, longestPause));
    entry.link = std::make_unique<GatewayLink>(*target);
    connect(entry.link.get(), &GatewayLink::up, this, [this, profile] {
        m_entries.at(profile)->pause = 1s;
        emit up(profile);
    });
    connect(entry.link.get(), &GatewayLink::eventReceived, this,
            [this, profile](const QString &name, const QJsonObject &payload) {
                emit eventReceived(profile, name, payload);
            });
    connect(entry.link.get(), &GatewayLink::down, this, [this, profile] {
        Entry &lost = *m_entries.at(profile);
        lost.link.release()->deleteLater(); // it is the one that calls
        lost.again.start(lost.pause);
        lost.pause = std::min(2 * lost.pause, longestPause);
        emit down(profile);
    });
    entry.link->open();
}

void ProfileLinks::drop(const QString &profile)
{
    const auto found = m_entries.find(profile);
    if (found == m_entries.end())
        return;
    const bool wasUp = found->second->link && found->second->link->isUp();
    m_entries.erase(found);
    if (wasUp)
        emit down(profile);
}

} // namespace wsagent
