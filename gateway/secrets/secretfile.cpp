#include "gateway/secrets/secretfile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <cstring>
#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

#ifdef Q_OS_UNIX

Error refused(const QString &path, const QString &reason, const QString &fix)
{
    return {u"%1 is not used for secrets: %2"_s.arg(path, reason), fix};
}

/// Looked at after opening, so that nobody can put another file there in between.
Result<void> checkPrivate(const QString &path, const struct stat &info)
{
    if (!S_ISREG(info.st_mode))
        return refused(path, u"it is not a regular file"_s, u"ls -l '%1'"_s.arg(path));
    if (info.st_uid != ::geteuid())
        return refused(path, u"it belongs to somebody else"_s, u"ls -l '%1'"_s.arg(path));
    if (info.st_nlink > 1) // none when it was replaced a moment ago: what we hold is the old content
        return refused(path, u"it has a second name somewhere"_s, u"find ~ -samefile '%1'"_s.arg(path));
    if (info.st_mode & 077)
        return refused(path, u"others can get at it"_s, u"chmod 600 '%1'"_s.arg(path));
    return {};
}

/// What can be opened is no link, and a pipe does not make us wait.
int openPrivate(const QString &path)
{
    return ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

#endif

/// "~1" is a slash and "~0" a tilde.
QString unescaped(QString token)
{
    return token.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
}

QJsonValue step(const QJsonValue &value, const QString &token)
{
    if (!value.isArray())
        return value.toObject().value(token);
    bool ok = false;
    const int index = token.toInt(&ok);
    return ok && QString::number(index) == token ? value.toArray().at(index) : QJsonValue::Undefined;
}

} // namespace

Result<QByteArray> readPrivateFile(const QString &path, qint64 maxBytes)
{
    QFile file(path);
#ifdef Q_OS_UNIX
    const int fd = openPrivate(path);
    if (fd < 0 && errno == ELOOP)
        return refused(path, u"it is a link"_s, u"ls -l '%1'"_s.arg(path));
    if (fd < 0)
        return Error{u"%1 cannot be read: %2"_s.arg(path, QString::fromLocal8Bit(std::strerror(errno))),
                     {},
                     errno == ENOENT ? ErrorKind::NotFound : ErrorKind::Io};
    file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle);
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return Error{u"%1 cannot be read"_s.arg(path), {}, ErrorKind::Io};
    if (const auto checked = checkPrivate(path, info); !checked)
        return checked.error();
#else
    if (!QFile::exists(path))
        return Error{u"there is no %1"_s.arg(path), {}, ErrorKind::NotFound};
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"%1 cannot be read: %2"_s.arg(path, file.errorString()), {}, ErrorKind::Io};
#endif
    const QByteArray content = file.read(maxBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return Error{u"%1 cannot be read: %2"_s.arg(path, file.errorString()), {}, ErrorKind::Io};
    if (content.size() > maxBytes)
        return Error{u"%1 is larger than %2 bytes"_s.arg(path).arg(maxBytes), {}, ErrorKind::Io};
    return content;
}

Result<QByteArray> secretIn(const QByteArray &content, const QString &id)
{
    if (id == "value"_L1) {
        QByteArray secret = content;
        if (secret.endsWith('\n'))
            secret.chop(secret.endsWith("\r\n") ? 2 : 1);
        return secret.isEmpty() ? Result<QByteArray>(Error{u"the file is empty"_s, {}, ErrorKind::NotFound})
                                : secret;
    }
    const QJsonDocument document = QJsonDocument::fromJson(content);
    if (document.isNull())
        return Error{u"the file is not JSON"_s, u"use mode singleValue for a file that is the secret"_s};
    QJsonValue value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    const QStringList tokens = id.split(u'/').mid(1);
    for (const QString &token : tokens)
        value = step(value, unescaped(token));
    if (!value.isString() || value.toString().isEmpty())
        return Error{u"there is no text at %1"_s.arg(id), {}, ErrorKind::NotFound};
    return value.toString().toUtf8();
}

} // namespace wsagent
