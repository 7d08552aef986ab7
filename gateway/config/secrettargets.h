#pragma once

#include "gateway/config/configschema.h"
#include "gateway/config/secretref.h"

namespace wsagent {

/// Where the config refers to a secret that is kept elsewhere.
struct SecretPlace
{
    JsonPath path = {};
    SecretRef reference = {};
};

/// The references at one kind of place: "gateway.auth.token", "models.providers.*.apiKey" (any key),
/// "agents.list[].memorySearch.remote.apiKey" (any entry). Nothing when no secret is kept at such a place, by
/// the schema. Malformed references are left out.
std::optional<QList<SecretPlace>> secretPlaces(const QString &target, const QJsonObject &effective,
                                               const ConfigSchema &schema);

} // namespace wsagent
