#include "gateway/config/configwriter.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/base/version.h"
#include "gateway/config/configcopies.h"
#include "gateway/config/configtarget.h"
#include "gateway/config/redaction.h"
#include "gateway/config/reloadplan.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lockTimeout = 10s;
constexpr qsizetype smallFile = 512; ///< below this, losing half of the text is nothing unusual

bool overlap(const JsonPath &a, const JsonPath &b)
{
    const qsizetype common = std::min(a.size(), b.size());
    return a.first(common) == b.first(common);
}

Error conflict(const QString &path)
{
    return {path.isEmpty() ? u"the file was changed meanwhile"_s
                           : u"%1 was changed meanwhile by somebody else"_s.arg(path),
            u"look at the file again, then repeat the change"_s, ErrorKind::Conflict};
}

/// The tree somebody looked at when they made the change; an error when nobody remembers that text.
Result<std::optional<QJsonObject>> baseTree(const ConfigChange &change, const QString &configPath)
{
    std::optional<QByteArray> text = change.base;
    if (!text && !change.baseHash.isEmpty()) {
        text = copyWithHash(configPath, change.baseHash);
        const bool emptyBase = change.baseHash.startsWith("e3b0c44298fc1c14"_L1); // SHA-256 of nothing
        if (!text && !emptyBase)
            return conflict({});
        text = text.value_or(QByteArray());
    }
    if (!text)
        return std::optional<QJsonObject>();
    const auto document = Json5Document::parse(*text);
    return std::optional(document ? document->value().toObject() : QJsonObject());
}

/// D4: changes to different keys merge, changes to the same key do not.
Result<void> checkBase(const ConfigChange &change, const LoadedConfig &current, const QString &configPath)
{
    if (change.base == current.raw || (!change.baseHash.isEmpty() && change.baseHash == current.hash))
        return {};
    const auto base = baseTree(change, configPath);
    if (!base)
        return base.error();
    if (!*base)
        return {};
    for (const QString &leaf : changedLeaves(**base, current.source)) {
        const auto changed = parseJsonPath(leaf);
        for (const JsonEdit &edit : change.edits) {
            const bool sameOutcome = valueAt(current.source, edit.path) == edit.value;
            if (changed && overlap(*changed, edit.path) && !sameOutcome && changed->value(0).key != "meta"_L1)
                return conflict(leaf);
        }
    }
    return {};
}

/// "***" in a value that came back from somebody who saw the redacted config means: as it is.
Result<QList<JsonEdit>> withSecretsRestored(const QList<JsonEdit> &edits, const QJsonObject &current)
{
    const bool mentioned = std::any_of(edits.begin(), edits.end(), [](const JsonEdit &edit) {
        return findPlaceholder(edit.value).has_value();
    });
    if (!mentioned)
        return edits;
    QJsonValue candidate = current;
    for (const JsonEdit &edit : edits)
        candidate = withValueAt(candidate, edit.path, edit.value);
    const auto restored = restoreRedacted(candidate.toObject(), current);
    if (!restored)
        return restored.error();
    QList<JsonEdit> result = edits;
    for (JsonEdit &edit : result) {
        if (!edit.value.isUndefined())
            edit.value = valueAt(*restored, edit.path);
    }
    return result;
}

QList<JsonEdit> stampEdits()
{
    const QJsonValue now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    return {{{{u"meta"_s}, {u"lastTouchedVersion"_s}}, QLatin1String(version)},
            {{{u"meta"_s}, {u"lastTouchedAt"_s}}, now}};
}

/// Errors that the file has already do not stand in the way of a change somewhere else.
Result<void> checkNoNewErrors(const LoadedConfig &current, const LoadedConfig &candidate)
{
    for (const ConfigIssue &issue : candidate.errors) {
        const bool known =
            std::any_of(current.errors.begin(), current.errors.end(), [&issue](const ConfigIssue &old) {
                return old.path == issue.path && old.message == issue.message;
            });
        if (!known)
            return Error{issue.path.isEmpty() ? issue.message : issue.path + ": "_L1 + issue.message,
                         {},
                         ErrorKind::ConfigInvalid};
    }
    return {};
}

/// Whether the candidate looks like an accident: half of the file gone, or no gateway any more.
QString clobberReason(const LoadedConfig &current, const LoadedConfig &candidate)
{
    if (!current.config.mode.isEmpty() && candidate.config.mode.isEmpty())
        return u"it would drop gateway.mode"_s;
    if (current.raw.size() >= smallFile && candidate.raw.size() * 2 < current.raw.size())
        return u"it would drop more than half of the file"_s;
    return {};
}

