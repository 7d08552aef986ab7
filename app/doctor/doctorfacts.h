#pragma once

#include "app/profiles/fleet.h"
#include "app/services/drift.h"
#include "gateway/config/configrestore.h"

#include <QFile>

namespace wsagent {

/// What nobody but the owner may do with a private file.
inline constexpr auto othersPermissions = QFile::Permissions(0x0077);

/// A file or directory that only its user may read.
struct PrivatePath
{
    QString path;
    bool isDirectory = false;
    QFile::Permissions permissions = {};
    bool isOwn = true; ///< belongs to this user

    bool operator==(const PrivatePath &) const = default;
};

/// Something a process left behind, or put aside for a person to look at.
struct Leftover
{
    enum class Kind { TemporaryFile, RuntimeFile, LockFile, PutAside };

    Kind kind = Kind::TemporaryFile;
    QString path;

    bool operator==(const Leftover &) const = default;
};

struct Volume
{
    QString path; ///< what lies on it
    qint64 bytesFree = 0;
    bool isReadOnly = false;
};

struct WorkspaceFacts
{
    QString path;
    bool exists = false;
    bool hasInstructions = false; ///< AGENTS.md
    bool isVersioned = false;
};

/// How a transcript on the disk looks.
struct TranscriptFacts
{
    QString path;
    bool isTorn = false;  ///< its last line was not written to its end
    int damagedLines = 0; ///< of the others; counted only when everything is looked at

    bool operator==(const TranscriptFacts &) const = default;
};

/// The sessions of one agent: the index against the transcripts.
struct SessionFolderFacts
{
    QString agent;
    QString index;           ///< its path
    QString problem = {};    ///< why it cannot be read; empty: it can
    int damagedChanges = 0;  ///< of its journal
    QStringList lost = {};   ///< keys of sessions in which something was said, and the transcript is gone
    QStringList empty = {};  ///< keys of sessions that never had one, and are older than a day
    QStringList strays = {}; ///< transcripts that belong to no session
    QList<TranscriptFacts> damaged = {};
};

/// An account at a provider of models.
struct AccountFacts
{
    QString agent;
    QString id = {}; ///< "anthropic:default"; empty: the file itself has a problem
    QString provider = {};
    qint64 expires = 0;   ///< ms; 0: never
    QString problem = {}; ///< why the file of the agent cannot be read
};

/// Something that has to be on this computer for what the config asks for.
struct NeededMeans
{
    QString what;    ///< "agent main", "browser profile work"
    QString problem; ///< why it cannot be had
    QString fix = {};
    bool isAsked = true; ///< the config names it; false: only needed by whoever wants it
};

/// Everything the doctor's checks know. A value; collecting it is `collectDoctorFacts`.
struct DoctorFacts
{
    QString name = {}; ///< display name of the instance
    ProfileName profile = {};
    InstancePaths paths = {};
    bool stateDirExists = false;
    LoadedConfig loaded = {};
    RestorePoint restorePoint = {}; ///< looked for only when the config has errors
    QList<PrivatePath> privatePaths = {};
    QList<Leftover> leftovers = {};
    QList<Volume> volumes = {};
    QList<WorkspaceFacts> workspaces = {};
    qint64 now = 0; ///< ms
    QList<SessionFolderFacts> sessions = {};
    QList<AccountFacts> accounts = {};
    QList<NeededMeans> missingSandboxes = {};
    QList<NeededMeans> missingBrowsers = {};
    Fleet fleet = {};
    std::optional<ServiceFacts> service = {}; ///< of its installed service
    QList<ServiceIssue> serviceIssues = {};   ///< about it, and about services that are nobody's
    QList<DriftRow> drift = {};               ///< empty: neither a service nor a process

    /// The whole command line to type for this instance.
    QString hint(const QString &command) const;
};

/// Whether the token stands at the key of earlier versions only; migrated, it is not to be replaced.
bool hasRetiredToken(const LoadedConfig &loaded);

struct DoctorProbe
{
    InstanceSelection selection;
    ConfigSource source;
    bool deep = false;       ///< every file of the state directory instead of the known ones
    QString executable = {}; ///< the installed ws-agent, when that is known
};

/// Reads only: not one byte or time stamp of the disk changes.
DoctorFacts collectDoctorFacts(const DoctorProbe &probe, const ConfigSchema &schema);

} // namespace wsagent
