#pragma once

#include "gateway/base/loglevel.h"

#include <QJsonObject>
#include <QString>

#include <memory>

namespace wsagent {

enum class ConsoleStyle { Pretty, Compact, Json };

struct LogOptions
{
    QString directory = {}; ///< of `gateway-YYYY-MM-DD.jsonl`; kept for seven days
    QString file = {};      ///< one file instead, put away at `maxFileBytes`; empty: dated files
    qint64 maxFileBytes = 100 * 1024 * 1024;
    LogLevel level = LogLevel::Info;
    LogLevel consoleLevel = LogLevel::Info;
    ConsoleStyle style = ConsoleStyle::Pretty;
    bool colour = false;
    QString profile = {};
    QString instanceId = {};
};

/// The log of one gateway: JSON lines in a file, readable lines on standard error. Every line says who
/// speaks. Callers never put a secret into it.
class Log
{
public:
    explicit Log(const LogOptions &options);
    ~Log();
    Q_DISABLE_COPY_MOVE(Log)

    /// `subsystem`: the folder that speaks, such as "net" or "channels/telegram".
    void write(LogLevel level, QLatin1StringView subsystem, const QString &message,
               const QJsonObject &details = {});
    void debug(QLatin1StringView subsystem, const QString &message)
    {
        write(LogLevel::Debug, subsystem, message);
    }
    void info(QLatin1StringView subsystem, const QString &message)
    {
        write(LogLevel::Info, subsystem, message);
    }
    void warn(QLatin1StringView subsystem, const QString &message)
    {
        write(LogLevel::Warn, subsystem, message);
    }
    void error(QLatin1StringView subsystem, const QString &message)
    {
        write(LogLevel::Error, subsystem, message);
    }

    /// Into the file only: what the console says in its own way.
    void record(QLatin1StringView subsystem, const QString &message);

    void setLevels(LogLevel file, LogLevel console);
    /// Opens the file anew: after somebody moved it away.
    void reopen();
    /// The file that is written to now.
    QString currentFile() const;

private:
    struct Sinks;
    LogOptions m_options;
    std::unique_ptr<Sinks> m_sinks;
};

} // namespace wsagent
