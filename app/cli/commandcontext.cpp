#include "app/cli/commandcontext.h"

#include "app/commandline.h"
#include "gateway/supervised/lifelinemessage.h"

#include <QDir>

namespace wsagent {

using namespace Qt::StringLiterals;

const ConfigSchema &CommandContext::schema()
{
    if (!m_schema)
        m_schema = std::make_unique<ConfigSchema>();
    return *m_schema;
}

ConfigSource CommandContext::source() const
{
    return {.configPath = selection.paths.configPath,
            .stateDir = selection.paths.stateDir,
            .home = selection.paths.home,
            .currentDir = QDir::currentPath(),
            .environment = selection.environment};
}

Result<LoadedConfig> CommandContext::loadValid()
{
    LoadedConfig config = load();
    if (!config.isValid())
        return configInvalid(config.errors.first());
    return config;
}

Error CommandContext::configInvalid(const ConfigIssue &issue) const
{
    return {u"Config invalid: %1"_s.arg(toString(issue)), hint(u"doctor --fix"_s), ErrorKind::ConfigInvalid};
}

LoadedConfig CommandContext::loadForStart()
{
    const auto isSet = [this](const QString &variable) {
        return !selection.environment.value(variable).isEmpty();
    };
    const bool isSupervised =
        isSet(u"WS_AGENT_SERVICE_MARKER"_s) || isSet(QLatin1StringView(lifelineVariable));
    return isSupervised ? loadConfigOrLastGood(source(), schema()) : load();
}

QString CommandContext::hint(const QString &command) const
{
    return commandHint(selection, command);
}

} // namespace wsagent
