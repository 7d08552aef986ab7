#pragma once

#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>

namespace wsagent {

/// Tells when one of some files has another content and has come to rest. Follows files that are replaced, as
/// editors do, and notices those that come into being.
class FileWatcher : public QObject
{
    Q_OBJECT

public:
    /// `quiet`: how long nothing may have changed before `changed` is emitted.
    explicit FileWatcher(std::chrono::milliseconds quiet, QObject *parent = nullptr);

    /// Absolute paths; instead of those before.
    void watch(const QStringList &files);

signals:
    void changed();

private:
    void look();
    void follow();

    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QStringList m_files;
    QHash<QString, QString> m_seen; ///< by file, what tells one state of it from another
};

} // namespace wsagent
