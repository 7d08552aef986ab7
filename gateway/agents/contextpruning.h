#pragma once

#include "gateway/llm/llmtypes.h"

#include <chrono>

namespace wsagent {

/// `agents.defaults.contextPruning`: what tools have said long ago is told shorter to a model whose provider
/// has forgotten the conversation anyway (`agents.md` 6). What is on the disk stays as it is.
struct PruningSettings
{
    bool isOn = false;
    std::chrono::milliseconds ttl = std::chrono::minutes(5); ///< of the cache of a provider
    int keepLastAssistants = 3;                              ///< what came after them stays whole
    double softTrimRatio = 0.3;                              ///< of the window, from which it is shortened
    double hardClearRatio = 0.5;                             ///< … from which it goes
    qint64 leastPrunable = 50'000;                           ///< characters, for it to go
    qint64 longest = 4000;                                   ///< characters of a result that is not shortened
    qint64 head = 1500;
    qint64 tail = 1500;
    bool clears = true;
    QString placeholder = QStringLiteral("[older tool result removed]");
    QStringList allow = {}; ///< names of tools, with "*"; empty: all
    QStringList deny = {};

    static PruningSettings from(const QJsonObject &pruning);
};

/// `window`: tokens of the model. `sinceLastCall`: of this conversation. Pictures stay.
void pruneToolResults(QList<LlmMessage> &messages, const PruningSettings &settings, qint64 window,
                      std::chrono::milliseconds sinceLastCall);

} // namespace wsagent
