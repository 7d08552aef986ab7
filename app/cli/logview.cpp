#include "app/cli/logview.h"

#include <QDateTime>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString timeOf(const QJsonObject &record, bool utc)
{
    const QDateTime time = QDateTime::fromString(record["time"_L1].toString(), Qt::ISODateWithMs);
    if (!time.isValid())
        return record["time"_L1].toString();
    return utc ? time.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz'Z'"_s)
               : time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
}

} // namespace

std::optional<QString> shownLogLine(const QString &line, const LogViewOptions &options)
{
    const QJsonObject record = QJsonDocument::fromJson(line.toUtf8()).object();
    const QJsonValue meta = record["_meta"_L1];
    const QString level = meta["logLevelName"_L1].toString();
    const QString subsystem = meta["name"_L1].toString();
    const QString message = record["message"_L1].toString();
    const bool filtered =
        options.least != LogLevel::Trace || !options.subsystem.isEmpty() || !options.text.isEmpty();
    if (record.isEmpty())
        return filtered ? std::nullopt : std::optional(line);
    if (logLevelFromName(level.toLower()) < options.least)
        return std::nullopt;
    if (!options.subsystem.isEmpty() && subsystem != options.subsystem)
        return std::nullopt;
    if (!message.contains(options.text, Qt::CaseInsensitive))
        return std::nullopt;
    if (options.json)
        return line;
    return u"%1 %2 [%3] %4"_s.arg(timeOf(record, options.utc), level.toLower().leftJustified(7), subsystem,
                                  message);
}

} // namespace wsagent
