#include "gateway/config/configcopies.h"

#include "gateway/base/files.h"
#include "gateway/base/json5.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array copyNames = {".bak"_L1, ".bak.1"_L1, ".bak.2"_L1, ".bak.3"_L1, ".bak.4"_L1};
constexpr qsizetype clobberedKept = 5;

QString timeStamp()
{
    return QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmsszzz'Z'"_s);
}

/// A second name for the old content is as good as a copy, since the file is about to be replaced, and costs
/// nothing.
bool linkAsCopy(const QString &from, const QString &to)
{
#ifdef Q_OS_UNIX
    return ::link(from.toUtf8().constData(), to.toUtf8().constData()) == 0;
#else
    Q_UNUSED(from)
    Q_UNUSED(to)
    return false;
#endif
}

Result<void> move(const QString &from, const QString &to)
{
    if (std::rename(from.toUtf8().constData(), to.toUtf8().constData()) == 0 || errno == ENOENT)
        return {};
    return Error{u"%1 cannot be kept as %2: %3"_s.arg(from, to, QString::fromLocal8Bit(std::strerror(errno))),
                 {},
                 ErrorKind::Io};
}

QString hashOf(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

QStringList namesLike(const QString &path, const QString &pattern)
{
    const QFileInfo info(path);
    return QDir(info.absolutePath())
        .entryList({info.fileName() + pattern}, QDir::Files | QDir::Hidden, QDir::Name);
}

} // namespace

Result<void> rotateCopies(const QString &configPath)
{
    if (!QFileInfo::exists(configPath))
        return {};
    for (size_t i = copyNames.size() - 1; i > 0; --i) {
        if (const auto moved = move(configPath + copyNames[i - 1], configPath + copyNames[i]); !moved)
            return moved;
    }
    const QString newest = configPath + copyNames[0];
    if (linkAsCopy(configPath, newest))
        return {};
    const auto content = readFile(configPath, Json5Limits().maxBytes);
    return content ? replaceFile(newest, *content) : Result<void>(content.error());
}

std::optional<QByteArray> copyWithHash(const QString &configPath, const QString &hash)
{
    QStringList paths{configPath};
    for (const QLatin1String name : copyNames)
        paths += configPath + name;
    paths += configPath + ".last-good"_L1;
    for (const QString &path : paths) {
        const auto content = readFile(path, Json5Limits().maxBytes);
        if (content && hashOf(*content) == hash)
            return *content;
    }
    return std::nullopt;
}

Result<QString> keepRejected(const QString &configPath, const QByteArray &text)
{
    const QString path = configPath + ".rejected."_L1 + timeStamp();
    if (const auto kept = replaceFile(path, text); !kept)
        return kept.error();
    return path;
}

Result<void> keepClobbered(const QString &configPath, const QByteArray &damaged)
{
    const QDir directory(QFileInfo(configPath).absolutePath());
    QStringList kept = namesLike(configPath, u".clobbered.*"_s);
    for (const QString &name : kept) {
        const auto content = readFile(directory.filePath(name), Json5Limits().maxBytes);
        if (content && *content == damaged)
            return {};
    }
    while (kept.size() >= clobberedKept)
        QFile::remove(directory.filePath(kept.takeFirst()));
    return replaceFile(configPath + ".clobbered."_L1 + timeStamp(), damaged);
}

void removeAbandonedTemporaries(const QString &path)
{
    const QDir directory(QFileInfo(path).absolutePath());
    for (const QString &name : namesLike(path, u".*.tmp"_s))
        QFile::remove(directory.filePath(name));
}

} // namespace wsagent
