#pragma once

#include "gateway/base/loglevel.h"

#include <QList>
#include <QString>

namespace wsagent {

/// One line of the log of a gateway.
struct LogRecord
{
    qint64 atMs = 0; ///< since the epoch; 0: the line does not say
    QString profile = {};
    LogLevel level = LogLevel::Info;
    QString subsystem = {};
    QString message = {};

    bool operator==(const LogRecord &) const = default;
};

/// A line that is no record of a gateway is a message as it stands.
LogRecord parseLogLine(const QByteArray &line, const QString &profile);

/// "2026-03-01 12:00:00.123 main warn [net] …": how it is copied.
QString toText(const LogRecord &record);

struct LogFilter
{
    LogLevel least = LogLevel::Trace;
    QString profile = {}; ///< empty: all
    QString text = {};    ///< in message or subsystem, in any case

    bool operator==(const LogFilter &) const = default;
    bool passes(const LogRecord &record) const;
};

} // namespace wsagent
