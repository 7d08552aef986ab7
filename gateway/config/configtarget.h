#pragma once

#include "gateway/base/json5edit.h"
#include "gateway/config/configloader.h"

namespace wsagent {

/// The one file a change goes to, with the edits as that file sees them.
struct ConfigTarget
{
    QString file;
    QByteArray text = {};
    std::optional<Json5Document> document = {}; ///< `text` as read; nothing when it holds no value
    QList<JsonEdit> edits = {};
};

/// A change below a single-path `$include` goes to the included file; one that would need several files, or
/// that meets an array of includes or siblings of one, is refused with the name of the file to edit
/// (`config.md` 1.2).
Result<ConfigTarget> targetOf(const ConfigSource &source, const LoadedConfig &current,
                              const QList<JsonEdit> &edits);

/// Refuses a change of an included file that means more than was asked for, because the file is included
/// twice.
Result<void> checkReach(const QString &file, const QList<JsonEdit> &edits, const LoadedConfig &current,
                        const LoadedConfig &candidate);

} // namespace wsagent
