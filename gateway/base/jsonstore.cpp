#include "gateway/base/jsonstore.h"

#include "gateway/base/files.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<StoredJson> readJsonStore(const QString &path, qint64 maxBytes)
{
    const auto content = readFile(path, maxBytes);
    if (!content)
        return content.error().kind == ErrorKind::NotFound ? Result(StoredJson()) : content.error();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(*content, &error);
    if (document.isObject())
        return StoredJson{.value = document.object()};
    const QString aside =
        u"%1.corrupt.%2"_s.arg(path, QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmsszzz"_s));
    if (!QFile::rename(path, aside))
        return Error{u"%1 is damaged and cannot be moved away"_s.arg(path),
                     u"mv '%1' '%2'"_s.arg(path, aside), ErrorKind::Io};
    const QString reason =
        error.error == QJsonParseError::NoError ? u"it holds no object"_s : error.errorString();
    return StoredJson{.damage = u"%1 was damaged (%2); it is %3 now"_s.arg(path, reason, aside)};
}

Result<void> writeJsonStore(const QString &path, const QJsonObject &value)
{
    return replaceFile(path, QJsonDocument(value).toJson());
}

} // namespace wsagent
