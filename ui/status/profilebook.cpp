#include "ui/status/profilebook.h"

#include "app/profiles/fleet.h"
#include "app/supervisor/supervision.h"
#include "gateway/instances/runtimefile.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

ProfileBook::ProfileBook(InstanceSelection user, Supervision &supervision, QObject *parent)
    : QObject(parent)
    , m_user(std::move(user))
    , m_supervision(supervision)
    , m_roster(m_user.paths.home, m_user.environment)
    , m_runtime(200ms)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &ProfileBook::compose);
    connect(&m_roster, &Roster::changed, this, &ProfileBook::reload);
    connect(&m_runtime, &FileWatcher::changed, &m_soon, qOverload<>(&QTimer::start));
    connect(&supervision, &Supervision::changed, &m_soon, qOverload<>(&QTimer::start));
    connect(&supervision, &Supervision::removed, this, &ProfileBook::reload);
}

ProfileBook::~ProfileBook() = default;

const ProfileView *ProfileBook::find(const QString &name) const
{
    const auto found = std::find_if(m_profiles.begin(), m_profiles.end(),
                                    [&name](const ProfileView &profile) { return profile.name == name; });
    return found == m_profiles.end() ? nullptr : &*found;
}

std::optional<InstanceSelection> ProfileBook::instance(const QString &name) const
{
    const auto known =
        std::find_if(m_instances.begin(), m_instances.end(),
                     [&name](const RegisteredInstance &instance) { return instance.name == name; });
    const auto profile = ProfileName::parse(name);
    if (known == m_instances.end() || !profile)
        return std::nullopt;
    InstanceSelection selection = canonicalSelection(*profile, m_user);
    selection.paths.stateDir = known->stateDir;
    selection.paths.configPath = known->configPath;
    return selection;
}

void ProfileBook::setFindings(const QList<Finding> &findings)
{
    m_findings.clear();
    for (const Finding &finding : findings) {
        for (const QString &name : finding.profiles) {
            auto &counts = m_findings[name];
            counts.first += finding.severity == Severity::Error;
            counts.second += finding.severity == Severity::Warning;
        }
    }
    m_soon.start();
}

void ProfileBook::setRequests(const QString &name, int count)
{
    m_requests.insert(name, count);
    m_soon.start();
}

void ProfileBook::setCanPair(const QString &name, bool can)
{
    if (can)
        m_pairing.insert(name);
    else
        m_pairing.remove(name);
    m_soon.start();
}

void ProfileBook::reload()
{
    m_roster.read();
    m_instances = listInstances(m_user.paths.home, m_user.environment).instances;
    QStringList runtimeFiles;
    for (const RegisteredInstance &instance : std::as_const(m_instances))
        runtimeFiles += instance.stateDir + "/gateway.runtime.json"_L1;
    m_runtime.watch(runtimeFiles);
    m_soon.start();
}

void ProfileBook::compose()
{
    QHash<QString, GatewayStatus> supervised;
    for (const GatewayStatus &status : m_supervision.statuses())
        supervised.insert(status.profile, status);
    QList<ProfileView> profiles;
    for (const RegisteredInstance &instance : std::as_const(m_instances)) {
        if (instance.isCustom())
            continue;
        ProfileView view{.name = instance.name, .isSupervised = supervised.contains(instance.name)};
        view.status = supervised.value(instance.name);
        view.status.profile = instance.name;
        if (!view.isSupervised) {
            const auto runtime = readRuntimeFile(instance.stateDir);
            if (runtime && isAlive(*runtime)) {
                view.status.state = GatewayState::Elsewhere;
                view.status.pid = runtime->pid;
                view.status.port = runtime->port;
                view.status.version = runtime->version;
            }
            view.status.isService = instance.hasService;
        }
        const auto counts = m_findings.value(instance.name);
        view.errors = counts.first;
        view.warnings = counts.second;
        view.requests = m_requests.value(instance.name);
        view.canPair = m_pairing.contains(instance.name);
        profiles += view;
    }
    if (std::exchange(m_profiles, profiles) != profiles)
        emit changed();
}

} // namespace wsagent
