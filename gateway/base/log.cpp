#include "gateway/base/log.h"

#include <QDateTime>
#include <QJsonDocument>

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/daily_file_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr uint16_t daysKept = 7;
constexpr size_t archivesKept = 5;

spdlog::level::level_enum spdlogLevel(LogLevel level)
{
    return spdlog::level::level_enum(level);
}

std::string fileName(const QString &path)
{
    return path.toStdString();
}

QString datedFile(const QString &directory)
{
    return directory + u"/gateway-%1.jsonl"_s.arg(QDateTime::currentDateTime().toString(u"yyyy-MM-dd"_s));
}

spdlog::sink_ptr fileSink(const LogOptions &options)
{
    if (!options.file.isEmpty())
        return std::make_shared<spdlog::sinks::rotating_file_sink_st>(
            fileName(options.file), size_t(options.maxFileBytes), archivesKept);
    return std::make_shared<spdlog::sinks::daily_file_format_sink_st>(
        fileName(options.directory + "/gateway-%Y-%m-%d.jsonl"_L1), 0, 0, false, daysKept);
}

std::unique_ptr<spdlog::logger> loggerFor(spdlog::sink_ptr sink, LogLevel level, const std::string &pattern)
{
    sink->set_pattern(pattern);
    auto logger = std::make_unique<spdlog::logger>(std::string(), std::move(sink));
    logger->set_level(spdlogLevel(level));
    logger->flush_on(spdlog::level::trace); // lines are few, and somebody may follow them
    return logger;
}

QByteArray jsonLine(const LogOptions &options, LogLevel level, QLatin1StringView subsystem,
                    const QString &message, const QJsonObject &details)
{
    QJsonObject line{
        {"time"_L1, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {"_meta"_L1,
         QJsonObject{{"logLevelName"_L1, QString(nameOf(level)).toUpper()}, {"name"_L1, QString(subsystem)}}},
        {"message"_L1, message},
        {"profile"_L1, options.profile},
    };
    if (!options.instanceId.isEmpty())
        line.insert("instanceId"_L1, options.instanceId);
    if (!details.isEmpty())
        line.insert("details"_L1, details);
    return QJsonDocument(line).toJson(QJsonDocument::Compact);
}

spdlog::string_view_t view(const QByteArray &text)
{
    return {text.constData(), size_t(text.size())};
}

} // namespace

struct Log::Sinks
{
    std::unique_ptr<spdlog::logger> file;
    std::unique_ptr<spdlog::logger> console;
};

Log::Log(const LogOptions &options)
    : m_options(options)
    , m_sinks(std::make_unique<Sinks>())
{
    const bool readable = options.style != ConsoleStyle::Json;
    const auto colour = options.colour ? spdlog::color_mode::always : spdlog::color_mode::never;
    m_sinks->console =
        loggerFor(std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(colour), options.consoleLevel,
                  readable && options.style == ConsoleStyle::Pretty ? "%H:%M:%S %^%-7l%$ %v" : "%v");
    reopen();
}

Log::~Log() = default;

void Log::reopen()
{
    m_sinks->file.reset();
    if (m_options.directory.isEmpty() && m_options.file.isEmpty())
        return;
    try {
        m_sinks->file = loggerFor(fileSink(m_options), m_options.level, "%v");
    } catch (const spdlog::spdlog_ex &failure) {
        // A gateway without a log is better than none.
        error("log"_L1, u"the log file cannot be written: %1"_s.arg(QString::fromLocal8Bit(failure.what())));
    }
}

void Log::setLevels(LogLevel file, LogLevel console)
{
    m_options.level = file;
    m_options.consoleLevel = console;
    if (m_sinks->file)
        m_sinks->file->set_level(spdlogLevel(file));
    m_sinks->console->set_level(spdlogLevel(console));
}

QString Log::currentFile() const
{
    return m_options.file.isEmpty() ? datedFile(m_options.directory) : m_options.file;
}

void Log::write(LogLevel level, QLatin1StringView subsystem, const QString &message,
                const QJsonObject &details)
{
    const auto spdlog = spdlogLevel(level);
    const bool toFile = m_sinks->file && m_sinks->file->should_log(spdlog);
    const bool toConsole = m_sinks->console->should_log(spdlog);
    if (!toFile && !toConsole)
        return;

    const QByteArray json = toFile || m_options.style == ConsoleStyle::Json
                                ? jsonLine(m_options, level, subsystem, message, details)
                                : QByteArray();
    if (toFile)
        m_sinks->file->log(spdlog, view(json));
    if (toConsole && m_options.style == ConsoleStyle::Json)
        m_sinks->console->log(spdlog, view(json));
    else if (toConsole)
        m_sinks->console->log(spdlog, view(u"[%1] %2"_s.arg(subsystem, message).toUtf8()));
}

void Log::record(QLatin1StringView subsystem, const QString &message)
{
    if (m_sinks->file && m_sinks->file->should_log(spdlog::level::info))
        m_sinks->file->log(spdlog::level::info,
                           view(jsonLine(m_options, LogLevel::Info, subsystem, message, {})));
}

} // namespace wsagent
