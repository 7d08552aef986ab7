#include "app/cli/logtail.h"

#include "gateway/base/loglevel.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

QString newestLogFile(const InstancePaths &paths, const Config &config)
{
    if (!config.logFile.isEmpty())
        return config.logFile;
    const QDir directory(paths.logDir());
    const QStringList files = directory.entryList({u"gateway-*.jsonl"_s}, QDir::Files, QDir::Name);
    return files.isEmpty() ? QString() : directory.filePath(files.last());
}

QStringList lastLines(const QString &path)
{
    constexpr qint64 lastBytes = 64 * 1024;
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    file.seek(qMax(qint64(0), file.size() - lastBytes));
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

QJsonObject lastError(const QStringList &lines, const QDateTime &since)
{
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        const QJsonObject record = QJsonDocument::fromJson(line->toUtf8()).object();
        const QString level = record["_meta"_L1]["logLevelName"_L1].toString();
        const bool isError = !level.isEmpty() && logLevelFromName(level.toLower()) >= LogLevel::Error;
        const auto time = QDateTime::fromString(record["time"_L1].toString(), Qt::ISODateWithMs);
        if (isError && (!since.isValid() || time >= since))
            return record;
    }
    return {};
}

} // namespace wsagent
