#pragma once

#include "app/profiles/fleet.h"
#include "gateway/base/jsonpath.h"
#include "gateway/config/configwriter.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <memory>

namespace wsagent {

/// The part of the dialog that a finding belongs beside.
enum class SettingsField {
    Name,
    Config,
    StateDir,
    Workspace,
    Base,
    Control,
    BrowserEndpoint,
    Secret,
    Channel,
    Other
};

/// Where a person mends it: by the key of its fix, else by its code (`profiles-and-ports.md` 4.2).
SettingsField fieldOf(const Finding &finding, const QString &profile);

/// What saving one profile means for its gateway, if it runs.
enum class SaveEffect { Nothing, AtOnce, Restart };

/// All profiles of this host with changes that nobody has written yet, and whether they would still keep out
/// of each other's way. Reads and writes config files only in `save`; knows no widget.
class SettingsDraft
{
public:
    /// `user`: home and environment; the profile of it does not matter.
    SettingsDraft(Fleet fleet, InstanceSelection user, std::shared_ptr<const ConfigSchema> schema);

    const ConfigSchema &schema() const { return *m_schema; }
    const Fleet &fleet() const { return m_fleet; }
    QStringList profiles() const;
    /// As saved; the profile must be one of `profiles()`, as with all others that name one.
    const FleetMember &saved(const QString &profile) const;
    /// What a command or a client for this profile would select.
    InstanceSelection instance(const QString &profile) const;
    /// As it would be.
    const LoadedConfig &config(const QString &profile) const;
    QByteArray text(const QString &profile) const;
    InstanceFacts facts(const QString &profile) const;
    QList<InstanceFacts> facts() const; ///< of all profiles, in their order

    /// What the config says there, before defaults; undefined when it says nothing.
    QJsonValue written(const QString &profile, const QString &path) const;
    /// What is in force there.
    QJsonValue effective(const QString &profile, const QString &path) const;

    /// Undefined removes the key. An error when the text as it stands cannot be edited; then nothing changes.
    Result<void> set(const QString &profile, const QString &path, const QJsonValue &value);
    void setText(const QString &profile, const QByteArray &text);
    void discard(const QString &profile);

    bool isChanged(const QString &profile) const;
    QStringList changedProfiles() const;
    /// Of all profiles as they would be; the order is that of `checkIsolation`.
    const QList<Finding> &findings() const;
    QList<Finding> findingsOf(const QString &profile) const;
    /// What is to be said beside these fields of the profile, the worst first: also what the schema objects
    /// to.
    QList<Finding> findingsAt(const QSet<SettingsField> &fields, const QString &profile) const;
    /// What the fix of a finding says, put into the draft. False when it has none.
    bool apply(const Finding &finding);
    /// Why nothing can be saved; empty: everything that is changed can.
    QString objection() const;
    /// Warnings about changed profiles that were not there before; saving wants one confirmation for them.
    QList<Finding> newWarnings() const;

    Result<int> suggestedBase(const QString &profile) const;
    ReloadPlan plan(const QString &profile) const;
    SaveEffect effect(const QString &profile) const;

    /// Writes the changes of one profile; the file is merged with what others wrote meanwhile. Kind Conflict:
    /// a key that is changed here was changed there, too; `overwrite` takes the value of here all the same.
    Result<void> save(const QString &profile, bool overwrite = false);

private:
    struct Edited
    {
        QByteArray base = {}; ///< the text of the file when it was read
        QByteArray text = {};
        QList<JsonEdit> edits = {};
        bool asText = false; ///< changed as a whole, not key by key
        LoadedConfig loaded = {};
    };

    ConfigSource sourceOf(const FleetMember &member) const;
    QProcessEnvironment environmentOf(const FleetMember &member) const;
    Edited &edited(const QString &profile);
    const Edited &edited(const QString &profile) const;
    void evaluate(const QString &profile);
    void begin(const FleetMember &member);

    Fleet m_fleet;
    InstanceSelection m_user;
    std::shared_ptr<const ConfigSchema> m_schema;
    QHash<QString, Edited> m_edited;
    mutable std::optional<QList<Finding>> m_findings; ///< of the draft as it is; empty after a change
};

} // namespace wsagent
