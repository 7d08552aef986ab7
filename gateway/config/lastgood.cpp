#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/base/json5edit.h"
#include "gateway/config/configloader.h"
#include "gateway/config/configrestore.h"
#include "gateway/config/redaction.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 maxConfigBytes = 8 * 1024 * 1024;

/// What decides who gets in; never taken from an older file than the one that says so.
constexpr QLatin1StringView guardedKeys[] = {"gateway.auth"_L1, "gateway.bind"_L1,
                                             "gateway.customBindHost"_L1, "gateway.tls"_L1};

QString lastGoodPath(const QString &configPath)
{
    return configPath + u".last-good"_s;
}

bool startsWith(const JsonPath &path, const JsonPath &prefix)
{
    return path.size() >= prefix.size() && path.first(prefix.size()) == prefix;
}

/// Whether the whole file, or a part of it, could not even be read.
bool isIncomplete(const ConfigIssue &issue)
{
    return issue.path.isEmpty() || issue.code == "config.include"_L1;
}

QJsonObject withAccessOf(const QJsonObject &file, const QJsonObject &lastGood)
{
    QJsonValue tree = lastGood;
    for (const QLatin1StringView key : guardedKeys) {
        const JsonPath path = *parseJsonPath(key);
        tree = withValueAt(tree, path, valueAt(file, path));
    }
    return tree.toObject();
}

/// It has to stand alone: included files may change without it.
QByteArray contentToKeep(const LoadedConfig &accepted)
{
    return accepted.files.size() <= 1 ? accepted.raw : toJsonText(accepted.assembled);
}

LoadedConfig standIn(LoadedConfig lastGood, const LoadedConfig &broken)
{
    lastGood.fromLastGood = true;
    lastGood.raw = broken.raw;
    lastGood.hash = broken.hash;
    lastGood.exists = broken.exists;
    lastGood.source = broken.source;
    lastGood.assembled = broken.assembled;
    lastGood.files = broken.files;
    lastGood.warnings = broken.errors + broken.warnings;
    for (ConfigIssue &issue : lastGood.warnings)
        issue.level = ConfigIssue::Level::Warning;
    return lastGood;
}

} // namespace

bool concernsAccess(const ConfigIssue &issue)
{
    const auto path = parseJsonPath(issue.path);
    if (isIncomplete(issue) || !path)
        return false;
    return std::any_of(std::begin(guardedKeys), std::end(guardedKeys), [&](QLatin1StringView key) {
        const JsonPath guarded = *parseJsonPath(key);
        return startsWith(*path, guarded) || startsWith(guarded, *path);
    });
}

LoadedConfig loadConfigOrLastGood(const ConfigSource &source, const ConfigSchema &schema)
{
    LoadedConfig file = loadConfig(source, schema);
    if (file.isValid() || std::any_of(file.errors.begin(), file.errors.end(), concernsAccess))
        return file;
    const auto bytes = readFile(lastGoodPath(source.configPath), maxConfigBytes);
    if (!bytes)
        return file;
    LoadedConfig lastGood = evaluateConfig(*bytes, source, schema);
    if (std::none_of(file.errors.begin(), file.errors.end(), isIncomplete))
        lastGood =
            evaluateConfig(toJsonText(withAccessOf(file.assembled, lastGood.assembled)), source, schema);
    return lastGood.isValid() ? standIn(lastGood, file) : file;
}

bool isLastGood(const LoadedConfig &accepted, const QString &configPath)
{
    if (!accepted.exists)
        return true; // there is nothing to keep
    const auto present = readFile(lastGoodPath(configPath), maxConfigBytes);
    return present && *present == contentToKeep(accepted);
}

Result<void> keepAsLastGood(const LoadedConfig &accepted, const QString &configPath)
{
    if (!accepted.exists)
        return {};
    if (!accepted.isValid() || accepted.fromLastGood)
        return Error{u"only a valid config is kept as last good"_s};
    if (const auto placeholder = findPlaceholder(accepted.assembled))
        return Error{u"not kept as last good: %1 holds a placeholder instead of a secret"_s.arg(
            toString(*placeholder))};

    const auto lock = FileLock::acquire(configPath + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();
    const QByteArray content = contentToKeep(accepted);
    const auto present = readFile(lastGoodPath(configPath), maxConfigBytes);
    if (present && *present == content)
        return {};
    return replaceFile(lastGoodPath(configPath), content);
}

} // namespace wsagent
