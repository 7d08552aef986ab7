#include "app/profiles/configrebase.h"
#include "app/profiles/profilechanges.h"
#include "gateway/base/files.h"
#include "gateway/config/configwriter.h"
#include "gateway/secrets/randomtoken.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Result<void> copyTree(const QString &from, const QString &to)
{
    if (const auto made = makePrivateDirectory(to); !made)
        return made.error();
    QDirIterator entries(from, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        entries.next();
        const QFileInfo info = entries.fileInfo();
        const QString target = to + info.filePath().mid(from.size());
        if (info.isSymLink()) // a link could lead into the other instance
            continue;
        if (info.isDir()) {
            if (const auto made = makePrivateDirectory(target); !made)
                return made.error();
        } else if (!QFile::copy(info.filePath(), target)) {
            return Error{u"%1 could not be copied to %2"_s.arg(info.filePath(), target),
                         u"check the free space"_s, ErrorKind::Io};
        }
    }
    return {};
}

/// Whatever lets somebody in or log in belongs to the one it was given to.
QList<JsonEdit> withoutSecrets(const QJsonObject &config, const QList<JsonPath> &sensitive)
{
    QList<JsonEdit> edits;
    for (const JsonPath &path : sensitive) {
        const QString key = toString(path);
        const bool isOwnDoor = key.startsWith("gateway.auth."_L1) || key == "hooks.token"_L1;
        const bool isListed = path.last().isIndex(); // its removal would move the others
        if (!isOwnDoor && !isListed && path.value(0).key != "channels"_L1)
            edits += JsonEdit{path, QJsonValue::Undefined};
    }
    if (const JsonPath hooks{{u"hooks"_s}, {u"token"_s}}; !valueAt(config, hooks).isUndefined())
        edits += JsonEdit{hooks, randomToken()};
    return edits;
}

/// Each secret that opens the gateway is a new one.
QList<JsonEdit> newGatewaySecrets(const QJsonObject &config)
{
    const JsonPath token = *parseJsonPath(u"gateway.auth.token"_s);
    const JsonPath password = *parseJsonPath(u"gateway.auth.password"_s);
    const bool hasPassword = !valueAt(config, password).isUndefined();
    QList<JsonEdit> edits;
    if (hasPassword)
        edits += JsonEdit{password, randomToken()};
    if (!hasPassword || !valueAt(config, token).isUndefined())
        edits += JsonEdit{token, randomToken()};
    return edits;
}

Result<QByteArray> clonedConfig(const CloneRequest &request, const FleetMember &from, const InstancePaths &to,
                                const CloneReport &report, const ConfigSchema &schema)
{
    const QJsonObject &config = from.loaded.source;
    const QList<JsonPath> sensitive = schema.sensitivePaths(config);
    QList<JsonEdit> edits = rebasedPaths(config, from.paths.stateDir, to.stateDir, to.home);
    edits += withoutSharedParts(config, sensitive, request.withCredentials);
    if (!request.withSecrets)
        edits += withoutSecrets(config, sensitive);
    edits += newGatewaySecrets(config);
    edits += JsonEdit{*parseJsonPath(u"gateway.port"_s), report.port};
    if (!request.bind.isEmpty())
        edits += JsonEdit{*parseJsonPath(u"gateway.bind"_s), request.bind};
    edits += JsonEdit{*parseJsonPath(u"agents.defaults.workspace"_s), report.workspace};
    const QJsonArray agents = config["agents"_L1]["list"_L1].toArray();
    for (int i = 0; i < agents.size(); ++i) {
        const QString workspace = agents.at(i)["workspace"_L1].toString();
        const bool inside = workspace.startsWith(from.paths.stateDir + u'/');
        if (!workspace.isEmpty() && !inside)
            edits += JsonEdit{{{u"agents"_s}, {u"list"_s}, {{}, i}, {u"workspace"_s}}, QJsonValue::Undefined};
    }
    return editJson5(from.loaded.raw, edits);
}

/// A directory that was not there before, and goes again unless it is kept.
class NewDirectory
{
public:
    explicit NewDirectory(QString path)
        : m_path(std::move(path))
    {}
    ~NewDirectory()
    {
        if (!m_isKept)
            QDir(m_path).removeRecursively();
    }
    Q_DISABLE_COPY_MOVE(NewDirectory)

    void keep() { m_isKept = true; }

private:
    QString m_path;
    bool m_isKept = false;
};

Result<void> checkCloneable(const CloneRequest &request, const FleetMember *from, const InstanceSelection &to)
{
    if (!from)
        return Error{u"there is no profile %1"_s.arg(request.from), u"ws-agent profiles list"_s,
                     ErrorKind::NotFound};
    if (!from->loaded.isValid())
        return Error{
            u"the config of %1 has an error: %2"_s.arg(request.from, toString(from->loaded.errors.first())),
            u"mend it first"_s, ErrorKind::ConfigInvalid};
    if (QFileInfo::exists(to.paths.stateDir))
        return Error{u"%1 exists already"_s.arg(to.paths.stateDir), u"choose another name"_s,
                     ErrorKind::Conflict};
    return checkConfigWritable({.environment = to.environment});
}

Result<void> copyPart(const QString &what, const QString &source, const QString &target, CloneReport &report)
{
    if (!QFileInfo(source).isDir())
        return {};
    const auto copied = copyTree(source, target);
    if (copied)
        report.copied += what;
    return copied;
}

Result<void> copyInstance(const CloneRequest &request, const FleetMember &from, const ConfigSchema &schema,
                          CloneReport &report)
{
    const InstancePaths &to = report.paths;
    const auto config = clonedConfig(request, from, to, report, schema);
    if (!config)
        return config.error();
    if (const auto made = makePrivateDirectory(to.stateDir); !made)
        return made;
    if (const auto written = replaceFile(to.configPath, *config); !written)
        return written;
    report.copied += u"config"_s;
    if (request.withWorkspace) {
        const auto copied = copyPart(u"workspace"_s, from.workspace(), report.workspace, report);
        if (!copied)
            return copied;
    }
    if (!request.withSessions)
        return {};
    return copyPart(u"sessions"_s, from.paths.stateDir + u"/agents"_s, to.stateDir + u"/agents"_s, report);
}

} // namespace

Result<CloneReport, NewInstanceError> cloneProfile(const CloneRequest &request, const Fleet &fleet,
                                                   const InstanceSelection &selected,
                                                   const ConfigSchema &schema)
{
    const FleetMember *from = fleet.find(request.from);
    const InstanceSelection to = canonicalSelection(request.to, selected);
    if (const auto possible = checkCloneable(request, from, to); !possible)
        return NewInstanceError{possible.error()};
    const auto port = choosePort(request.port, request.to.display(), fleet);
    if (!port)
        return NewInstanceError{port.error()};
    const NewInstanceRequest finish{.selection = to,
                                    .port = QString::number(*port),
                                    .workspace = request.workspace,
                                    .bind = request.bind};
    if (const auto refused = refusal(finish, *port, fleet))
        return *refused;

    NewDirectory state(to.paths.stateDir);
    CloneReport report{.paths = to.paths, .port = *port, .workspace = workspaceOf(finish)};
    if (const auto copied = copyInstance(request, *from, schema, report); !copied)
        return NewInstanceError{copied.error()};
    const auto made =
        makeInstance(finish, fleet, schema); // the files that every instance has, and the registry
    if (!made)
        return made.error();
    state.keep();
    report.findings = made->findings;
    if (request.withCredentials)
        report.notes +=
            u"both profiles log in to the same channel accounts now (channel.credential.shared)"_s;
    return report;
}

} // namespace wsagent
