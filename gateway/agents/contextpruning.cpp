#include "gateway/agents/contextpruning.h"

#include "gateway/agents/llmcontext.h"
#include "gateway/agents/toolgroups.h"
#include "gateway/base/duration.h"
#include "gateway/base/jsontexts.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isPrunable(const LlmMessage &message, const PruningSettings &settings)
{
    return message.role == LlmRole::ToolResult && !meansTool(settings.deny, message.toolName) &&
           (settings.allow.isEmpty() || meansTool(settings.allow, message.toolName));
}

/// The first message that stays as it is.
qsizetype keptFrom(const QList<LlmMessage> &messages, int assistants)
{
    for (qsizetype i = messages.size() - 1; i >= 0; --i) {
        if (messages.at(i).role == LlmRole::Assistant && --assistants == 0)
            return i;
    }
    return 0; // there are not so many
}

qint64 lengthOf(const LlmMessage &message)
{
    return textOf(message.content).size();
}

void setText(LlmMessage &message, const QString &text)
{
    QJsonArray content = textMessage(LlmRole::ToolResult, text).content;
    for (const QJsonValue &part : std::as_const(message.content)) {
        if (part["type"_L1] != "text"_L1)
            content += part;
    }
    message.content = content;
}

void shorten(LlmMessage &message, const PruningSettings &settings)
{
    const QString text = textOf(message.content);
    if (text.size() <= settings.longest || settings.head + settings.tail >= text.size())
        return;
    setText(message,
            u"%1\n[… %2 characters left out …]\n%3"_s.arg(
                text.first(settings.head), QString::number(text.size() - settings.head - settings.tail),
                text.last(settings.tail)));
}

} // namespace

PruningSettings PruningSettings::from(const QJsonObject &pruning)
{
    PruningSettings settings{.isOn = pruning["mode"_L1] == "cache-ttl"_L1};
    if (const auto ttl = parseDuration(pruning["ttl"_L1].toString(u"5m"_s)))
        settings.ttl = *ttl;
    settings.keepLastAssistants = pruning["keepLastAssistants"_L1].toInt(settings.keepLastAssistants);
    settings.softTrimRatio = pruning["softTrimRatio"_L1].toDouble(settings.softTrimRatio);
    settings.hardClearRatio = pruning["hardClearRatio"_L1].toDouble(settings.hardClearRatio);
    settings.leastPrunable = pruning["minPrunableToolChars"_L1].toInteger(settings.leastPrunable);
    const QJsonValue soft = pruning["softTrim"_L1];
    settings.longest = soft["maxChars"_L1].toInteger(settings.longest);
    settings.head = soft["headChars"_L1].toInteger(settings.head);
    settings.tail = soft["tailChars"_L1].toInteger(settings.tail);
    const QJsonValue hard = pruning["hardClear"_L1];
    settings.clears = hard["enabled"_L1].toBool(true);
    settings.placeholder = hard["placeholder"_L1].toString(settings.placeholder);
    settings.allow = textsIn(pruning["tools"_L1]["allow"_L1]);
    settings.deny = textsIn(pruning["tools"_L1]["deny"_L1]);
    return settings;
}

void pruneToolResults(QList<LlmMessage> &messages, const PruningSettings &settings, qint64 window,
                      std::chrono::milliseconds sinceLastCall)
{
    if (!settings.isOn || window <= 0 || sinceLastCall < settings.ttl)
        return;
    const auto isFuller = [&messages, window](double ratio) {
        return double(estimatedTokens(messages)) > ratio * double(window);
    };
    const qsizetype end = keptFrom(messages, settings.keepLastAssistants);
    if (!isFuller(settings.softTrimRatio))
        return;
    for (qsizetype i = 0; i < end; ++i) {
        if (isPrunable(messages.at(i), settings))
            shorten(messages[i], settings);
    }
    if (!settings.clears || !isFuller(settings.hardClearRatio))
        return;
    qint64 prunable = 0;
    for (qsizetype i = 0; i < end; ++i)
        prunable += isPrunable(messages.at(i), settings) ? lengthOf(messages.at(i)) : 0;
    if (prunable < settings.leastPrunable)
        return;
    for (qsizetype i = 0; i < end && isFuller(settings.hardClearRatio); ++i) {
        if (isPrunable(messages.at(i), settings) && lengthOf(messages.at(i)) > settings.placeholder.size())
            setText(messages[i], settings.placeholder);
    }
}

} // namespace wsagent
