#pragma once

#include "gateway/config/configloader.h"

#include <QDateTime>

namespace wsagent {

/// An older text of a config, kept beside it.
struct ConfigCopy
{
    QString name = {}; ///< "bak", "bak.2", "last-good", "rejected.<time>": what `config restore` takes
    QString path = {};
    QDateTime savedAt = {};
    QString hash = {};
    bool isCurrent = false; ///< says the same as the config now
    bool isValid = false;   ///< a gateway would start with it
    LoadedConfig loaded = {};
};

/// The copies there are, the newest first. Reads only.
QList<ConfigCopy> configHistory(const ConfigSource &source, const ConfigSchema &schema);

/// The copy of that name; an error of kind NotFound names those there are.
Result<ConfigCopy> findCopy(const QString &name, const ConfigSource &source, const ConfigSchema &schema);

/// One key that differs between two configs, values redacted. Undefined: not there.
struct ConfigDifference
{
    QString path;
    QJsonValue before;
    QJsonValue after;
    bool isSecret = false; ///< both are hidden, and differ all the same

    bool operator==(const ConfigDifference &) const = default;
};

QList<ConfigDifference> configDifferences(const QJsonObject &before, const QJsonObject &after,
                                          const ConfigSchema &schema);

/// Puts the copy in the place of the config; what stood there becomes the newest copy, so that a restore can
/// be undone by another one. Refuses a copy that is not valid, and one that changes who gets in unless
/// `access` is true: an older file must not open a door (D3).
Result<void> restoreCopy(const ConfigCopy &copy, const ConfigSource &source, const ConfigSchema &schema,
                         bool access = false);

} // namespace wsagent
