#pragma once

#include "gateway/base/worker.h"
#include "ui/logs/logrecord.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace wsagent {

/// Where a gateway writes its log.
struct LogSource
{
    QString profile = {};
    QString directory = {}; ///< of `gateway-YYYY-MM-DD.jsonl`
    QString file = {};      ///< instead of these, when the config names one

    bool operator==(const LogSource &) const = default;
};

/// Follows the log of one gateway, whether it runs or not, from one day to the next. Lines are read and
/// parsed on another thread and handed over in batches.
class LogTail : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 firstBytes = 512 * 1024;       ///< of what there is already
    static constexpr qint64 mostBytes = 4 * 1024 * 1024;   ///< in one batch
    static constexpr std::chrono::milliseconds pause{100}; ///< between batches

    enum class From { NearTheEnd, Now };

    explicit LogTail(LogSource source, From from = From::NearTheEnd, QObject *parent = nullptr);
    ~LogTail() override;

signals:
    void read(const QList<wsagent::LogRecord> &records);

private:
    /// What a look has found, and where the next one goes on.
    struct Look
    {
        QList<LogRecord> records = {};
        QString file = {};
        qint64 position = 0;
        bool hasMore = false;
    };

    static Look lookAt(const LogSource &source, const QString &file, qint64 position, qint64 fromEnd);
    void look();
    void taken(const Look &found);

    LogSource m_source;
    qint64 m_fromEnd; ///< bytes of what there is already
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    QString m_file;
    qint64 m_position = -1; ///< negative: near the end
    bool m_isLooking = false;
    bool m_again = false;
    Worker m_worker;
};

} // namespace wsagent
