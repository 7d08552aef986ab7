#include "gateway/agents/compaction.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestResult = 2000; // of a tool; the summary needs no more
constexpr qint64 summaryTokens = 4000;

const QString systemText = u"You keep the memory of a conversation between a user and an assistant. Write "
                           u"down what somebody needs who "
                           "takes over: what the user wants, what was decided, what has been done and with "
                           "which result, what is open, "
                           "and every name, path, number and address that may be needed again. Write in the "
                           "language of the user, in "
                           "short points. Do not answer anything that was asked; do not add anything."_s;

QString line(const LlmMessage &message)
{
    QStringList parts;
    for (const QJsonValue &part : message.content) {
        const QString type = part["type"_L1].toString();
        if (type == "text"_L1)
            parts += part["text"_L1].toString();
        else if (type == "image"_L1)
            parts += u"[image]"_s;
        else if (type == "toolCall"_L1)
            parts += u"[calls %1 %2]"_s.arg(
                part["name"_L1].toString(),
                QString::fromUtf8(
                    QJsonDocument(part["arguments"_L1].toObject()).toJson(QJsonDocument::Compact)));
    }
    QString text = parts.join(u'\n');
    switch (message.role) {
    case LlmRole::User:
        return u"User: "_s + text;
    case LlmRole::Assistant:
        return u"Assistant: "_s + text;
    case LlmRole::ToolResult:
        return u"Result of %1: %2"_s.arg(message.toolName, text.left(longestResult));
    }
    Q_UNREACHABLE();
}

/// Pieces that fit into half of the window each: the rest is for the summary so far, and the new one.
QStringList chunksOf(const QStringList &lines, int contextWindow)
{
    const qsizetype most = std::max(8000, contextWindow) * 2; // four characters to a token
    QStringList chunks;
    QString chunk;
    for (const QString &each : lines) {
        if (!chunk.isEmpty() && chunk.size() + each.size() > most)
            chunks += std::exchange(chunk, {});
        chunk += each.left(most) + u"\n\n"_s;
    }
    if (!chunk.isEmpty())
        chunks += chunk;
    return chunks;
}

} // namespace

Compaction::Compaction(Plan plan, SessionStore &sessions, AskModel ask, QObject *parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_sessions(sessions)
    , m_ask(std::move(ask))
{}

void Compaction::start(Done done)
{
    m_done = std::move(done);
    const auto transcript = m_sessions.transcript(m_plan.key);
    if (!transcript)
        return finish(transcript.error());
    const auto context = (*transcript)->context();
    if (!context)
        return finish(context.error());
    const qsizetype cut = cutBefore(context->entries, m_plan.keepTokens);
    if (cut == 0)
        return finish(false);
    m_firstKept = context->entries[cut].id;
    m_summary = context->summary;
    m_tokensBefore = estimatedTokens(llmMessages(*context));
    QStringList lines;
    for (qsizetype i = 0; i < cut; ++i) {
        if (const auto message = llmMessage(context->entries[i]))
            lines += line(*message);
    }
    m_chunks = chunksOf(lines, m_plan.request.model.contextWindow);
    summarizeNext();
}

void Compaction::summarizeNext()
{
    QString prompt;
    if (!m_summary.isEmpty())
        prompt += u"The summary so far:\n%1\n\n"_s.arg(m_summary);
    if (!m_plan.instructions.isEmpty())
        prompt += u"The user asks to keep in particular: %1\n\n"_s.arg(m_plan.instructions);
    prompt += u"The conversation:\n%1\nWrite the whole summary now."_s.arg(m_chunks.takeFirst());
    LlmRequest request = m_plan.request;
    request.system = systemText;
    request.tools.clear();
    request.thinking = ThinkingLevel::Off;
    request.generation.maxTokens = int(std::min<qint64>(summaryTokens, request.model.maxTokens));
    request.messages = {textMessage(LlmRole::User, prompt)};
    m_stream = m_ask(request, true);
    connect(m_stream.get(), &LlmStream::finished, this, &Compaction::summarized);
}

void Compaction::summarized(const LlmOutcome &outcome)
{
    m_stream.release()->deleteLater();
    const QString text = textOf(outcome.content).trimmed();
    if (outcome.failure)
        return finish(Error{u"the conversation could not be summarised: %1"_s.arg(outcome.failure.message)});
    if (text.isEmpty())
        return finish(Error{u"the conversation could not be summarised: the model had nothing to say"_s});
    m_summary = text;
    if (!m_chunks.isEmpty())
        return summarizeNext();
    if (const auto stored = store(); !stored)
        return finish(stored.error());
    finish(true);
}

Result<void> Compaction::store()
{
    const auto added = m_sessions.appendEntry(m_plan.key, u"compaction"_s,
                                              {{"summary"_L1, m_summary},
                                               {"firstKeptEntryId"_L1, m_firstKept},
                                               {"tokensBefore"_L1, m_tokensBefore}},
                                              Durable::Yes);
    if (!added)
        return added.error();
    const auto counted = m_sessions.change(
        m_plan.key,
        [](SessionEntry &entry) { entry.set("compactionCount"_L1, entry.number("compactionCount"_L1) + 1); },
        {.reason = u"compact"_s, .durable = Durable::No});
    return counted ? Result<void>() : counted.error();
}

/// Never from within `start`: whoever began it has not put it into its place yet.
void Compaction::finish(const Result<bool> &result)
{
    QMetaObject::invokeMethod(
        this,
        [this, result] {
            if (const auto done = std::exchange(m_done, nullptr))
                done(result);
        },
        Qt::QueuedConnection);
}

} // namespace wsagent
