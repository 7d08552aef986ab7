#include "gateway/instances/servicedefinition.h"

#include "gateway/base/files.h"
#include "gateway/instances/portblock.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestDefinition = 256 * 1024;

std::optional<int> portFrom(const QString &text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    return ok && port >= 1 && port <= highestPort ? std::optional(port) : std::nullopt;
}

template <typename Parse>
QList<ServiceDefinition> ours(const QStringList &files, Parse parse)
{
    QList<ServiceDefinition> found;
    for (const QString &file : files) {
        const auto text = readFile(file, largestDefinition);
        if (!text || !text->contains("WS_AGENT_SERVICE_MARKER"))
            continue;
        ServiceDefinition definition = parse(*text);
        definition.file = file;
        if (definition.isOurs())
            found += definition;
    }
    return found;
}

[[maybe_unused]] QStringList filesIn(const QString &directory, const QString &pattern)
{
    QStringList files;
    for (const QString &name : QDir(directory).entryList({pattern}, QDir::Files, QDir::Name))
        files += directory + u'/' + name;
    return files;
}

} // namespace

bool ServiceDefinition::isOurs() const
{
    const QString kind = environment.value(u"WS_AGENT_SERVICE_KIND"_s, u"gateway"_s);
    return environment.value(u"WS_AGENT_SERVICE_MARKER"_s) == "ws-agent"_L1 && kind == "gateway"_L1;
}

std::optional<int> ServiceDefinition::port() const
{
    for (qsizetype i = command.size() - 1; i >= 0; --i) {
        if (command[i].startsWith("--port="_L1))
            return portFrom(command[i].mid(7));
        if (command[i] == "--port"_L1)
            return portFrom(command.value(i + 1));
    }
    return portFrom(environment.value(u"WS_AGENT_GATEWAY_PORT"_s));
}

QList<ServiceDefinition> installedServices(const QString &home, const QString &configHome,
                                           const QStringList &stateDirs)
{
#if defined(Q_OS_MACOS)
    Q_UNUSED(configHome)
    Q_UNUSED(stateDirs)
    return ours(filesIn(home + "/Library/LaunchAgents"_L1, u"*.plist"_s), parseLaunchAgent);
#elif defined(Q_OS_WIN)
    Q_UNUSED(home)
    Q_UNUSED(configHome)
    QStringList scripts;
    for (const QString &stateDir : stateDirs)
        scripts += stateDir + "/gateway.cmd"_L1;
    return ours(scripts, parseTaskScript);
#else
    Q_UNUSED(stateDirs)
    return ours(filesIn(configHome + "/systemd/user"_L1, u"*.service"_s),
                [&home](const QByteArray &text) { return parseSystemdUnit(text, home); });
#endif
}

bool isServiceEnabled(const QString &definitionFile)
{
#if defined(Q_OS_MACOS) || defined(Q_OS_WIN)
    return QFileInfo::exists(definitionFile);
#else
    const QFileInfo unit(definitionFile);
    const QDir units = unit.dir();
    const QStringList targets = units.entryList({u"*.wants"_s}, QDir::Dirs);
    return std::any_of(targets.begin(), targets.end(), [&](const QString &target) {
        return QFileInfo(units.filePath(target + u'/' + unit.fileName())).isSymLink();
    });
#endif
}

} // namespace wsagent
