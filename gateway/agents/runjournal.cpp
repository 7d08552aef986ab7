#include "gateway/agents/runjournal.h"

#include "gateway/base/files.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 64 * 1024 * 1024;
constexpr qint64 tidyBytes = 64 * 1024; // of closed runs only

QByteArray lineOf(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

/// A gateway that ends in good order leaves nothing to look for at the next start.
RunJournal::~RunJournal()
{
    if (m_file && m_open.isEmpty())
        QFile::remove(m_path);
}

bool RunJournal::exists(const QString &path)
{
    return QFileInfo::exists(path);
}

Result<AppendFile *> RunJournal::file()
{
    if (m_file)
        return &*m_file;
    if (const auto made = makePrivateDirectory(QFileInfo(m_path).path()); !made)
        return made.error();
    auto opened = AppendFile::open(m_path, AppendFile::Access::Append);
    if (!opened)
        return opened.error();
    m_file = *std::move(opened);
    return &*m_file;
}

Result<QList<OpenRun>> RunJournal::takeOver()
{
    const auto journal = file();
    if (!journal)
        return journal.error();
    const auto text = (*journal)->read(0, std::min((*journal)->size(), mostBytes));
    if (!text)
        return text.error();
    QList<OpenRun> open;
    const QList<QByteArray> lines = text->split('\n');
    for (const QByteArray &line : lines) { // a torn last line is no JSON
        const QJsonObject json = QJsonDocument::fromJson(line).object();
        const QString closed = json["close"_L1].toString();
        open.removeIf([&closed](const OpenRun &run) { return run.runId == closed; });
        if (const QString runId = json["open"_L1].toString(); !runId.isEmpty())
            open +=
                {runId, json["key"_L1].toString(), json["attempt"_L1].toInt(1), json["owner"_L1].toBool()};
    }
    if (const auto emptied = (*journal)->truncate(0); !emptied)
        return emptied.error();
    return open;
}

Result<void> RunJournal::open(const OpenRun &run)
{
    const auto journal = file();
    if (!journal)
        return journal.error();
    m_open.insert(run.runId, run);
    return (*journal)->append(lineOf({{"open"_L1, run.runId},
                                      {"key"_L1, run.sessionKey},
                                      {"attempt"_L1, run.attempt},
                                      {"owner"_L1, run.isOwner}}));
}

Result<void> RunJournal::close(const QString &runId)
{
    if (m_open.remove(runId) == 0)
        return {};
    const auto journal = file();
    if (!journal)
        return journal.error();
    if (m_open.isEmpty() && (*journal)->size() > tidyBytes)
        return (*journal)->truncate(0);
    return (*journal)->append(lineOf({{"close"_L1, runId}}));
}

} // namespace wsagent
