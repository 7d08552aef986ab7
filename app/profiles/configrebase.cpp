#include "app/profiles/configrebase.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Calls `visit` with every text leaf.
template <typename Visit>
void eachText(const QJsonValue &value, const JsonPath &path, const Visit &visit)
{
    if (value.isString())
        visit(path, value.toString());
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        eachText(member.value(), path + JsonPath{{member.key()}}, visit);
    const QJsonArray array = value.toArray();
    for (int i = 0; i < array.size(); ++i)
        eachText(array.at(i), path + JsonPath{{{}, i}}, visit);
}

void dropIfSet(const QJsonObject &config, const JsonPath &path, QList<JsonEdit> &edits)
{
    if (!valueAt(config, path).isUndefined())
        edits += JsonEdit{path, QJsonValue::Undefined};
}

} // namespace

QList<JsonEdit> rebasedPaths(const QJsonObject &config, const QString &from, const QString &to,
                             const QString &home)
{
    QList<JsonEdit> edits;
    eachText(config, {}, [&](const JsonPath &path, const QString &text) {
        const QString expanded = text.startsWith("~/"_L1) ? home + text.mid(1) : text;
        if (expanded == from || expanded.startsWith(from + u'/'))
            edits += JsonEdit{path, to + expanded.mid(from.size())};
    });
    return edits;
}

QList<JsonEdit> withoutSharedParts(const QJsonObject &config, const QList<JsonPath> &sensitive,
                                   bool keepCredentials)
{
    QList<JsonEdit> edits;
    dropIfSet(config, {{u"browser"_s}, {u"controlPort"_s}}, edits);
    dropIfSet(config, {{u"browser"_s}, {u"cdpUrl"_s}}, edits);
    const QJsonObject browserProfiles = config["browser"_L1]["profiles"_L1].toObject();
    for (const QString &name : browserProfiles.keys()) {
        dropIfSet(config, {{u"browser"_s}, {u"profiles"_s}, {name}, {u"cdpPort"_s}}, edits);
        dropIfSet(config, {{u"browser"_s}, {u"profiles"_s}, {name}, {u"cdpUrl"_s}}, edits);
    }

    const QJsonObject channels = config["channels"_L1].toObject();
    for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
        if (channel.key() != "defaults"_L1 && channel->isObject() && !keepCredentials)
            edits += JsonEdit{{{u"channels"_s}, {channel.key()}, {u"enabled"_s}}, false};
    }
    for (const JsonPath &path : sensitive) {
        if (!keepCredentials && path.value(0).key == "channels"_L1)
            edits += JsonEdit{path, QJsonValue::Undefined};
    }
    return edits;
}

} // namespace wsagent
