#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace wsagent {

enum class Severity { Error, Warning, Info };

/// What would mend a finding without asking: put `value` at `key` of the config of `profile`, or remove the
/// key when the value is undefined. Fixes that move an instance to a suggested base have key "gateway.port".
/// Nobody but who carries it out makes up a new secret.
struct FindingFix
{
    QString profile; ///< display name
    QString key;
    QJsonValue value = QJsonValue::Undefined;
    bool newSecret = false; ///< the value is to be a new random one

    QString describe() const; ///< "gateway.port → 19789"
    bool operator==(const FindingFix &) const = default;
};

/// One thing that is wrong, or worth knowing, between instances or about one. Codes and messages:
/// `profiles-and-ports.md` 4.2.
struct Finding
{
    QString code;
    Severity severity = Severity::Error;
    QStringList profiles = {}; ///< display names; for directed codes the owner of the offending value first
    QList<int> ports = {};     ///< ascending; for overlaps first and last of the intersection
    QString via = {};
    QString message = {};
    QString advice = {}; ///< what a person can do when there is no automatic fix
    std::optional<FindingFix> fix = {};

    bool operator==(const Finding &) const = default;
};

QString severityName(Severity severity); ///< "error", "warning", "info"
QJsonObject toJson(const Finding &finding);

} // namespace wsagent
