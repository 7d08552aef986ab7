#include "gateway/methods/quietmethods.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr ParamShape anyObject{.kind = ParamShape::Kind::Object, .open = true};

QJsonObject noVoice()
{
    const QJsonObject none{{"ready"_L1, false}, {"providers"_L1, QJsonArray()}};
    return {{"modes"_L1, QJsonArray()},  {"transports"_L1, QJsonArray()},
            {"brains"_L1, QJsonArray()}, {"speech"_L1, QJsonObject{{"providers"_L1, QJsonArray()}}},
            {"transcription"_L1, none},  {"realtime"_L1, none}};
}

QJsonObject noSpeech()
{
    return {{"enabled"_L1, false},
            {"auto"_L1, u"off"_s},
            {"provider"_L1, QJsonValue()},
            {"persona"_L1, QJsonValue()},
            {"personas"_L1, QJsonArray()},
            {"fallbackProvider"_L1, QJsonValue()},
            {"fallbackProviders"_L1, QJsonArray()},
            {"prefsPath"_L1, QJsonValue()},
            {"providerStates"_L1, QJsonArray()}};
}

} // namespace

void addQuietMethods(MethodTable &table)
{
    const auto add = [&table](const QString &name, const QJsonObject &answer) {
        table.add({.name = name,
                   .scope = u"operator.read"_s,
                   .shape = &anyObject,
                   .run = [answer](const MethodCall &, Reply reply) {
                       reply.ok(answer);
                   }});
    };
    add(u"talk.catalog"_s, noVoice());
    add(u"tts.status"_s, noSpeech());
    add(u"users.prefs.get"_s, {{"status"_L1, u"no_durable_identity"_s}});
    add(u"progressCard.get"_s, {{"card"_L1, QJsonValue()}});
    add(u"taskSuggestions.list"_s, {{"suggestions"_L1, QJsonArray()}});
}

} // namespace wsagent
