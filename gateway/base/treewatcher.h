#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>

namespace wsagent {

/// Tells when something below a directory has changed and has come to rest. What begins with a dot does not
/// count, nor node_modules. Directories that come into being are followed.
class TreeWatcher : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostDirectories = 2000;

    /// `quiet`: how long nothing may have changed before `changed` is emitted.
    explicit TreeWatcher(std::chrono::milliseconds quiet, QObject *parent = nullptr);

    /// Instead of the one before. False when not all of it can be watched.
    bool watch(const QString &directory);

signals:
    void changed();

private:
    struct View
    {
        QStringList paths = {};
        QByteArray state = {}; ///< what tells one state of the tree from another
    };

    View look() const;
    bool follow(const View &view);

    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QString m_root;
    QByteArray m_seen; ///< the state that was told last
};

} // namespace wsagent
