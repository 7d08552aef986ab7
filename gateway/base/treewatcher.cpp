#include "gateway/base/treewatcher.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QSet>

#include <algorithm>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool counts(const QFileInfo &file)
{
    return !file.fileName().startsWith(u'.') && file.fileName() != "node_modules"_L1 &&
           !file.isSymbolicLink();
}

} // namespace

TreeWatcher::TreeWatcher(Options options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(options.quiet);
    m_poll.setInterval(options.poll);
    const auto stir = [this] {
        follow(look()); // a directory that is new now may be filled before the quiet
        m_quiet.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, stir);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, stir);
    connect(&m_quiet, &QTimer::timeout, this, &TreeWatcher::compare);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        if (!m_quiet.isActive() && look().state != m_seen)
            m_quiet.start();
    });
}

void TreeWatcher::compare()
{
    const View now = look();
    follow(now);
    if (std::exchange(m_seen, now.state) != now.state)
        emit changed();
}

bool TreeWatcher::watch(const QString &directory)
{
    m_root = directory;
    if (const QStringList before = m_watcher.files() + m_watcher.directories(); !before.isEmpty())
        m_watcher.removePaths(before);
    const View now = look();
    m_seen = now.state;
    return follow(now);
}

TreeWatcher::View TreeWatcher::look() const
{
    View view{.paths = {m_root}};
    QCryptographicHash hash(QCryptographicHash::Sha1);
    QStringList waiting{m_root};
    for (int directories = 0; !waiting.isEmpty() && directories < mostDirectories; ++directories) {
        const QFileInfoList entries =
            QDir(waiting.takeLast()).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &entry : entries) {
            if (!counts(entry))
                continue;
            view.paths += entry.filePath();
            hash.addData(entry.filePath().toUtf8());
            if (entry.isFile())
                hash.addData(QByteArray::number(entry.size()) + '/' +
                             QByteArray::number(entry.lastModified().toMSecsSinceEpoch()));
            if (entry.isDir())
                waiting += entry.filePath();
        }
    }
    view.state = hash.result();
    return view;
}

/// A file that was replaced is another one, and has to be followed anew.
bool TreeWatcher::follow(const View &view)
{
    const QStringList followed = m_watcher.files() + m_watcher.directories();
    const QSet<QString> known(followed.begin(), followed.end());
    QStringList added = view.paths;
    added.removeIf([&known](const QString &path) { return known.contains(path); });
    const qsizetype room = std::max<qsizetype>(0, m_options.mostWatched - followed.size());
    const bool fits = added.size() <= room;
    added = added.first(std::min(room, added.size()));
    const bool isComplete = (added.isEmpty() || m_watcher.addPaths(added).isEmpty()) && fits;
    if (isComplete)
        m_poll.stop();
    else if (!m_poll.isActive())
        m_poll.start();
    return isComplete;
}

} // namespace wsagent
