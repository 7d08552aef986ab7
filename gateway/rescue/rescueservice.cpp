#include "gateway/rescue/rescueservice.h"

#include "gateway/instances/profilename.h"
#include "gateway/instances/registry.h"
#include "gateway/instances/usersenvironment.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The names as instances show themselves; without this one, and each once.
QStringList watchedProfiles(const RescueFacts &facts)
{
    QStringList profiles;
    for (const QString &written : facts.watch) {
        const auto profile = ProfileName::parse(written);
        const QString name = profile ? profile->display() : written;
        if (name != facts.profile && !profiles.contains(name))
            profiles += name;
    }
    return profiles;
}

QString stateDirOf(const QString &home, const QProcessEnvironment &environment, const QString &profile)
{
    const QList<RegisteredInstance> instances = listInstances(home, environment).instances;
    const auto found =
        std::find_if(instances.begin(), instances.end(),
                     [&profile](const RegisteredInstance &instance) { return instance.name == profile; });
    return found == instances.end() ? QString() : found->stateDir;
}

QString sentence(const Error &error)
{
    return error.fix.isEmpty() ? error.message : error.message + u"\n  try: "_s + error.fix;
}

bool mayEndIt(RescueCommand::Verb verb)
{
    using Verb = RescueCommand::Verb;
    return verb == Verb::Start || verb == Verb::Stop || verb == Verb::Restart || verb == Verb::DoctorFix ||
           verb == Verb::ConfigRestore;
}

} // namespace

RescueService::RescueService(RescueFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
{
    m.watch = watchedProfiles(m);
    if (m.watch.isEmpty())
        return;
    m_watch = std::make_unique<RescueWatch>(
        m.watch, [home = m.home, environment = m.environment](const QString &profile) {
            return stateDirOf(home, environment, profile);
        });
    connect(m_watch.get(), &RescueWatch::noticed, this,
            [this](const QString &, const QString &text) { m.tellOwner(text); });
}

RescueService::~RescueService() = default;

std::function<void(const RescueService::Done &done)> RescueService::command(const QString &message)
{
    const auto command = m_watch ? parseRescueCommand(message) : std::nullopt;
    if (!command)
        return {};
    const Result<void> allowed = *command ? check(**command) : command->error();
    if (!allowed)
        return [text = sentence(allowed.error())](const Done &done) {
            done(text);
        };
    return [this, wanted = **command](const Done &done) {
        run(wanted, done);
    };
}

QStringList RescueService::help() const
{
    return m_watch ? rescueCommandHelp() : QStringList();
}

Result<void> RescueService::check(const RescueCommand &command)
{
    if (command.verb != RescueCommand::Verb::Profiles && !m.watch.contains(command.profile))
        return Error{u"%1 is not among the instances that %2 looks after (rescue.watch): %3"_s.arg(
            command.profile, m.profile, m.watch.join(", "_L1))};
    std::erase_if(m_operations, [](const auto &operation) { return !operation->isRunning(); });
    if (m_operations.size() >= mostAtOnce)
        return Error{u"%1 commands are being carried out; wait for one of them"_s.arg(m_operations.size())};
    return {};
}

void RescueService::run(const RescueCommand &command, const Done &done)
{
    if (mayEndIt(command.verb))
        m_watch->excuse(command.profile);
    m_operations.push_back(
        std::make_unique<RescueOperation>(m.program, command, usersEnvironment(m.environment), done));
}

} // namespace wsagent
