#include "gateway/config/configwriter.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/base/jsoncompare.h"
#include "gateway/base/version.h"
#include "gateway/config/configcopies.h"
#include "gateway/config/configtarget.h"
#include "gateway/config/redaction.h"

#include <QDateTime>
#include <QFileInfo>
#include <QVersionNumber>

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

Error unreadable(const QString &path, const Json5Error &error)
{
    return {u"%1 cannot be changed: line %2, column %3: %4"_s.arg(path)
                .arg(error.at.line)
                .arg(error.at.column)
                .arg(error.message),
            u"mend the line, or restore %1.bak"_s.arg(path), ErrorKind::ConfigInvalid};
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

/// That a newer program wrote the file stays known, so that nothing of it is taken for an older form.
QList<JsonEdit> stampEdits(const QJsonObject &current)
{
    const QJsonValue now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    const auto before = QVersionNumber::fromString(current["meta"_L1]["lastTouchedVersion"_L1].toString());
    QList<JsonEdit> edits{{{{u"meta"_s}, {u"lastTouchedAt"_s}}, now}};
    if (before <= QVersionNumber::fromString(QLatin1StringView(version)))
        edits.prepend({{{u"meta"_s}, {u"lastTouchedVersion"_s}}, QLatin1String(version)});
    return edits;
}

bool isKnown(const ConfigIssue &issue, const QList<ConfigIssue> &known)
{
    return std::any_of(known.begin(), known.end(), [&issue](const ConfigIssue &old) {
        return old.path == issue.path && old.message == issue.message;
    });
}

/// Errors that the file has already do not stand in the way of a change somewhere else.
Result<void> checkIssues(const LoadedConfig &before, const ConfigChange &change, ConfigWriteResult &result)
{
    QList<ConfigIssue> objections;
    for (const ConfigIssue &issue : result.after.errors) {
        if (!isKnown(issue, before.errors))
            objections += issue;
    }
    if (change.objections)
        *change.objections = objections;
    if (!objections.isEmpty()) {
        const ConfigIssue &first = objections.first();
        return Error{first.path.isEmpty() ? first.message : first.path + ": "_L1 + first.message,
                     {},
                     ErrorKind::ConfigInvalid};
    }
    for (const ConfigIssue &issue : result.after.warnings) {
        if (!isKnown(issue, before.warnings))
            result.newWarnings += issue;
    }
    return {};
}

/// Whether the candidate looks like an accident: half of the file gone, or no gateway any more.
QString clobberReason(const LoadedConfig &current, const LoadedConfig &candidate)
{
    const QString mode = current.assembled["gateway"_L1]["mode"_L1].toString();
    if (!mode.isEmpty() && candidate.config.mode.isEmpty())
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
    if (!current.exists || current.document)
        return {};
    for (const ConfigIssue &issue : current.errors) {
        if (issue.code == "config.unreadable"_L1)
            return Error{issue.message, u"ls -l '%1'"_s.arg(source.configPath), ErrorKind::Io};
    }
    if (current.raw.isEmpty())
        return {};
    const auto document = Json5Document::parse(current.raw);
    if (document)
        return {};
    if (const auto kept = keepClobbered(source.configPath, current.raw); !kept)
        return kept;
    return unreadable(source.configPath, document.error());
}

/// One instance must not change what another one does.
Result<void> checkNotShared(const ConfigSource &source, const ConfigChange &change, const QString &file)
{
    if (file == source.configPath || !change.otherReader)
        return {};
    const QString reader = change.otherReader(file);
    if (reader.isEmpty())
        return {};
    return Error{
        u"%1 belongs to the config of %2, too, and cannot be changed for one of them"_s.arg(file, reader),
        u"edit %1"_s.arg(file), ErrorKind::Usage};
}

bool changesSomething(const ConfigTarget &target)
{
    const QJsonValue before = target.document ? target.document->value() : QJsonValue::Undefined;
    QJsonValue after = before;
    for (const JsonEdit &edit : target.edits)
        after = withValueAt(after, edit.path, edit.value);
    return !sameJson(before, after);
}

/// A whole new text for the config, with the secrets its author was not shown.
Result<ConfigTarget> wholeTarget(const ConfigSource &source, const LoadedConfig &current,
                                 const QByteArray &text)
{
    const auto document = Json5Document::parse(text);
    if (!document)
        return unreadable(source.configPath, document.error());
    const QJsonObject given = document->value().toObject();
    const auto restored = restoreRedacted(given, current.source);
    if (!restored)
        return restored.error();
    return ConfigTarget{source.configPath, text, *document, editsBetween(given, *restored)};
}

/// Nothing for a text that is blank and stays so.
Result<std::optional<Json5Document>> edited(const ConfigTarget &target, const QList<JsonEdit> &edits)
{
    if (target.document) {
        const auto document = editJson5(*target.document, edits);
        return document ? Result(std::optional(*document)) : document.error();
    }
    const auto text = editJson5(target.text, edits);
    if (!text)
        return text.error();
    if (*text == target.text)
        return std::optional<Json5Document>();
    const auto document = Json5Document::parse(*text);
    if (!document)
        return unreadable(target.file, document.error());
    return std::optional(*document);
}

/// What the config means with the new text in its place.
LoadedConfig evaluated(const ConfigSource &source, const ConfigSchema &schema, const QString &file,
                       const Json5Document &document)
{
    if (file == source.configPath)
        return evaluateConfig(document, source, schema);
    ConfigSource changed = source;
    changed.contents.insert(file, document.text());
    return loadConfig(changed, schema);
}

/// The config as it is is worked out only when the candidate leaves something to compare with it.
Result<void> compare(const ConfigSource &source, const ConfigSchema &schema, const ConfigChange &change,
                     const LoadedConfig &current, ConfigWriteResult &result)
{
    result.plan = planReload(schema.withDefaults(current.assembled),
                             schema.withDefaults(result.after.assembled), schema);
    if (result.after.errors.isEmpty() && result.after.warnings.isEmpty())
        return {};
    return checkIssues(loadConfig(source, schema), change, result);
}

/// The copies are rotated when nothing but the replacement itself can fail any more; a full disk would
/// otherwise push out the old ones, one with each attempt.
Result<void> write(const QString &file, const QByteArray &text)
{
    removeAbandonedTemporaries(file);
    auto pending = PendingFile::write(file, text);
    if (!pending)
        return pending.error();
    if (const auto rotated = rotateCopies(file); !rotated)
        return rotated;
    return pending->commit();
}

/// Others who write one after the other are no reason to give up; one who holds the lock and does nothing is.
QDateTime changeOf(const QString &configPath)
{
    return QFileInfo(configPath).lastModified();
}

/// Everything that happens under the lock.
Result<ConfigWriteResult> change(const ConfigSource &source, const ConfigSchema &schema,
                                 const ConfigChange &change)
{
    const LoadedConfig current = readConfig(source, schema);
    if (const auto readable = checkReadable(source, current); !readable && !change.text)
        return readable.error(); // a whole new text mends what cannot be read
    if (const auto based = checkBase(change, current, source.configPath); !based)
        return based.error();
    const auto edits = withSecretsRestored(change.edits, current.assembled);
    if (!edits)
        return edits.error();
    const auto target =
        change.text ? wholeTarget(source, current, *change.text) : targetOf(source, current, *edits);
    if (!target)
        return target.error();
    if (const auto own = checkNotShared(source, change, target->file); !own)
        return own.error();

    ConfigWriteResult result{.writtenFile = target->file,
                             .changed =
                                 change.text ? *change.text != current.raw : changesSomething(*target)};
    const bool stamped = result.changed && target->file == source.configPath;
    const auto candidate =
        edited(*target, stamped ? target->edits + stampEdits(current.source) : target->edits);
    if (!candidate)
        return candidate.error();
    result.after =
        *candidate ? evaluated(source, schema, target->file, **candidate) : loadConfig(source, schema);
    if (target->file != source.configPath) {
        if (const auto reach = checkReach(target->file, *edits, current, result.after); !reach)
            return reach.error();
    }
    if (const auto compared = compare(source, schema, change, current, result); !compared)
        return compared.error();
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
    if (const auto written = write(target->file, (*candidate)->text()); !written)
        return written.error();
    return result;
}

} // namespace

Result<void> checkConfigWritable(const ConfigSource &source)
{
    if (source.environment.value(u"WS_AGENT_CONFIG_READONLY"_s) == "1"_L1)
        return Error{u"the config is read-only because WS_AGENT_CONFIG_READONLY=1 is set"_s,
                     u"unset WS_AGENT_CONFIG_READONLY"_s};
    return {};
}

Result<ConfigWriteResult> writeConfig(const ConfigSource &source, const ConfigSchema &schema,
                                      const ConfigChange &asked)
{
    if (const auto writable = checkConfigWritable(source); !writable)
        return writable.error();
    if (const auto made = makePrivateDirectory(QFileInfo(source.configPath).absolutePath()); !made)
        return made.error();
    const auto lock = FileLock::acquire(
        source.configPath + ".lock"_L1, lockTimeout, [&, last = changeOf(source.configPath)]() mutable {
            const QDateTime before = std::exchange(last, changeOf(source.configPath));
            return before != last;
        });
    if (!lock)
        return lock.error();
    return change(source, schema, asked);
}

} // namespace wsagent
