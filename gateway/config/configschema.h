#pragma once

#include "gateway/config/configissue.h"

#include <QJsonObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace wsagent {

class SchemaTree;

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
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    QString placeholder = {};
    int order = 0; ///< among its siblings
    bool sensitive = false;
    bool advanced = false;
    bool isPath = false;                ///< `~` is expanded
    Restart restart = Restart::Gateway; ///< inherited from the nearest ancestor that says so
    QString component = {}; ///< what a hot change restarts: "cron", "hooks", "browser", "channel", …
    bool isolation = false; ///< a change may collide with another instance
};

/// The one definition of every config key: JSON Schema draft-07, compiled in as a resource. Sections are read
/// when they are first needed, so an object of this class belongs to one thread.
class ConfigSchema
{
public:
    ConfigSchema();
    ~ConfigSchema();

    /// The whole schema, self-contained, for `config schema` and generated dialogs. Made on demand.
    QJsonObject json() const;
    /// Nothing when the schema does not know the key. Array indexes and free-form map keys are matched.
    std::optional<KeyInfo> find(const JsonPath &path) const;
    /// As `find`, or else what holds for the nearest known ancestor.
    KeyInfo nearest(const JsonPath &path) const;
    /// The keys directly below `path`, in the order of the dialog; free-form ones are left out.
    QStringList keysBelow(const JsonPath &path) const;
    /// The nearest known key, for "did you mean".
    QString nearestKey(const JsonPath &path) const;

    /// Errors of type and range, through valijson; unknown keys are not its business (see `unknownKeys`).
    QList<ConfigIssue> validate(const QJsonObject &config) const;
    QList<JsonPath> unknownKeys(const QJsonObject &config) const;
    /// The tree with the schema's defaults where nothing is set.
    QJsonObject withDefaults(const QJsonObject &config) const;
    /// Every sensitive leaf that is set.
    QList<JsonPath> sensitivePaths(const QJsonObject &config) const;
    /// Every text that names a file or directory.
    QList<JsonPath> pathValues(const QJsonObject &config) const;

    /// For walks along a config that need more than these.
    const SchemaTree &tree() const { return *m_tree; }

private:
    std::unique_ptr<SchemaTree> m_tree;
};

} // namespace wsagent
