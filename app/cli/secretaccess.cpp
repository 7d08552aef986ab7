#include "app/cli/secretaccess.h"

#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool hasSessionBus(const QProcessEnvironment &environment)
{
    const QString runtime = environment.value(u"XDG_RUNTIME_DIR"_s);
    return !environment.value(u"DBUS_SESSION_BUS_ADDRESS"_s).isEmpty() ||
           (!runtime.isEmpty() && QFileInfo::exists(runtime + "/bus"_L1));
}

} // namespace

/// A user has one keychain. Two instances of one name, say one at its usual place and one that
/// WS_AGENT_STATE_DIR put elsewhere, must not meet in it.
QString keychainOwner(const InstanceSelection &selection)
{
    const InstancePaths usual = canonicalPaths(selection.profile, QDir::homePath());
    return selection.paths.stateDir == usual.stateDir ? selection.profile.display()
                                                      : selection.paths.stateDir;
}

Result<std::unique_ptr<SecretStore>> openStore(const InstanceSelection &selection)
{
    const QProcessEnvironment &environment = selection.environment;
    return openSecretStore({.owner = keychainOwner(selection),
                            .stateDir = selection.paths.stateDir,
                            .choice = environment.value(u"WS_AGENT_SECRET_STORE"_s).trimmed(),
                            .hasSessionBus = hasSessionBus(environment)});
}

Error keychainIsSilent()
{
    return {u"the keychain does not answer"_s, u"unlock the keychain, then try again"_s};
}

} // namespace wsagent
