#include "ui/logs/logtail.h"

#include <QDir>
#include <QFile>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Empty: nothing has been written yet.
QString newestOf(const LogSource &source)
{
    if (!source.file.isEmpty())
        return QFile::exists(source.file) ? source.file : QString();
    const QDir directory(source.directory);
    const QStringList files = directory.entryList({u"gateway-*.jsonl"_s}, QDir::Files, QDir::Name);
    return files.isEmpty() ? QString() : directory.filePath(files.last());
}

} // namespace

LogTail::LogTail(LogSource source, From from, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_fromEnd(from == From::Now ? 0 : firstBytes)
{
    if (!m_source.file.isEmpty())
        m_source.directory = QFileInfo(m_source.file).absolutePath();
    m_soon.setSingleShot(true);
    m_soon.setInterval(pause);
    connect(&m_soon, &QTimer::timeout, this, &LogTail::look);
    const auto later = [this] {
        if (m_isLooking)
            m_again = true;
        else if (!m_soon.isActive()) // a log that is written all the time is read all the time
            m_soon.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, later);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, later);
    look();
}

LogTail::~LogTail() = default;

void LogTail::look()
{
    if (m_watcher.directories().isEmpty()) {
        QString directory = m_source.directory;
        while (!QDir(directory).exists() && directory.size() > 1)
            directory = QFileInfo(directory).absolutePath(); // tells when the missing one is made
        m_watcher.addPath(directory);
    }
    m_isLooking = true;
    m_worker.run([source = m_source, file = m_file, position = m_position,
                  fromEnd = m_fromEnd] { return lookAt(source, file, position, fromEnd); },
                 [this](const Look &found) { taken(found); });
}

LogTail::Look LogTail::lookAt(const LogSource &source, const QString &file, qint64 position, qint64 fromEnd)
{
    Look found{.file = file, .position = position};
    const QString newest = newestOf(source);
    if (newest.isEmpty())
        return found;
    if (file.isEmpty())
        found.file = newest;
    QFile log(found.file);
    if (!log.open(QIODevice::ReadOnly)) {
        found.file = newest; // the old one was tidied away
        found.position = 0;
        return found;
    }
    bool isMidLine = false;
    if (position < 0) {
        found.position = std::max<qint64>(0, log.size() - fromEnd);
        isMidLine = fromEnd > 0 && found.position > 0;
    }
    if (found.position > log.size())
        found.position = 0; // written anew
    log.seek(found.position);
    const QByteArray bytes = log.read(mostBytes);
    const qsizetype end = bytes.lastIndexOf('\n') + 1;
    QList<QByteArray> lines = bytes.first(end).split('\n');
    if (isMidLine && !lines.isEmpty())
        lines.removeFirst();
    for (const QByteArray &line : lines) {
        if (!line.isEmpty())
            found.records += parseLogLine(line, source.profile);
    }
    const bool isWhole = end == 0 && bytes.size() == mostBytes; // a line without end is no reason to stop
    found.position += isWhole ? bytes.size() : end;
    const bool isOver = found.position >= log.size() || end == 0;
    if (isOver && found.file != newest) {
        found.file = newest;
        found.position = 0;
        found.hasMore = true;
    } else {
        found.hasMore = !isOver;
    }
    return found;
}

void LogTail::taken(const Look &found)
{
    m_isLooking = false;
    m_position = found.file.isEmpty() ? -1 : found.position;
    if (found.file.isEmpty())
        m_fromEnd = firstBytes; // whatever comes now is new
    const QString before = std::exchange(m_file, found.file);
    if (before != m_file || !m_watcher.files().contains(m_file)) {
        if (!m_watcher.files().isEmpty())
            m_watcher.removePaths(m_watcher.files());
        if (!m_file.isEmpty())
            m_watcher.addPath(m_file);
    }
    if (!m_watcher.directories().contains(m_source.directory) && QDir(m_source.directory).exists()) {
        m_watcher.removePaths(m_watcher.directories());
        m_watcher.addPath(m_source.directory);
        m_again = true; // nobody told of what came before it was watched
    }
    const bool more = std::exchange(m_again, false) || found.hasMore || before != m_file;
    if (!found.records.isEmpty())
        emit read(found.records);
    if (more)
        m_soon.start();
}

} // namespace wsagent
