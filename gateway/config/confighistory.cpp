#include "gateway/config/confighistory.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/config/configcopies.h"
#include "gateway/config/configwriter.h"
#include "gateway/config/redaction.h"
#include "gateway/config/reloadplan.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QStringList copyNames(const QString &configPath)
{
    const QFileInfo config(configPath);
    const QString beginning = config.fileName() + u'.';
    QStringList names;
    for (const QString &file :
         QDir(config.absolutePath()).entryList({beginning + u'*'}, QDir::Files | QDir::Hidden)) {
        const QString name = file.mid(beginning.size());
        const bool isCopy = name == "bak"_L1 || name.startsWith("bak."_L1) || name == "last-good"_L1 ||
                            name.startsWith("rejected."_L1) || name.startsWith("clobbered."_L1);
        if (isCopy && targetOfTemporary(file).isEmpty())
            names += name;
    }
    return names;
}

std::optional<ConfigCopy> readCopy(const QString &name, const ConfigSource &source,
                                   const ConfigSchema &schema, const QByteArray &current)
{
    const QString path = source.configPath + u'.' + name;
    const auto text = readFile(path, Json5Limits().maxBytes);
    if (!text)
        return std::nullopt;
    ConfigCopy copy{.name = name, .path = path, .savedAt = QFileInfo(path).lastModified()};
    copy.loaded = evaluateConfig(*text, source, schema);
    copy.hash = copy.loaded.hash;
    copy.isValid = copy.loaded.isValid();
    copy.isCurrent = *text == current;
    return copy;
}

/// The keys under which it is decided who gets in.
bool opensDoor(const QString &path)
{
    return path.startsWith("gateway.auth"_L1) || path.startsWith("gateway.bind"_L1) ||
           path.startsWith("gateway.tls"_L1);
}

} // namespace

QList<ConfigCopy> configHistory(const ConfigSource &source, const ConfigSchema &schema)
{
    const auto current = readFile(source.configPath, Json5Limits().maxBytes);
    QList<ConfigCopy> copies;
    for (const QString &name : copyNames(source.configPath)) {
        if (auto copy = readCopy(name, source, schema, current ? *current : QByteArray()))
            copies += *std::move(copy);
    }
    std::stable_sort(copies.begin(), copies.end(),
                     [](const ConfigCopy &a, const ConfigCopy &b) { return a.savedAt > b.savedAt; });
    return copies;
}

Result<ConfigCopy> findCopy(const QString &name, const ConfigSource &source, const ConfigSchema &schema)
{
    const QStringList names = copyNames(source.configPath);
    const auto current = readFile(source.configPath, Json5Limits().maxBytes);
    if (names.contains(name)) {
        if (auto copy = readCopy(name, source, schema, current ? *current : QByteArray()))
            return *std::move(copy);
    }
    return Error{names.isEmpty() ? u"there is no older copy of %1"_s.arg(source.configPath)
                                 : u"there is no copy \"%1\"; there are: %2"_s.arg(name, names.join(", "_L1)),
                 {},
                 ErrorKind::NotFound};
}

QList<ConfigDifference> configDifferences(const QJsonObject &before, const QJsonObject &after,
                                          const ConfigSchema &schema)
{
    QList<ConfigDifference> differences;
    for (const QString &path : changedLeaves(before, after)) {
        const auto at = parseJsonPath(path);
        if (!at || path.startsWith("meta.lastTouched"_L1))
            continue;
        const QJsonValue old = valueAt(before, *at);
        const QJsonValue now = valueAt(after, *at);
        ConfigDifference difference{path, redactedAt(*at, old, schema), redactedAt(*at, now, schema)};
        difference.isSecret = difference.before == difference.after;
        differences += difference;
    }
    return differences;
}

Result<void> restoreCopy(const ConfigCopy &copy, const ConfigSource &source, const ConfigSchema &schema,
                         bool access)
{
    if (const auto writable = checkConfigWritable(source); !writable)
        return writable;
    if (!copy.isValid)
        return Error{u"%1 is not valid itself: %2"_s.arg(copy.path, toString(copy.loaded.errors.first())),
                     u"ws-agent config history"_s, ErrorKind::ConfigInvalid};
    const auto lock = FileLock::acquire(source.configPath + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();
    const auto current = readFile(source.configPath, Json5Limits().maxBytes);
    if (!current && current.error().kind != ErrorKind::NotFound)
        return current.error();
    if (current && Json5Document::parse(*current)) {
        const LoadedConfig now = evaluateConfig(*current, source, schema);
        const QStringList changed = changedLeaves(now.source, copy.loaded.source);
        const bool door = std::any_of(changed.begin(), changed.end(), opensDoor);
        if (door && !access)
            return Error{
                u"%1 also changes who gets in (gateway.auth, gateway.bind or gateway.tls)"_s.arg(copy.name),
                u"add --access to take that over, too"_s, ErrorKind::Conflict};
    } else if (current) {
        if (const auto kept = keepClobbered(source.configPath, *current); !kept)
            return kept;
        return replaceFile(source.configPath, copy.loaded.raw);
    }
    // Rotating renames the copies, so its text has to be at hand before.
    if (const auto rotated = rotateCopies(source.configPath); !rotated)
        return rotated;
    return replaceFile(source.configPath, copy.loaded.raw);
}

} // namespace wsagent
