#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QStringList>

namespace wsagent {

/// The words that wake the voice of a node, in `nodes/voicewake.json` (0600).
class VoiceWake
{
public:
    static constexpr qsizetype mostTriggers = 32;
    static constexpr qsizetype longestTrigger = 64; ///< characters

    explicit VoiceWake(const QString &stateDir)
        : m_path(stateDir + QLatin1StringView("/nodes/voicewake.json"))
    {}

    Result<QStringList> triggers() const;
    /// Blanks, empty and repeated ones are left out; none at all: the usual ones. Returns what counts now.
    Result<QStringList> setTriggers(const QStringList &triggers);

    /// Where what was said goes; there is nothing to choose from yet.
    static QJsonObject routing();
    static QStringList usualTriggers();
    static QStringList tidied(const QStringList &triggers);

private:
    QString m_path;
};

} // namespace wsagent
