#pragma once

#include "gateway/base/json5.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace wsagent {

/// One thing that is wrong with a config file, or doubtful.
struct ConfigIssue
{
    enum class Level { Error, Warning };

    Level level = Level::Error;
    QString code =
        {}; ///< "config.unknown_key", "config.retired_key", "config.env_missing", "config.invalid", …
    QString path = {};    ///< "gateway.port"; empty: the file as a whole
    QString message = {}; ///< a sentence; never a secret
    QStringList allowed = {};
    QString file = {}; ///< the included file, when it is not the config itself
    std::optional<TextPosition> at = {};

    bool operator==(const ConfigIssue &) const = default;
};

QJsonObject toJson(const ConfigIssue &issue);
/// "gateway.port (line 3, column 11): must be at most 65535"
QString toString(const ConfigIssue &issue);

} // namespace wsagent
