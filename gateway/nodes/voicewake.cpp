#include "gateway/nodes/voicewake.h"

#include "gateway/base/files.h"
#include "gateway/base/jsonstore.h"

#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

QStringList VoiceWake::usualTriggers()
{
    return {u"computer"_s};
}

QJsonObject VoiceWake::routing()
{
    return {{"version"_L1, 1},
            {"defaultTarget"_L1, QJsonObject{{"mode"_L1, u"current"_s}}},
            {"routes"_L1, QJsonArray()},
            {"updatedAtMs"_L1, 0}};
}

QStringList VoiceWake::tidied(const QStringList &triggers)
{
    QStringList kept;
    for (const QString &trigger : triggers) {
        const QString word = trigger.simplified().left(longestTrigger);
        if (!word.isEmpty() && !kept.contains(word, Qt::CaseInsensitive) && kept.size() < mostTriggers)
            kept += word;
    }
    return kept.isEmpty() ? usualTriggers() : kept;
}

Result<QStringList> VoiceWake::triggers() const
{
    const auto stored = readJsonStore(m_path);
    if (!stored)
        return stored.error();
    QStringList words;
    const QJsonArray list = stored->value["triggers"_L1].toArray();
    for (const QJsonValue &each : list)
        words += each.toString();
    return tidied(words);
}

Result<QStringList> VoiceWake::setTriggers(const QStringList &triggers)
{
    if (const auto made = makePrivateDirectory(QFileInfo(m_path).path()); !made)
        return made.error();
    const QStringList words = tidied(triggers);
    if (const auto saved = writeJsonStore(m_path, {{"triggers"_L1, QJsonArray::fromStringList(words)}});
        !saved)
        return saved.error();
    return words;
}

} // namespace wsagent
