#include "app/cli/commandcontext.h"

#include "app/commandline.h"

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

QString CommandContext::hint(const QString &command) const
{
    return commandHint(selection.profile.display(), command);
}

QString CommandContext::instanceName() const
{
    const bool canonical = selection.paths.stateDir == canonicalPaths(selection.profile, selection.paths.home).stateDir;
    if (!selection.profile.isDefault() || canonical)
        return selection.profile.display();
    return u"(custom) "_s + selection.paths.stateDir;
}

} // namespace wsagent
