#pragma once

#include "gateway/base/result.h"
#include "gateway/config/configschema.h"

#include <QJsonObject>

namespace wsagent {

inline constexpr char redactedText[] = "***";

/// The tree with every secret replaced by "***": sensitive keys of the schema, and keys that look like
/// secrets (token, password, apiKey, …) even where the schema does not know them. SecretRefs and `${VAR}`
/// texts stay. Of an address only the password and secret parameters are hidden.
QJsonObject redacted(const QJsonObject &config, const ConfigSchema &schema);
/// The same for one value about to be shown, found at `path`.
QJsonValue redactedAt(const JsonPath &path, const QJsonValue &value, const ConfigSchema &schema);

/// A key that by its name holds a secret.
bool looksSecret(const QString &key);
/// Whether the text stands for a secret that somebody was not shown.
bool isRedactionPlaceholder(const QString &text);
/// The first place in the tree with a placeholder, or nothing.
std::optional<JsonPath> findPlaceholder(const QJsonValue &tree);

/// A candidate that came back from somebody who saw the redacted form: placeholders ("***", "[redacted]",
/// "__WS_AGENT_REDACTED__", "__OPENCLAW_REDACTED__") get the current secret of their path; an error where
/// there is none. Entries of lists are told by their id, or by their place while the list is as long as
/// before.
Result<QJsonObject> restoreRedacted(const QJsonObject &candidate, const QJsonObject &current);

} // namespace wsagent
