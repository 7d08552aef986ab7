#pragma once

#include "gateway/config/configissue.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace wsagent {

/// What the schema says of one key; dialog, command line, reload plan and documentation read it here.
struct KeyInfo
{
    enum class Restart { None, Hot, Gateway };

    QString label = {};
    QString group = {};
    QString description = {};
    QStringList types = {};   ///< JSON Schema type names
    QStringList allowed = {}; ///< enum values as text
    QJsonValue defaultValue = QJsonValue::Undefined;
    bool sensitive = false;
    bool advanced = false;
    Restart restart = Restart::Gateway; ///< inherited from the nearest ancestor that says so
    QString component = {}; ///< what a hot change restarts: "cron", "hooks", "browser", "channel", …
};

/// The one definition of every config key: JSON Schema draft-07, compiled in as a resource.
class ConfigSchema
{
public:
    ConfigSchema(); ///< parses the resource; cheap enough to do once per process start

    const QJsonObject &json() const { return m_json; }
    /// Nothing when the schema does not know the key. Array indexes and free-form map keys are matched.
    std::optional<KeyInfo> find(const JsonPath &path) const;
    /// The nearest known key, for "did you mean".
    QString nearestKey(const JsonPath &path) const;

    /// Errors of type and range, through valijson; unknown keys are not its business (see `unknownKeys`).
    QList<ConfigIssue> validate(const QJsonObject &config) const;
    QList<JsonPath> unknownKeys(const QJsonObject &config) const;
    /// The tree with the schema's defaults where nothing is set.
    QJsonObject withDefaults(const QJsonObject &config) const;
    /// Every sensitive leaf that is set.
    QList<JsonPath> sensitivePaths(const QJsonObject &config) const;

private:
    QJsonObject m_json;
};

} // namespace wsagent
