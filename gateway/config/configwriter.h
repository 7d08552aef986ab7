#pragma once

#include "gateway/base/json5edit.h"
#include "gateway/base/result.h"
#include "gateway/config/configloader.h"
#include "gateway/config/reloadplan.h"

#include <functional>
#include <optional>

namespace wsagent {

/// Changes to one config file. Everything that changes a config goes through here: command line, dialog, RPC,
/// doctor (D4, `config.md` 1.6).
struct ConfigChange
{
    QList<JsonEdit> edits = {};
    /// Instead of `edits`: the whole new text of the file, comments and all.
    std::optional<QByteArray> text = {};
    /// The text the author of the change was looking at. When the file is another one by now, edits to keys
    /// that did not change meanwhile are merged; an edit to a key that did change is refused (kind Conflict).
    std::optional<QByteArray> base = {};
    /// Instead of `base`, its SHA-256; the base is looked up among the rotated copies.
    QString baseHash = {};
    /// Looked at under the lock, before writing: return an error to refuse (`--expect-current-json`,
    /// isolation). `current` is as read, without what is made of it (`readConfig`).
    std::function<Result<void>(const LoadedConfig &current, const LoadedConfig &candidate)> guard = {};
    /// Names another instance that an included file belongs to as well; empty: none. Asked only when the
    /// change would go to such a file, which is read-only for both (`config.md` 1.2).
    std::function<QString(const QString &file)> otherReader = {};
    /// Receives what the candidate is refused for, besides the first one in the error.
    QList<ConfigIssue> *objections = nullptr;
    bool force = false;  ///< overrules the clobber guard, nothing else
    bool dryRun = false; ///< everything but the write
};

struct ConfigWriteResult
{
    LoadedConfig after = {};
    ReloadPlan plan = {};                ///< what the change means for a running gateway
    QList<ConfigIssue> newWarnings = {}; ///< which the change brought
    QString writtenFile = {};            ///< the include that owns the changed keys, or the config itself
    bool changed = false;                ///< false: the file already said so, and was not touched
};

/// Refuses when WS_AGENT_CONFIG_READONLY=1 is set.
Result<void> checkConfigWritable(const ConfigSource &source);

/// Lock, read, merge, edit in place, validate, stamp meta.lastTouched*, rotate copies, replace. Waits for
/// the lock until nobody has written for ten seconds. A candidate with schema errors that the current file
/// does not have is refused. Refuses when WS_AGENT_CONFIG_READONLY=1 is set in `source.environment`.
Result<ConfigWriteResult> writeConfig(const ConfigSource &source, const ConfigSchema &schema,
                                      const ConfigChange &change);

/// JSON merge patch (`config.md` 1.6) as edits: objects merge, null removes, arrays replace, arrays of
/// objects with `id` merge by id; removing entries needs the array's path in `replacePaths`.
Result<QList<JsonEdit>> editsFromMergePatch(const QJsonObject &current, const QJsonObject &patch,
                                            const QStringList &replacePaths);

} // namespace wsagent
