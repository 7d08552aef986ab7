#include "gateway/config/secrettargets.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// One step of a target: a key ("*": any), or any entry of a list.
struct Step
{
    QString key = {};
    bool isEntry = false;
};

std::optional<QList<Step>> stepsOf(const QString &target)
{
    QList<Step> steps;
    const QStringList parts = target.split(u'.');
    for (QString part : parts) {
        const bool isList = part.endsWith("[]"_L1);
        if (isList)
            part.chop(2);
        if (part.isEmpty() || part.contains(u'['))
            return std::nullopt;
        steps += Step{.key = part};
        if (isList)
            steps += Step{.isEntry = true};
    }
    return steps;
}

bool keepsASecret(const QList<Step> &steps, const ConfigSchema &schema)
{
    JsonPath example;
    for (const Step &step : steps)
        example += step.isEntry ? JsonStep{{}, 0} : JsonStep{step.key == "*"_L1 ? u"any"_s : step.key};
    const auto info = schema.find(example);
    return info && info->sensitive;
}

void collect(const QJsonValue &value, const JsonPath &path, QList<Step> rest, QList<SecretPlace> &places)
{
    if (rest.isEmpty()) {
        const auto reference = secretRefFrom(value);
        if (reference && *reference)
            places += SecretPlace{path, **reference};
        return;
    }
    const Step step = rest.takeFirst();
    if (step.isEntry) {
        const QJsonArray list = value.toArray();
        for (int i = 0; i < list.size(); ++i)
            collect(list.at(i), path + JsonPath{{{}, i}}, rest, places);
        return;
    }
    const QJsonObject object = value.toObject();
    const QStringList keys = step.key == "*"_L1 ? object.keys() : QStringList{step.key};
    for (const QString &key : keys) {
        if (object.contains(key))
            collect(object[key], path + JsonPath{{key}}, rest, places);
    }
}

} // namespace

std::optional<QList<SecretPlace>> secretPlaces(const QString &target, const QJsonObject &effective,
                                               const ConfigSchema &schema)
{
    const auto steps = stepsOf(target);
    if (!steps || !keepsASecret(*steps, schema))
        return std::nullopt;
    QList<SecretPlace> places;
    collect(effective, {}, *steps, places);
    return places;
}

} // namespace wsagent
