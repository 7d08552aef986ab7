#include "ui/logs/logrecord.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace wsagent {

using namespace Qt::StringLiterals;

LogRecord parseLogLine(const QByteArray &line, const QString &profile)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    if (json.isEmpty())
        return {.profile = profile, .message = QString::fromUtf8(line)};
    const QJsonValue meta = json["_meta"_L1];
    const QDateTime time = QDateTime::fromString(json["time"_L1].toString(), Qt::ISODateWithMs);
    return {.atMs = time.isValid() ? time.toMSecsSinceEpoch() : 0,
            .profile = profile,
            .level = logLevelFromName(meta["logLevelName"_L1].toString().toLower()),
            .subsystem = meta["name"_L1].toString(),
            .message = json["message"_L1].toString()};
}

QString toText(const LogRecord &record)
{
    const QString time =
        record.atMs > 0 ? QDateTime::fromMSecsSinceEpoch(record.atMs).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s)
                        : u"-"_s;
    return u"%1 %2 %3 [%4] %5"_s.arg(time, record.profile, QString(nameOf(record.level)), record.subsystem,
                                     record.message);
}

bool LogFilter::passes(const LogRecord &record) const
{
    return record.level >= least && (profile.isEmpty() || record.profile == profile) &&
           (text.isEmpty() || record.message.contains(text, Qt::CaseInsensitive) ||
            record.subsystem.contains(text, Qt::CaseInsensitive));
}

} // namespace wsagent
