#include "gateway/config/configissue.h"

#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

QJsonObject toJson(const ConfigIssue &issue)
{
    QJsonObject json{
        {u"level"_s, issue.level == ConfigIssue::Level::Error ? u"error"_s : u"warning"_s},
        {u"code"_s, issue.code},
        {u"path"_s, issue.path},
        {u"message"_s, issue.message},
    };
    if (!issue.allowed.isEmpty())
        json.insert("allowed"_L1, QJsonArray::fromStringList(issue.allowed));
    if (!issue.file.isEmpty())
        json.insert("file"_L1, issue.file);
    if (issue.at) {
        json.insert("line"_L1, issue.at->line);
        json.insert("column"_L1, issue.at->column);
    }
    return json;
}

QString toString(const ConfigIssue &issue)
{
    QStringList place;
    if (!issue.file.isEmpty())
        place.append(QFileInfo(issue.file).fileName());
    if (issue.at)
        place.append(u"line %1, column %2"_s.arg(issue.at->line).arg(issue.at->column));
    const QString where = place.join(u", "_s);
    if (issue.path.isEmpty())
        return where.isEmpty() ? issue.message : u"%1: %2"_s.arg(where, issue.message);
    return where.isEmpty() ? u"%1: %2"_s.arg(issue.path, issue.message)
                           : u"%1 (%2): %3"_s.arg(issue.path, where, issue.message);
}

} // namespace wsagent
