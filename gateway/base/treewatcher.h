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

    struct Options
    {
        std::chrono::milliseconds quiet{75};  ///< nothing has changed for that long when `changed` is emitted
        std::chrono::milliseconds poll{2000}; ///< how often a tree is looked at that cannot be watched
        qsizetype mostWatched = 100'000;      ///< files and directories
    };
    explicit TreeWatcher(Options options, QObject *parent = nullptr);

    /// Instead of the one before. False when not all of it can be watched: then it is looked at from time to
    /// time.
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
    void compare();

    const Options m_options;
    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
    QTimer m_poll; ///< runs while not all of it is watched
    QString m_root;
    QByteArray m_seen; ///< the state that was told last
};

} // namespace wsagent
