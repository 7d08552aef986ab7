#include "gateway/methods/configrequest.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostAttempts = 8; ///< while others write between our reading and our lock

ConfigRefusal changedMeanwhile()
{
    return {u"config changed since last load; re-run config.get and retry"_s};
}

ConfigRefusal invalid(const QList<ConfigIssue> &issues)
{
    const ConfigIssue &first = issues.first();
    return {u"invalid config: %1: %2"_s.arg(first.path.isEmpty() ? u"<root>"_s : first.path, first.message),
            issues};
}

Result<Json5Document, ConfigRefusal> parsed(const ConfigRequest &request)
{
    const auto document = Json5Document::parse(request.raw);
    if (!document) {
        const Json5Error &error = document.error();
        return ConfigRefusal{u"SyntaxError: JSON5: line %1, column %2: %3"_s.arg(error.at.line)
                                 .arg(error.at.column)
                                 .arg(error.message)};
    }
    if (document->value().isObject())
        return *document;
    if (request.kind == ConfigRequest::Kind::Patch)
        return ConfigRefusal{u"config.patch raw must be an object"_s};
    return invalid({{.code = u"config.type"_s, .message = u"must be an object"_s}});
}

/// The edits that change something, told by the paths that are in the file already.
QStringList overwritten(const QList<JsonEdit> &edits, const QJsonObject &current)
{
    QStringList paths;
    for (const JsonEdit &edit : edits) {
        const QJsonValue old = valueAt(current, edit.path);
        if (!old.isUndefined() && old != edit.value)
            paths += toString(edit.path);
    }
    return paths;
}

Result<ConfigChange, ConfigRefusal> wholeChange(const ConfigRequest &request, const Json5Document &wanted,
                                                const LoadedConfig &current)
{
    if (current.exists && request.baseHash.isEmpty())
        return ConfigRefusal{u"config base hash required; re-run config.get and retry"_s};
    const bool keepsComments = current.document && current.document->hasComments() && !wanted.hasComments();
    if (keepsComments)
        return ConfigChange{.edits = editsBetween(current.source, wanted.value().toObject())};
    return ConfigChange{.text = request.raw};
}

Result<ConfigChange, ConfigRefusal> patchChange(const ConfigRequest &request, const Json5Document &patch,
                                                const LoadedConfig &current)
{
    const auto edits = editsFromMergePatch(current.source, patch.value().toObject(), request.replacePaths);
    if (!edits)
        return ConfigRefusal{edits.error().message};
    if (request.baseHash.isEmpty()) {
        if (const QStringList paths = overwritten(*edits, current.source); !paths.isEmpty())
            return ConfigRefusal{
                u"config base hash required for %1; re-run config.get and retry with baseHash"_s.arg(
                    paths.join(", "_L1))};
    }
    return ConfigChange{.edits = *edits};
}

} // namespace

Result<ConfigWriteResult, ConfigRefusal> carryOut(const ConfigRequest &request, const ConfigSource &source,
                                                  const ConfigSchema &schema,
                                                  const std::function<QString(const QString &)> &otherReader)
{
    const auto wanted = parsed(request);
    if (!wanted)
        return wanted.error();
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        const LoadedConfig seen = readConfig(source, schema);
        if (!request.baseHash.isEmpty() && request.baseHash != seen.hash)
            return changedMeanwhile();
        auto change = request.kind == ConfigRequest::Kind::Patch ? patchChange(request, *wanted, seen)
                                                                 : wholeChange(request, *wanted, seen);
        if (!change)
            return change.error();
        bool stale = false;
        QList<ConfigIssue> objections;
        change->objections = &objections;
        change->otherReader = otherReader;
        change->guard = [&](const LoadedConfig &current, const LoadedConfig &) -> Result<void> {
            stale = current.hash != seen.hash;
            return stale ? Result<void>(Error{changedMeanwhile().message}) : Result<void>();
        };
        const auto written = writeConfig(source, schema, *change);
        if (written)
            return *written;
        if (!objections.isEmpty())
            return invalid(objections);
        if (!stale)
            return ConfigRefusal{written.error().message};
    }
    return changedMeanwhile();
}

} // namespace wsagent
