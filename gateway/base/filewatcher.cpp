#include "gateway/base/filewatcher.h"

#include <QDateTime>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString stateOf(const QString &file)
{
    const QFileInfo info(file);
    if (!info.exists())
        return u"missing"_s;
    return u"%1 %2"_s.arg(info.size()).arg(info.lastModified().toMSecsSinceEpoch());
}

} // namespace

FileWatcher::FileWatcher(std::chrono::milliseconds quiet, QObject *parent)
    : QObject(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quiet);
    connect(&m_quiet, &QTimer::timeout, this, &FileWatcher::changed);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &FileWatcher::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &FileWatcher::look);
}

void FileWatcher::watch(const QStringList &files)
{
    m_files = files;
    m_seen.clear();
    for (const QString &file : files)
        m_seen.insert(file, stateOf(file));
    if (const QStringList old = m_watcher.files() + m_watcher.directories(); !old.isEmpty())
        m_watcher.removePaths(old);
    follow();
}

/// A file is watched for what is written into it, its directory for what takes its place: with the file that
/// was replaced, Qt forgets the watch on it.
void FileWatcher::follow()
{
    for (const QString &file : std::as_const(m_files)) {
        const QString directory = QFileInfo(file).absolutePath();
        for (const QString &path : {file, directory}) {
            if (QFileInfo::exists(path) && !m_watcher.files().contains(path) &&
                !m_watcher.directories().contains(path))
                m_watcher.addPath(path);
        }
    }
}

void FileWatcher::look()
{
    follow();
    bool isDifferent = false;
    for (const QString &file : std::as_const(m_files)) {
        const QString now = stateOf(file);
        isDifferent = isDifferent || m_seen.value(file) != now;
        m_seen.insert(file, now);
    }
    if (isDifferent)
        m_quiet.start();
}

} // namespace wsagent

// In this object file, so that a program that wants no sockets links none.
#include "moc_filewatcher.cpp" // NOLINT(bugprone-suspicious-include)
