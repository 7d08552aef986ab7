#include "app/services/servicerefusals.h"

#include "app/commandline.h"

#include <QFileInfo>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isNamed(const InstanceSelection &selection)
{
    return !selection.environment.value(u"WS_AGENT_PROFILE"_s).trimmed().isEmpty();
}

bool isAtHome(const InstanceSelection &selection)
{
    const InstancePaths usual = canonicalPaths(selection.profile, selection.paths.home);
    return selection.paths.stateDir == usual.stateDir && selection.paths.configPath == usual.configPath;
}

/// R3: a name of its own for the service, and not the one that follows from the profile.
QString foreignNameVariable(const RefusalFacts &facts)
{
    const ServiceNames names = serviceNames(facts.selection.profile);
    for (const Platform platform : {Platform::Linux, Platform::MacOs, Platform::Windows}) {
        const QString variable = ownNameVariable(platform);
        const QString given = facts.selection.environment.value(variable).trimmed();
        if (!given.isEmpty() && given != ownName(platform, names))
            return variable;
    }
    return {};
}

std::optional<Error> aboutNames(const RefusalFacts &facts)
{
    if (!isNamed(facts.selection) && !isAtHome(facts.selection))
        return Error{u"This state directory has no profile name; a service would take over the default name. "
                     "Use --profile <name>."_s,
                     u"ws-agent profiles list"_s};
    if (!facts.environment.value(u"WS_AGENT_HOME"_s).trimmed().isEmpty())
        return Error{u"Services belong to the account's own home."_s, u"unset WS_AGENT_HOME"_s};
    if (const QString variable = foreignNameVariable(facts); !variable.isEmpty())
        return Error{u"Unset %1; the name follows the profile."_s.arg(variable), u"unset "_s + variable};
    return std::nullopt;
}

std::optional<Error> aboutConfig(const RefusalFacts &facts)
{
    const QString profile = facts.selection.profile.display();
    if (facts.hasBothSecrets)
        return Error{u"Set gateway.auth.mode."_s,
                     commandHint(profile, u"config set gateway.auth.mode token"_s), ErrorKind::ConfigInvalid};
    if (!facts.configError.isEmpty())
        return Error{facts.configError, commandHint(profile, u"doctor --fix"_s), ErrorKind::ConfigInvalid};
    if (!facts.wideBind.isEmpty())
        return Error{
            u"gateway.bind is %1, which lets others in, and gateway.auth.mode is none"_s.arg(facts.wideBind),
            commandHint(profile, u"config set gateway.auth.mode token"_s), ErrorKind::ConfigInvalid};
    if (!facts.validatorError.isEmpty())
        return Error{facts.validatorError, commandHint(profile, u"profiles check --fix"_s),
                     ErrorKind::Isolation};
    return std::nullopt;
}

bool endsTheService(ServiceVerb verb)
{
    return verb == ServiceVerb::Install || verb == ServiceVerb::Uninstall || verb == ServiceVerb::Stop;
}

} // namespace

std::optional<Error> serviceRefusal(const RefusalFacts &facts)
{
    if (facts.environment.value(u"WS_AGENT_SUPERVISOR_MODE"_s) == "external"_L1 &&
        facts.verb != ServiceVerb::Restart)
        return Error{u"Something else looks after this gateway (WS_AGENT_SUPERVISOR_MODE=external)."_s,
                     u"use what started it, or unset WS_AGENT_SUPERVISOR_MODE"_s};
    if (auto refused = aboutNames(facts))
        return refused;
    if (!facts.environment.value(u"SUDO_UID"_s).isEmpty() && facts.environment.value(u"USER"_s) == "root"_L1)
        return Error{u"A service belongs to the user who has called sudo, and this is root."_s,
                     u"run the command without sudo"_s};
    if (facts.isInside && endsTheService(facts.verb))
        return Error{u"Run this from another shell."_s,
                     u"this one belongs to the service, and would end with it"_s};
    if (facts.verb == ServiceVerb::Install || facts.verb == ServiceVerb::Uninstall) {
        for (const QString &path : facts.unsafePaths)
            return Error{u"%1: unsafe permissions"_s.arg(path), u"chmod go-w %1"_s.arg(shellWord(path))};
    }
    if (facts.verb == ServiceVerb::Install)
        return aboutConfig(facts);
    if (facts.verb == ServiceVerb::Stop && facts.isHealthy && !facts.isInteractive && !facts.isForced)
        return Error{u"Pass --force to stop a running gateway from a script."_s,
                     commandHint(facts.selection.profile.display(), u"gateway stop --force"_s)};
    return std::nullopt;
}

QStringList unsafePaths(const QString &definitionFile)
{
    QStringList unsafe;
#ifdef Q_OS_UNIX
    for (const QString &path : {QFileInfo(definitionFile).absolutePath(), definitionFile}) {
        const QFileInfo info(path);
        const bool isLoose = info.permissions() & (QFile::WriteGroup | QFile::WriteOther);
        if (info.exists() && (isLoose || info.ownerId() != ::geteuid()))
            unsafe += path;
    }
#else
    Q_UNUSED(definitionFile)
#endif
    return unsafe;
}

} // namespace wsagent
