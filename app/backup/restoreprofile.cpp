#include "app/backup/restoreprofile.h"

#include "app/profiles/configrebase.h"
#include "app/profiles/newinstance.h"
#include "gateway/base/files.h"
#include "gateway/config/configwriter.h"
#include "gateway/secrets/randomtoken.h"

#include <QDir>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A folder that goes, with everything in it, unless it was kept.
class Draft
{
public:
    explicit Draft(QString path)
        : m_path(std::move(path))
    {}
    ~Draft()
    {
        for (const QString &path : std::as_const(m_made))
            QDir(path).removeRecursively();
        QDir(m_path).removeRecursively();
    }
    Q_DISABLE_COPY_MOVE(Draft)

    const QString &path() const { return m_path; }
    void made(const QString &path) { m_made += path; }
    void keep() { m_made.clear(); }

private:
    QString m_path;
    QStringList m_made;
};

Result<void> moveInto(const QString &from, const QString &to)
{
    if (!QFileInfo(from).isDir())
        return makePrivateDirectory(to);
    if (const auto made = makePrivateDirectory(QFileInfo(to).absolutePath()); !made)
        return made;
    if (QDir().rename(from, to))
        return {};
    return Error{u"%1 cannot be moved to %2"_s.arg(from, to), {}, ErrorKind::Io};
}

/// The config of the new profile out of the text of the old one.
Result<QByteArray> ownConfig(const QByteArray &text, const BackupManifest &manifest, const InstancePaths &to,
                             int port, const ConfigSchema &schema)
{
    const auto document = Json5Document::parse(text);
    if (!document || !document->value().isObject())
        return Error{u"the config in the backup cannot be read"_s, u"unpack it with --target, and mend it"_s};
    const QJsonObject config = document->value().toObject();
    QList<JsonEdit> edits =
        rebasedPaths(config, manifest.paths["stateDir"_L1].toString(), to.stateDir, to.home);
    edits += withoutSharedParts(config, schema.sensitivePaths(config), true);
    const QJsonObject channels = config["channels"_L1].toObject();
    for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
        if (channel.key() != "defaults"_L1 && channel->isObject())
            edits += JsonEdit{{{u"channels"_s}, {channel.key()}, {u"enabled"_s}}, false};
    }
    edits += JsonEdit{*parseJsonPath(u"gateway.port"_s), port};
    const bool password = !valueAt(config, *parseJsonPath(u"gateway.auth.password"_s)).isUndefined();
    edits += JsonEdit{*parseJsonPath(password ? u"gateway.auth.password"_s : u"gateway.auth.token"_s),
                      randomToken()};
    edits += JsonEdit{*parseJsonPath(u"agents.defaults.workspace"_s), to.defaultWorkspace};
    return editJson5(text, edits);
}

Result<void> putInPlace(const BackupManifest &manifest, Draft &draft, const InstancePaths &to)
{
    if (const auto moved = moveInto(draft.path() + "/state"_L1, to.stateDir); !moved)
        return moved;
    // Who it is, and who trusts it: both belong to the old one.
    for (const QString &name : {u"identity"_s, u"devices"_s, u"nodes"_s})
        QDir(to.stateDir + u'/' + name).removeRecursively();
    const qsizetype workspaces = manifest.paths["workspaces"_L1].toArray().size();
    for (qsizetype i = 0; i < workspaces; ++i) {
        const QString place = i == 0 ? to.defaultWorkspace : to.stateDir + u"/workspace-restored-%1"_s.arg(i);
        const QString from = draft.path() + u"/workspace/%1"_s.arg(i);
        if (!QFileInfo(from).isDir())
            continue;
        if (const auto moved = moveInto(from, place); !moved)
            return moved;
    }
    return {};
}

} // namespace

Result<RestoreReport> restoreAsProfile(const ArchiveTool &tool, const QString &archive,
                                       const BackupManifest &manifest, const ProfileName &profile,
                                       const Fleet &fleet, const InstanceSelection &selected,
                                       const ConfigSchema &schema)
{
    const InstanceSelection to = canonicalSelection(profile, selected);
    if (const auto writable = checkConfigWritable({.environment = to.environment}); !writable)
        return writable.error();
    if (QFileInfo::exists(to.paths.stateDir))
        return Error{u"%1 exists already"_s.arg(to.paths.stateDir), u"choose another name"_s,
                     ErrorKind::Conflict};
    const auto port = choosePort({}, profile.display(), fleet);
    if (!port)
        return port.error();

    Draft draft(to.paths.stateDir + ".restore"_L1);
    if (const auto unpacked = unpackBackup(tool, archive, manifest, draft.path()); !unpacked)
        return unpacked.error();
    const auto text = readFile(draft.path() + "/config/ws-agent.json"_L1, Json5Limits().maxBytes);
    if (!text)
        return text.error();
    const auto config = ownConfig(*text, manifest, to.paths, *port, schema);
    if (!config)
        return config.error();
    draft.made(to.paths.stateDir);
    if (const auto placed = putInPlace(manifest, draft, to.paths); !placed)
        return placed.error();
    if (const auto written = replaceFile(to.paths.configPath, *config); !written)
        return written.error();
    const auto made = makeInstance({.selection = to, .port = QString::number(*port)}, fleet, schema);
    if (!made)
        return made.error().error;
    draft.keep();
    RestoreReport report{.paths = to.paths, .port = *port, .workspace = to.paths.defaultWorkspace};
    for (const Finding &finding : made->findings)
        report.notes += finding.message;
    return report;
}

} // namespace wsagent
