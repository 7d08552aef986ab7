#include "gateway/methods/logtail.h"

#include <QFile>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<QJsonObject> tailLog(const QString &file, const LogTailQuery &query)
{
    QFile log(file);
    if (log.exists() && !log.open(QIODevice::ReadOnly))
        return Error{u"%1 cannot be read: %2"_s.arg(file, log.errorString()), u"ls -l '%1'"_s.arg(file),
                     ErrorKind::Io};
    const qint64 size = log.isOpen() ? log.size() : 0;
    const bool reset = query.cursor && *query.cursor > size;
    const bool follows = query.cursor && !reset;
    const qint64 wanted = follows ? *query.cursor : 0;
    const qint64 begin = std::max(wanted, size - query.maxBytes);
    QByteArray text;
    if (log.isOpen() && log.seek(begin))
        text = log.read(query.maxBytes);

    // A line that is being written is left for the next time; one that begins before is dropped.
    text.truncate(text.lastIndexOf('\n') + 1);
    const qint64 end = begin + text.size();
    if (begin > 0 && (!follows || begin > wanted))
        text.remove(0, text.indexOf('\n') + 1);
    QList<QByteArray> lines = text.split('\n');
    lines.removeAll(QByteArray());
    const bool truncated = lines.size() > query.limit || begin > wanted;
    if (lines.size() > query.limit)
        lines = lines.last(query.limit);

    QJsonArray shown;
    for (const QByteArray &line : std::as_const(lines))
        shown += QString::fromUtf8(line);
    QJsonObject result{{"file"_L1, file}, {"cursor"_L1, end}, {"size"_L1, size}, {"lines"_L1, shown}};
    if (truncated)
        result.insert("truncated"_L1, true);
    if (reset)
        result.insert("reset"_L1, true);
    if (follows && begin > wanted)
        result.insert("skippedBytes"_L1, begin - wanted);
    return result;
}

} // namespace wsagent
