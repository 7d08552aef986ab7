#include "gateway/methods/configmethods.h"

#include "gateway/base/version.h"
#include "gateway/config/redaction.h"

#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Clients know a secret that they are not shown by this word.
QJsonValue withWireMarker(const QJsonValue &value)
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = withWireMarker(it.value());
        return object;
    }
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            array.replace(i, withWireMarker(array.at(i)));
        return array;
    }
    return value == QLatin1StringView(redactedText) ? QJsonValue(u"__OPENCLAW_REDACTED__"_s) : value;
}

QJsonArray issues(const QList<ConfigIssue> &list)
{
    QJsonArray array;
    for (const ConfigIssue &issue : list)
        array += QJsonObject{{"path"_L1, issue.path}, {"message"_L1, issue.message}};
    return array;
}

QJsonObject shown(const LoadedConfig &loaded, const ConfigServices &services)
{
    const auto hidden = [&services](const QJsonObject &config) {
        return withWireMarker(redacted(config, *services.schema));
    };
    const QJsonValue source = hidden(loaded.source);
    const bool hasSecrets = source != QJsonValue(loaded.source);
    QJsonArray included;
    for (const QString &file : loaded.files.mid(1))
        included += file;
    return {{"path"_L1, services.configPath},
            {"exists"_L1, loaded.exists},
            {"raw"_L1, hasSecrets || !loaded.exists ? QJsonValue() : QString::fromUtf8(loaded.raw)},
            {"parsed"_L1, source},
            {"sourceConfig"_L1, hidden(loaded.assembled)},
            {"resolved"_L1, hidden(loaded.assembled)},
            {"config"_L1, hidden(loaded.effective)},
            {"runtimeConfig"_L1, hidden(loaded.effective)},
            {"valid"_L1, loaded.isValid()},
            {"hash"_L1, loaded.hash},
            {"configRevisionHash"_L1, loaded.hash},
            {"appliedConfigHash"_L1, services.appliedHash()},
            {"issues"_L1, issues(loaded.errors)},
            {"warnings"_L1, issues(loaded.warnings)},
            {"legacyIssues"_L1, QJsonArray()},
            {"includedPaths"_L1, included}};
}

} // namespace

void addConfigMethods(MethodTable &table, const ConfigServices &services)
{
    table.add({.name = u"config.get"_s,
               .scope = u"operator.read"_s,
               .run = [services](const MethodCall &, Reply reply) {
                   reply.ok(shown(services.load(), services));
               }});
    table.add(
        {.name = u"config.schema"_s,
         .scope = u"operator.read"_s,
         .run = [schema = services.schema](const MethodCall &, Reply reply) {
             reply.ok(QJsonObject{{"schema"_L1, schema->json()},
                                  {"uiHints"_L1, QJsonObject()},
                                  {"version"_L1, QLatin1StringView(version)},
                                  {"generatedAt"_L1, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}});
         }});
}

} // namespace wsagent
