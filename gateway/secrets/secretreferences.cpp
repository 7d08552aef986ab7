#include "gateway/secrets/secretreferences.h"

#include "gateway/secrets/secretresolver.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Other objects have a `source`, too, but no `id` beside it.
bool looksLikeReference(const QJsonObject &object)
{
    return object["source"_L1].isString() && object["id"_L1].isString() &&
           object.size() == 2 + object.contains("provider"_L1);
}

class ReferenceCheck
{
public:
    explicit ReferenceCheck(const QJsonObject &config)
        : m_resolver(config["secrets"_L1].toObject(), ConfigVariables(), nullptr)
    {}

    QList<ConfigIssue> take() { return std::move(m_issues); }

    void walk(const QJsonValue &value, const JsonPath &path)
    {
        if (value.isArray()) {
            const QJsonArray array = value.toArray();
            for (int i = 0; i < array.size(); ++i)
                walk(array.at(i), path + JsonPath{{{}, i}});
            return;
        }
        const QJsonObject object = value.toObject();
        if (looksLikeReference(object))
            return check(object, path);
        for (auto it = object.begin(); it != object.end(); ++it)
            walk(it.value(), path + JsonPath{{it.key()}});
    }

private:
    void check(const QJsonObject &object, const JsonPath &path)
    {
        const auto ref = secretRefFrom(object);
        if (!ref)
            return add(path, ref.error());
        if (const auto fits = m_resolver.check(**ref); !fits)
            add(path, fits.error());
    }

    void add(const JsonPath &path, const Error &error)
    {
        m_issues += {.code = u"config.secret_ref"_s, .path = toString(path), .message = error.message};
    }

    SecretResolver m_resolver;
    QList<ConfigIssue> m_issues;
};

} // namespace

QList<ConfigIssue> secretReferenceIssues(const QJsonObject &effective)
{
    ReferenceCheck check(effective);
    check.walk(effective, {});
    return check.take();
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
