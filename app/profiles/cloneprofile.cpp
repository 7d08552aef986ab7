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

Result<QByteArray> clonedConfig(const CloneRequest &request, const FleetMember &from, const InstancePaths &to,
                                int port, const ConfigSchema &schema)
{
    const QJsonObject &config = from.loaded.source;
    QList<JsonEdit> edits = rebasedPaths(config, from.paths.stateDir, to.stateDir, to.home);
    edits += withoutSharedParts(config, schema.sensitivePaths(config), request.withCredentials);
    edits += JsonEdit{*parseJsonPath(u"gateway.port"_s), port};
    const bool password = !valueAt(config, *parseJsonPath(u"gateway.auth.password"_s)).isUndefined();
    edits += JsonEdit{*parseJsonPath(password ? u"gateway.auth.password"_s : u"gateway.auth.token"_s),
                      randomToken()};
    edits += JsonEdit{*parseJsonPath(u"agents.defaults.workspace"_s), to.defaultWorkspace};
    const QJsonArray agents = config["agents"_L1]["list"_L1].toArray();
    for (int i = 0; i < agents.size(); ++i) {
        const QString workspace = agents.at(i)["workspace"_L1].toString();
        const bool inside = workspace.startsWith(from.paths.stateDir + u'/');
        if (!workspace.isEmpty() && !inside)
            edits += JsonEdit{{{u"agents"_s}, {u"list"_s}, {{}, i}, {u"workspace"_s}}, QJsonValue::Undefined};
    }
    return editJson5(from.loaded.raw, edits);
}

} // namespace

Result<CloneReport> cloneProfile(const CloneRequest &request, const Fleet &fleet,
                                 const InstanceSelection &selected, const ConfigSchema &schema)
{
    const FleetMember *from = fleet.find(request.from);
    if (!from)
        return Error{u"there is no profile %1"_s.arg(request.from), u"ws-agent profiles list"_s,
                     ErrorKind::NotFound};
    if (!from->loaded.isValid())
        return Error{
            u"the config of %1 has an error: %2"_s.arg(request.from, toString(from->loaded.errors.first())),
            u"mend it first"_s, ErrorKind::ConfigInvalid};

    const InstanceSelection to = canonicalSelection(request.to, selected);
    CloneReport report{.paths = to.paths, .workspace = to.paths.defaultWorkspace};
    if (QFileInfo::exists(to.paths.stateDir))
        return Error{u"%1 exists already"_s.arg(to.paths.stateDir), u"choose another name"_s,
                     ErrorKind::Conflict};
    const auto port = choosePort(request.port, request.to.display(), fleet);
    if (!port)
        return port.error();
    report.port = *port;
    const NewInstanceRequest finish{.selection = to, .port = QString::number(*port)};
    if (const auto refused = refusal(finish, *port, fleet))
        return refused->error;

    const auto config = clonedConfig(request, *from, to.paths, *port, schema);
    if (!config)
        return config.error();
    if (const auto made = makePrivateDirectory(to.paths.stateDir); !made)
        return made.error();
    if (const auto written = replaceFile(to.paths.configPath, *config); !written)
        return written.error();
    report.copied += u"config"_s;

    const auto copy = [&](bool wanted, const QString &what, const QString &source,
                          const QString &target) -> Result<void> {
        if (!wanted || !QFileInfo(source).isDir())
            return {};
        const auto copied = copyTree(source, target);
        if (copied)
            report.copied += what;
        return copied;
    };
    if (const auto copied = copy(request.withWorkspace, u"workspace"_s, from->workspace(), report.workspace);
        !copied)
        return copied.error();
    if (const auto copied = copy(request.withSessions, u"sessions"_s, from->paths.stateDir + u"/agents"_s,
                                 to.paths.stateDir + u"/agents"_s);
        !copied)
        return copied.error();

    const auto made =
        makeInstance(finish, fleet, schema); // the files that every instance has, and the registry
    if (!made)
        return made.error().error;
    for (const Finding &finding : made->findings)
        report.notes += finding.message;
    if (request.withCredentials)
        report.notes +=
            u"both profiles log in to the same channel accounts now (channel.credential.shared)"_s;
    return report;
}

} // namespace wsagent
