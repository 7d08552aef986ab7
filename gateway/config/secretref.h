#pragma once

#include "gateway/base/result.h"

#include <QJsonValue>
#include <QString>

#include <optional>

namespace wsagent {

/// Where a secret is to be found, instead of the secret (`config.md` 5.11).
struct SecretRef
{
    enum class Source { Env, File, Exec, Keychain };

    Source source = Source::Env;
    QString provider = QStringLiteral("default");
    QString id = {};

    bool operator==(const SecretRef &) const = default;
};

/// Nothing when the value is no reference at all (a plain string, say); an error when it is a malformed one.
/// The shorthand "${NAME}" is a reference to the environment.
Result<std::optional<SecretRef>> secretRefFrom(const QJsonValue &value);
QJsonObject toJson(const SecretRef &ref);

} // namespace wsagent