Result<void> guardAgainstClobbering(const ConfigSource &source, const LoadedConfig &current,
                                    const LoadedConfig &candidate)
{
    const QString reason = clobberReason(current, candidate);
    if (reason.isEmpty())
        return {};
    const auto kept = keepRejected(source.configPath, candidate.raw);
    if (!kept)
        return kept.error();
    return Error{u"the change was refused: %1"_s.arg(reason), u"the refused text is kept as %1"_s.arg(*kept),
                 ErrorKind::Conflict};
}

Result<void> checkReadable(const ConfigSource &source, const LoadedConfig &current)
{
    if (!current.exists || current.raw.isEmpty())
        return {};
    const auto document = Json5Document::parse(current.raw);
    if (document)
        return {};
    if (const auto kept = keepClobbered(source.configPath, current.raw); !kept)
        return kept;
    const Json5Error &error = document.error();
    return Error{u"%1 cannot be changed: line %2, column %3: %4"_s.arg(source.configPath)
                     .arg(error.at.line)
                     .arg(error.at.column)
                     .arg(error.message),
                 u"mend the line, or restore %1.bak"_s.arg(source.configPath), ErrorKind::ConfigInvalid};
}

/// What the config would mean with the new text in its place.
LoadedConfig evaluateTarget(const ConfigSource &source, const ConfigSchema &schema,
                            const ConfigTarget &target)
{
    if (target.file == source.configPath)
        return evaluateConfig(target.text, source, schema);
    ConfigSource changed = source;
    changed.contents.insert(target.file, target.text);
    return loadConfig(changed, schema);
}

Result<void> write(const ConfigTarget &target)
{
    if (const auto rotated = rotateCopies(target.file); !rotated)
        return rotated;
    return replaceFile(target.file, target.text);
}

/// Everything that happens under the lock.
Result<ConfigWriteResult> change(const ConfigSource &source, const ConfigSchema &schema,
                                 const ConfigChange &change)
{
    removeAbandonedTemporaries(source.configPath);
    const LoadedConfig current = loadConfig(source, schema);
    if (const auto readable = checkReadable(source, current); !readable)
        return readable.error();
    if (const auto based = checkBase(change, current, source.configPath); !based)
        return based.error();
    const auto edits = withSecretsRestored(change.edits, current.source);
    if (!edits)
        return edits.error();
    auto target = targetOf(source, current, *edits);
    if (!target)
        return target.error();

    auto edited = editJson5(target->text, target->edits);
    if (!edited)
        return edited.error();
    ConfigWriteResult result{.before = current, .after = current, .writtenFile = target->file};
    result.changed = *edited != target->text;
    const bool stamped = result.changed && target->file == source.configPath;
    if (stamped)
        edited = editJson5(*edited, stampEdits());
    if (!edited)
        return edited.error();
    target->text = *edited;

    if (result.changed)
        result.after = evaluateTarget(source, schema, *target);
    if (const auto checked = checkNoNewErrors(current, result.after); !checked)
        return checked.error();
    if (change.guard) {
        if (const auto allowed = change.guard(current, result.after); !allowed)
            return allowed.error();
    }
    if (!result.changed || change.dryRun)
        return result;
    if (!change.force) {
        if (const auto guarded = guardAgainstClobbering(source, current, result.after); !guarded)
            return guarded.error();
    }
    if (const auto written = write(*target); !written)
        return written.error();
    return result;
}

} // namespace

Result<ConfigWriteResult> writeConfig(const ConfigSource &source, const ConfigSchema &schema,
                                      const ConfigChange &asked)
{
    if (source.environment.value(u"WS_AGENT_CONFIG_READONLY"_s) == "1"_L1)
        return Error{u"the config is read-only because WS_AGENT_CONFIG_READONLY=1 is set"_s,
                     u"unset WS_AGENT_CONFIG_READONLY"_s};
    if (const auto made = makePrivateDirectory(QFileInfo(source.configPath).absolutePath()); !made)
        return made.error();
    const auto lock = FileLock::acquire(source.configPath + ".lock"_L1, lockTimeout);
    if (!lock)
        return lock.error();
    return change(source, schema, asked);
}

} // namespace wsagent
