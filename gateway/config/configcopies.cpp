#include "gateway/config/configcopies.h"

#include "gateway/base/files.h"
#include "gateway/base/json5.h"
#include "gateway/base/systemerror.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <cerrno>
#include <cstdio>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array copyNames = {".bak"_L1, ".bak.1"_L1, ".bak.2"_L1, ".bak.3"_L1, ".bak.4"_L1};
constexpr qsizetype clobberedKept = 5;

/// A second name for the old content is as good as a copy, since the file is about to be replaced, and costs
/// nothing.
bool linkAsCopy(const QString &from, const QString &to)
{
#ifdef Q_OS_UNIX
    return !QFileInfo(from).isSymLink() && ::link(from.toUtf8().constData(), to.toUtf8().constData()) == 0;
#else
    Q_UNUSED(from)
    Q_UNUSED(to)
    return false;
#endif
}

Result<void> move(const QString &from, const QString &to)
{
    if (std::rename(from.toUtf8().constData(), to.toUtf8().constData()) == 0)
        return {};
    return systemError(from, u"kept as "_s + to, errno);
}

QString hashOf(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

QStringList namesWith(const QString &beginning)
{
    const QFileInfo info(beginning);
    QStringList names =
        QDir(info.absolutePath()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    names.removeIf([&info](const QString &name) { return !name.startsWith(info.fileName()); });
    return names;
}

/// With the time at its end: now, or a moment after the newest there is, so that the names stay in order
/// however fast one follows the other.
QString newestPath(const QString &beginning)
{
    const QString format = u"yyyyMMdd'T'HHmmsszzz'Z'"_s;
    QString time = QDateTime::currentDateTimeUtc().toString(format);
    const QStringList names = namesWith(beginning);
    const QString newest =
        names.isEmpty() ? QString() : names.last().sliced(QFileInfo(beginning).fileName().size());
    if (const QDateTime last = QDateTime::fromString(newest, format); last.isValid() && newest >= time)
        time = last.addMSecs(1).toString(format);
    return beginning + time;
}

} // namespace

Result<void> rotateCopies(const QString &configPath)
{
    const auto current = readFile(configPath, Json5Limits().maxBytes);
    if (!current)
        return current.error().kind == ErrorKind::NotFound ? Result<void>() : current.error();
    const QString newest = configPath + copyNames[0];
    if (const auto copy = readFile(newest, Json5Limits().maxBytes); copy && *copy == *current)
        return {};
    // Up to a gap, which a rotation that was broken off leaves: no copy gets lost by going on from there.
    size_t last = 0;
    while (last + 1 < copyNames.size() && QFileInfo::exists(configPath + copyNames[last]))
        ++last;
    for (size_t i = last; i > 0; --i) {
        if (const auto moved = move(configPath + copyNames[i - 1], configPath + copyNames[i]); !moved)
            return moved;
    }
    return linkAsCopy(configPath, newest) ? Result<void>() : replaceFile(newest, *current);
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
    const QString path = newestPath(configPath + ".rejected."_L1);
    if (const auto kept = replaceFile(path, text); !kept)
        return kept.error();
    return path;
}

Result<void> keepClobbered(const QString &configPath, const QByteArray &damaged)
{
    const QDir directory(QFileInfo(configPath).absolutePath());
    QStringList kept = namesWith(configPath + ".clobbered."_L1);
    for (const QString &name : kept) {
        const auto content = readFile(directory.filePath(name), Json5Limits().maxBytes);
        if (content && *content == damaged)
            return {};
    }
    while (kept.size() >= clobberedKept)
        QFile::remove(directory.filePath(kept.takeFirst()));
    return replaceFile(newestPath(configPath + ".clobbered."_L1), damaged);
}

void removeAbandonedTemporaries(const QString &path)
{
    const QFileInfo info(path);
    for (const QString &name : namesWith(path)) {
        const QString target = targetOfTemporary(name);
        if (target == info.fileName() || target.startsWith(info.fileName() + u'.'))
            QFile::remove(info.absolutePath() + u'/' + name);
    }
}

} // namespace wsagent
