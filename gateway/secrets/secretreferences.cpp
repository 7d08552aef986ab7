#include "gateway/secrets/secretreferences.h"

#include "gateway/secrets/secretresolver.h"

#include <QJsonArray>

#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Other objects have a `source`, too, but no `id` beside it.
bool looksLikeReference(const QJsonObject &object)
{
    return object["source"_L1].isString() && object["id"_L1].isString() &&
           object.size() == 2 + object.contains("provider"_L1);
}

using Visit = std::function<void(const QJsonObject &reference, const JsonPath &path)>;

void eachReference(const QJsonValue &value, const JsonPath &path, bool onlyEnabled, const Visit &visit)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (int i = 0; i < array.size(); ++i)
            eachReference(array.at(i), path + JsonPath{{{}, i}}, onlyEnabled, visit);
        return;
    }
    const QJsonObject object = value.toObject();
    if (looksLikeReference(object))
        return visit(object, path);
    if (onlyEnabled && !object["enabled"_L1].toBool(true))
        return;
    for (auto it = object.begin(); it != object.end(); ++it)
        eachReference(it.value(), path + JsonPath{{it.key()}}, onlyEnabled, visit);
}

} // namespace

QList<PlacedReference> secretReferences(const QJsonObject &effective)
{
    QList<PlacedReference> references;
    eachReference(effective, {}, true, [&references](const QJsonObject &object, const JsonPath &path) {
        if (const auto ref = secretRefFrom(object))
            references += {path, **ref};
    });
    return references;
}

QList<ConfigIssue> secretReferenceIssues(const QJsonObject &effective)
{
    const SecretResolver resolver(effective["secrets"_L1].toObject(), ConfigVariables(), nullptr);
    QList<ConfigIssue> issues;
    eachReference(effective, {}, false, [&](const QJsonObject &object, const JsonPath &path) {
        const auto ref = secretRefFrom(object);
        const Result<void> fits = ref ? resolver.check(**ref) : Result<void>(ref.error());
        if (!fits)
            issues +=
                {.code = u"config.secret_ref"_s, .path = toString(path), .message = fits.error().message};
    });
    return issues;
}

QStringList secretVariables(const QJsonValue &effective)
{
    QStringList names;
    if (effective.isArray()) {
        const QJsonArray array = effective.toArray();
        for (const QJsonValue &each : array)
            names += secretVariables(each);
    } else if (effective.isObject()) {
        const QJsonObject object = effective.toObject();
        if (object["source"_L1] == "env"_L1 && object["id"_L1].isString())
            names += object["id"_L1].toString();
        for (const QJsonValue &each : object)
            names += secretVariables(each);
    }
    return names;
}

} // namespace wsagent
