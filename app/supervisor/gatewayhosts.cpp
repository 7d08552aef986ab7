#include "app/supervisor/gatewayhosts.h"

#include "app/profiles/isolationproof.h"
#include "app/supervisor/childgateway.h"
#include "app/supervisor/servicegateway.h"
#include "gateway/instances/usersenvironment.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList commandFor(const QString &profile, const QStringList &command)
{
    QStringList arguments{u"--no-gui"_s};
    if (profile != "default"_L1)
        arguments += {u"--profile"_s, profile};
    return arguments + command;
}

} // namespace

GatewayHosts::GatewayHosts(InstanceSelection user, QString program)
    : m_user(std::move(user))
    , m_program(std::move(program))
{}

std::unique_ptr<GatewayHost> GatewayHosts::make(const RosterEntry &entry) const
{
    if (entry.hasService) {
        const auto verb = [hosts = *this, entry](const QString &word) {
            return hosts.serviceProgram(entry, word);
        };
        return std::make_unique<ServiceGateway>(entry.name, entry.stateDir, verb);
    }
    const auto program = [hosts = *this, entry] {
        return hosts.gatewayProgram(entry);
    };
    return std::make_unique<ChildGateway>(ChildGatewayPlan{.profile = entry.name,
                                                           .stateDir = entry.stateDir,
                                                           .configPath = entry.configPath,
                                                           .program = program});
}

GatewayProgram GatewayHosts::gatewayProgram(const RosterEntry &entry) const
{
    GatewayProgram program{.program = m_program,
                           .arguments = commandFor(entry.name, {u"gateway"_s}),
                           .environment = usersEnvironment(m_user.environment),
                           .directory = entry.stateDir};
    if (const QString proof = m_proofs->take(entry.name); !proof.isEmpty())
        program.environment.insert(QLatin1StringView(isolationProofVariable), proof);
    return program;
}

GatewayProgram GatewayHosts::serviceProgram(const RosterEntry &entry, const QString &verb) const
{
    QStringList command{u"gateway"_s, verb};
    if (verb == "stop"_L1)
        command += u"--force"_s; // nobody is asked
    return {.program = m_program,
            .arguments = commandFor(entry.name, command),
            .environment = usersEnvironment(m_user.environment),
            .directory = entry.stateDir};
}

} // namespace wsagent
