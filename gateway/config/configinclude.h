#pragma once

#include "gateway/base/json5.h"
#include "gateway/config/configissue.h"
#include "gateway/config/configloader.h"

namespace wsagent {

/// A file the config is made of, and the place in the whole where its content stands.
struct ConfigPart
{
    QString file = {}; ///< empty: the config itself
    JsonPath prefix = {};
    Json5Document document;
};

/// The config with its `$include`s carried out.
struct AssembledConfig
{
    QJsonObject tree = {};
    QList<ConfigPart> parts = {};
    QStringList files = {}; ///< the included ones, canonical paths
    QList<ConfigIssue> errors = {};

    /// Where the value at `path` was written.
    void locate(ConfigIssue &issue) const;
};

/// Rules: `config.md` 1.2.
AssembledConfig assembleConfig(const Json5Document &document, const ConfigSource &source);

} // namespace wsagent
