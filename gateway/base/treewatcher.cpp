#include "gateway/base/treewatcher.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDirIterator>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool counts(const QFileInfo &file)
{
    return !file.fileName().startsWith(u'.') && file.fileName() != "node_modules"_L1 &&
           !file.isSymbolicLink();
}

/// Everything that counts below a directory, the directories first asked for.
template <typename Visit>
void visitTree(const QString &root, const Visit &visit)
{
    QStringList waiting{root};
    int directories = 0;
    while (!waiting.isEmpty() && directories < TreeWatcher::mostDirectories) {
        const QString directory = waiting.takeLast();
        ++directories;
        const QFileInfoList entries =
            QDir(directory).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &entry : entries) {
            if (!counts(entry))
                continue;
            visit(entry);
            if (entry.isDir())
                waiting += entry.filePath();
        }
    }
}

} // namespace

TreeWatcher::TreeWatcher(std::chrono::milliseconds quiet, QObject *parent)
    : QObject(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quiet);
    const auto stir = [this] {
        follow(); // a directory that is new now may be filled before the quiet
        m_quiet.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, stir);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, stir);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        follow();
        if (const QByteArray now = state(); now != m_seen) {
            m_seen = now;
            emit changed();
        }
    });
}

bool TreeWatcher::watch(const QString &directory)
{
    m_root = directory;
    if (const QStringList before = m_watcher.files() + m_watcher.directories(); !before.isEmpty())
        m_watcher.removePaths(before);
    m_seen = state();
    return follow();
}

/// A file that was replaced is another one, and has to be followed anew.
bool TreeWatcher::follow()
{
    QStringList wanted{m_root};
    visitTree(m_root, [&wanted](const QFileInfo &entry) { wanted += entry.filePath(); });
    QStringList added;
    const QStringList files = m_watcher.files();
    const QStringList directories = m_watcher.directories();
    const QSet<QString> known(files.begin(), files.end());
    const QSet<QString> knownDirectories(directories.begin(), directories.end());
    for (const QString &path : std::as_const(wanted)) {
        if (!known.contains(path) && !knownDirectories.contains(path))
            added += path;
    }
    return added.isEmpty() || m_watcher.addPaths(added).isEmpty();
}

QByteArray TreeWatcher::state() const
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    visitTree(m_root, [&hash](const QFileInfo &entry) {
        hash.addData(entry.filePath().toUtf8());
        if (entry.isFile())
            hash.addData(QByteArray::number(entry.size()) + '/' +
                         QByteArray::number(entry.lastModified().toMSecsSinceEpoch()));
    });
    return hash.result();
}

} // namespace wsagent
