#include "gateway/config/configloader.h"
#include "gateway/config/redaction.h"
#include "gateway/config/retiredkeys.h"

#include <cstdlib>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

void require(bool promise)
{
    if (!promise)
        std::abort();
}

/// The bytes before the first NUL are the config, those behind it a file it may include.
ConfigSource sourceFor(const QByteArray &included)
{
    ConfigSource source{.configPath = u"/nowhere/ws-agent.json"_s,
                        .stateDir = u"/nowhere"_s,
                        .home = u"/home/u"_s,
                        .currentDir = {}};
    source.environment.insert(u"GIVEN"_s, u"given"_s);
    source.contents.insert(u"/nowhere/a.json5"_s, included);
    return source;
}

/// The sections that say anything but the defaults: all others are the same for every input.
QJsonObject changedSections(const QJsonObject &config, const QJsonObject &defaults)
{
    QJsonObject changed;
    for (auto it = config.begin(); it != config.end(); ++it) {
        if (it.value() != defaults.value(it.key()))
            changed.insert(it.key(), it.value());
    }
    return changed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ConfigSchema schema;
    static const QJsonObject defaults = schema.withDefaults({});
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype end = bytes.indexOf('\0');
    const QByteArray included = end < 0 ? QByteArray() : bytes.sliced(end + 1);

    const LoadedConfig loaded =
        evaluateConfig(bytes.first(end < 0 ? bytes.size() : end), sourceFor(included), schema);

    // Whatever is in the file, what the program goes by fits the schema.
    const QJsonObject effective = changedSections(loaded.effective, defaults);
    require(schema.validate(effective).isEmpty());
    require(schema.unknownKeys(effective).isEmpty());
    require(changedSections(schema.withDefaults(effective), defaults) == effective);
    for (const ConfigIssue &issue : loaded.errors + loaded.warnings)
        require(!toString(issue).isEmpty());

    // Mended keys are gone for good.
    QJsonValue mended = loaded.source;
    for (const JsonEdit &edit : retiredKeyEdits(loaded.source))
        mended = withValueAt(mended, edit.path, edit.value);
    require(retiredKeys(mended.toObject()).isEmpty());

    // What was hidden comes back.
    const auto restored = restoreRedacted(redacted(effective, schema), effective);
    require(!restored || *restored == effective);
    return 0;
}
