#include "app/doctor/agentfacts.h"
#include "gateway/base/paths.h"
#include "gateway/sessions/linesbackwards.h"
#include "gateway/sessions/sessioncleanup.h"
#include "gateway/sessions/sessionindex.h"
#include "gateway/sessions/sessionkey.h"

#include <QDateTime>
#include <QDir>
#include <QJsonDocument>
#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 20'000;
constexpr qint64 mostBytes = 256LL * 1024 * 1024; ///< of transcripts, when every line is looked at
constexpr qint64 day = 24LL * 60 * 60 * 1000;

bool isEntry(const QByteArray &line)
{
    return QJsonDocument::fromJson(line).isObject();
}

/// Nothing when it is as it should be, or cannot be read, which is a matter of permissions.
std::optional<TranscriptFacts> damageOf(const QString &path, bool everything)
{
    const auto file = AppendFile::open(path, AppendFile::Access::Read);
    if (!file || file->size() == 0)
        return std::nullopt;
    TranscriptFacts facts{.path = path};
    const auto last = file->read(file->size() - 1, 1);
    LinesBackwards lines(*file);
    auto line = lines.next();
    if (last && *last != "\n" && line) {
        facts.isTorn = !isEntry(line->text);
        line = lines.next();
    }
    for (; everything && line; line = lines.next())
        facts.damagedLines += line->text.isEmpty() || isEntry(line->text) ? 0 : 1;
    return facts.isTorn || facts.damagedLines > 0 ? std::optional(facts) : std::nullopt;
}

bool wasSpokenIn(const SessionEntry &entry)
{
    return entry.createdAt == 0 || entry.number("totalTokens"_L1) > 0 ||
           !entry.text("lastMessagePreview"_L1).isEmpty();
}

class Folder
{
public:
    Folder(SessionFolderFacts &facts, qint64 now)
        : m_facts(facts)
        , m_directory(QFileInfo(facts.index).absoluteDir())
        , m_now(now)
    {}

    void compare(const QHash<QString, SessionEntry> &entries)
    {
        for (const QFileInfo &file : transcripts(u"*.jsonl*"_s)) {
            const QString name = file.fileName();
            m_files += SessionFile{name, file.lastModified().toMSecsSinceEpoch()};
            m_present += name.section(".jsonl"_L1, 0, 0) + ".jsonl"_L1;
        }
        QStringList names;
        QList<SessionRef> sessions;
        for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
            sessions += SessionRef{entry.key(), m_facts.agent, &*entry};
            names += transcriptFileName(*entry);
            lookFor(entry.key(), *entry);
        }
        for (const QString &name : planCleanup(sessions, names, m_files, m_now).orphans)
            m_facts.strays += m_directory.filePath(name);
        m_facts.lost.sort();
        m_facts.empty.sort();
    }

    void readTranscripts(bool everything)
    {
        qint64 bytes = 0;
        for (const QFileInfo &file : transcripts(u"*.jsonl"_s)) {
            bytes += file.size();
            if (const auto damage = damageOf(file.filePath(), everything && bytes <= mostBytes))
                m_facts.damaged += *damage;
        }
    }

private:
    QFileInfoList transcripts(const QString &pattern) const
    {
        return m_directory.entryInfoList({pattern}, QDir::Files | QDir::NoSymLinks, QDir::Name)
            .mid(0, mostFiles);
    }

    /// A session without a transcript is new, or was begun anew: then its archive lies there.
    void lookFor(const QString &key, const SessionEntry &entry)
    {
        if (m_present.contains(transcriptFileName(entry)))
            return;
        if (wasSpokenIn(entry))
            m_facts.lost += key;
        else if (m_now - entry.createdAt > day)
            m_facts.empty += key;
    }

    SessionFolderFacts &m_facts;
    QDir m_directory;
    qint64 m_now;
    QList<SessionFile> m_files;
    QSet<QString> m_present; ///< transcripts that are there, or were and have an archive
};

} // namespace

QList<SessionFolderFacts> sessionFoldersOf(const InstancePaths &paths, const QJsonObject &effective,
                                           qint64 now, bool everything)
{
    const QString store = effective["session"_L1]["store"_L1].toString();
    const QString pattern = store.isEmpty() ? store : absolutePath(store, paths.home, paths.home);
    QList<SessionFolderFacts> folders;
    const QStringList agents =
        QDir(paths.stateDir + "/agents"_L1).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &agent : agents) {
        if (!isAgentId(agent))
            continue;
        SessionFolderFacts facts{.agent = agent, .index = sessionIndexPath(pattern, paths.stateDir, agent)};
        Folder folder(facts, now);
        if (const auto index = readSessionIndex(facts.index)) {
            facts.damagedChanges = index->damagedChanges;
            folder.compare(index->entries);
        } else {
            facts.problem = index.error().message;
        }
        folder.readTranscripts(everything);
        folders += facts;
    }
    return folders;
}

} // namespace wsagent
