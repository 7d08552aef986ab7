#pragma once

#include "gateway/base/json5.h"
#include "gateway/base/result.h"
#include "gateway/config/config.h"
#include "gateway/config/configissue.h"
#include "gateway/config/configschema.h"
#include "gateway/config/configvariables.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QSet>

namespace wsagent {

/// Where the pipeline reads from. It reads files, nothing else: no clock, no socket.
struct ConfigSource
{
    QString configPath = {}; ///< absolute
    QString stateDir = {};
    QString home = {};
    QString currentDir = {}; ///< for `.env`; empty: none
    QProcessEnvironment environment = {};
    QString defaultWorkspace = {}; ///< where agents work when the config does not say
    /// Content by absolute path that is taken instead of the file's: a candidate not written yet.
    QHash<QString, QByteArray> contents = {};
};

/// What came out of the pipeline (`config.md` 1.1). With errors, `effective` holds what could be read
/// (defaults at worst), so that status and doctor keep working.
struct LoadedConfig
{
    QByteArray raw = {};                        ///< the bytes of the file; empty when there is none
    std::optional<Json5Document> document = {}; ///< `raw` as read; nothing when that failed
    QString hash = {};                          ///< SHA-256 of `raw`, lower-case hex
    bool exists = false;
    QJsonObject source = {};    ///< as written: after parsing, before includes and substitution
    QJsonObject assembled = {}; ///< `source` with its includes, before substitution
    QJsonObject effective =
        {};             ///< after includes, substitution, quarantine and defaults; always fits the schema
    Config config = {}; ///< `effective`, typed
    QList<ConfigIssue> errors = {};
    QList<ConfigIssue> warnings = {};
    QSet<QString> unresolved = {};    ///< paths whose `${VAR}` is missing
    QStringList files = {};           ///< the config and everything it includes: what to watch
    ConfigVariables environment = {}; ///< the given ones plus `.env` files and the `env` section
    bool fromLastGood = false;

    bool isValid() const { return errors.isEmpty(); }
};

LoadedConfig loadConfig(const ConfigSource &source, const ConfigSchema &schema);

/// Only the beginning of the pipeline: what the file says, put together with its includes, and their errors.
/// Nothing is substituted or checked, and `effective` is empty.
LoadedConfig readConfig(const ConfigSource &source, const ConfigSchema &schema);

/// The pipeline for a text that is not in the file: what it would mean as the content of the config. For
/// editors and writers. Included files and `.env` files are read where `source` says.
LoadedConfig evaluateConfig(const QByteArray &text, const ConfigSource &source, const ConfigSchema &schema);
/// As above, for a text that has been read already.
LoadedConfig evaluateConfig(const Json5Document &document, const ConfigSource &source,
                            const ConfigSchema &schema);

/// D3: as `loadConfig`, but when the file is in error (other than under gateway.auth, gateway.bind,
/// gateway.tls) and `<config>.last-good` is valid, the result is that one with `fromLastGood` and the errors
/// as warnings.
LoadedConfig loadConfigOrLastGood(const ConfigSource &source, const ConfigSchema &schema);

/// Copies the accepted config to `<config>.last-good`: its bytes, or with includes the assembled tree, so
/// that it stands alone. Refuses one with redaction placeholders.
Result<void> keepAsLastGood(const LoadedConfig &accepted, const QString &configPath);
/// Whether that has been done already.
bool isLastGood(const LoadedConfig &accepted, const QString &configPath);

} // namespace wsagent
