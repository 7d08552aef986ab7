#include "gateway/config/configenvironment.h"

#include "gateway/base/files.h"
#include "gateway/config/dotenv.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxDotEnvBytes = 1024 * 1024;

using Filter = bool (*)(const QString &name);

void addDotEnv(ConfigVariables &variables, const QString &directory, const Filter &accepted)
{
    const QString path = directory + u"/.env"_s;
    if (!QFileInfo(path).isFile())
        return;
    const auto bytes = readFile(path, maxDotEnvBytes);
    if (!bytes)
        return; // as unreadable as a missing one; what it should have supplied is reported as missing
    const auto lines = parseDotEnv(*bytes);
    for (const auto &[name, value] : lines) {
        if (accepted(name))
            variables.addFromFile(name, value);
    }
}

QString expandedHome(const QString &path, const QString &home)
{
    return path == "~"_L1 || path.startsWith("~/"_L1) ? home + path.sliced(1) : path;
}

/// What an agent can write is no place to take credentials from.
bool isWorkspace(const QString &directory, const ConfigSource &source, const QJsonObject &config)
{
    QStringList workspaces{source.defaultWorkspace, source.stateDir + u"/workspace"_s};
    const QJsonValue agents = config.value("agents"_L1);
    workspaces.append(agents["defaults"_L1]["workspace"_L1].toString());
    for (const QJsonValue &agent : agents["list"_L1].toArray())
        workspaces.append(agent["workspace"_L1].toString());

    const QString path = QDir::cleanPath(directory);
    return std::any_of(workspaces.begin(), workspaces.end(), [&](const QString &workspace) {
        const QString root = QDir::cleanPath(expandedHome(workspace, source.home));
        return !workspace.isEmpty() && (path == root || path.startsWith(root + u'/'));
    });
}

bool isForeignToInstance(const QString &name)
{
    return !name.startsWith("WS_AGENT_"_L1, Qt::CaseInsensitive);
}

bool isHarmless(const QString &name)
{
    return isForeignToInstance(name) && !isCredentialName(name);
}

} // namespace

bool isCredentialName(const QString &name)
{
    static constexpr QLatin1StringView marks[] = {"KEY"_L1,      "TOKEN"_L1,  "SECRET"_L1,
                                                  "PASSWORD"_L1, "PASSWD"_L1, "CREDENTIAL"_L1};
    static constexpr QLatin1StringView others[] = {"MATRIX_HOMESERVER"_L1, "MATRIX_USER_ID"_L1,
                                                   "MATTERMOST_URL"_L1};
    const QString upper = name.toUpper();
    const auto contained = [&](QLatin1StringView mark) {
        return upper.contains(mark);
    };
    return std::any_of(std::begin(marks), std::end(marks), contained) ||
           std::any_of(std::begin(others), std::end(others), contained);
}

ConfigVariables configEnvironment(const ConfigSource &source, const QJsonObject &assembled)
{
    ConfigVariables variables(source.environment);
    if (!source.currentDir.isEmpty()) {
        const bool untrusted = isWorkspace(source.currentDir, source, assembled);
        addDotEnv(variables, source.currentDir, untrusted ? isHarmless : isForeignToInstance);
    }
    if (!source.stateDir.isEmpty())
        addDotEnv(variables, source.stateDir, [](const QString &) { return true; });
    variables.setSection(assembled.value("env"_L1).toObject());
    return variables;
}

} // namespace wsagent
