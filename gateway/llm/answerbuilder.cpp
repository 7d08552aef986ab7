#include "gateway/llm/answerbuilder.h"

#include <QJsonDocument>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

void AnswerBuilder::fail(LlmFailure failure)
{
    if (!m_failure)
        m_failure = std::move(failure);
}

bool AnswerBuilder::grow(qsizetype by)
{
    m_size += by;
    if (m_size <= longestAnswer)
        return true;
    fail({.kind = FailureClass::Other,
          .message = u"the answer is longer than %1 characters"_s.arg(longestAnswer)});
    return false;
}

AnswerBuilder::Part *AnswerBuilder::append(Part part)
{
    if (m_parts.size() >= mostParts) {
        fail({.kind = FailureClass::Other, .message = u"the answer has more than %1 parts"_s.arg(mostParts)});
        return nullptr;
    }
    m_parts.append(std::move(part));
    return &m_parts.last();
}

AnswerBuilder::Part *AnswerBuilder::open(LlmDelta::Kind kind)
{
    if (m_open >= 0 && m_parts[m_open].kind == kind)
        return &m_parts[m_open];
    Part *part = append({.kind = kind});
    m_open = part ? m_parts.size() - 1 : -1;
    return part;
}

void AnswerBuilder::text(const QString &piece)
{
    if (piece.isEmpty() || !grow(piece.size()))
        return;
    if (Part *part = open(LlmDelta::Kind::Text)) {
        part->text += piece;
        m_deltas.append({.kind = LlmDelta::Kind::Text, .text = piece});
    }
}

void AnswerBuilder::thinking(const QString &piece)
{
    if (piece.isEmpty() || !grow(piece.size()))
        return;
    if (Part *part = open(LlmDelta::Kind::Thinking)) {
        part->text += piece;
        m_deltas.append({.kind = LlmDelta::Kind::Thinking, .text = piece});
    }
}

void AnswerBuilder::thinkingSignature(const QString &signature)
{
    if (signature.isEmpty() || !grow(signature.size()))
        return;
    if (Part *part = open(LlmDelta::Kind::Thinking))
        part->signature += signature;
}

void AnswerBuilder::redactedThinking(const QString &data)
{
    if (!grow(data.size()))
        return;
    append({.kind = LlmDelta::Kind::Thinking, .signature = data, .redacted = true});
    endPart();
}

void AnswerBuilder::toolCall(int key, const QString &id, const QString &name)
{
    if (const auto known = m_calls.constFind(key); known != m_calls.constEnd()) {
        Part &part = m_parts[*known];
        if (part.name != name && grow(name.size()))
            part.name += name;
        return;
    }
    endPart();
    Part part{.kind = LlmDelta::Kind::ToolCall, .id = id, .name = name};
    if (part.id.isEmpty()) // not every format has ids; ours needs one to join call and result
        part.id = u"call_"_s + QUuid::createUuid().toString(QUuid::Id128);
    if (!grow(id.size() + name.size()))
        return;
    if (const Part *added = append(std::move(part))) {
        m_calls.insert(key, m_parts.size() - 1);
        m_deltas.append({.kind = LlmDelta::Kind::ToolCall, .text = added->id, .name = name});
    }
}

void AnswerBuilder::toolArguments(int key, const QString &piece)
{
    const auto known = m_calls.constFind(key);
    if (known != m_calls.constEnd() && grow(piece.size()))
        m_parts[*known].text += piece;
}

void AnswerBuilder::wholeArguments(int key, const QString &arguments)
{
    const auto known = m_calls.constFind(key);
    if (known != m_calls.constEnd() && grow(arguments.size() - m_parts[*known].text.size()))
        m_parts[*known].text = arguments;
}

void AnswerBuilder::toolSignature(int key, const QString &signature)
{
    const auto known = m_calls.constFind(key);
    if (known != m_calls.constEnd() && grow(signature.size()))
        m_parts[*known].signature = signature;
}

QJsonObject AnswerBuilder::json(const Part &part)
{
    if (part.kind == LlmDelta::Kind::Text)
        return {{"type"_L1, "text"_L1}, {"text"_L1, part.text}};
    if (part.kind == LlmDelta::Kind::Thinking) {
        QJsonObject thinking{{"type"_L1, "thinking"_L1}, {"thinking"_L1, part.text}};
        if (!part.signature.isEmpty())
            thinking.insert("thinkingSignature"_L1, part.signature);
        if (part.redacted)
            thinking.insert("redacted"_L1, true);
        return thinking;
    }
    QJsonObject call{{"type"_L1, "toolCall"_L1}, {"id"_L1, part.id}, {"name"_L1, part.name}};
    if (!part.signature.isEmpty())
        call.insert("thoughtSignature"_L1, part.signature);
    QJsonParseError error;
    const QByteArray text = part.text.trimmed().toUtf8();
    const QJsonDocument arguments = QJsonDocument::fromJson(text.isEmpty() ? "{}"_ba : text, &error);
    call.insert("arguments"_L1, arguments.object());
    if (!arguments.isObject()) {
        call.insert("argumentsError"_L1, arguments.isNull()
                                             ? u"the arguments are no JSON: %1"_s.arg(error.errorString())
                                             : u"the arguments are no JSON object"_s);
    }
    return call;
}

StopReason AnswerBuilder::stopReason() const
{
    if (m_failure)
        return m_failure.kind == FailureClass::Aborted ? StopReason::Aborted : StopReason::Error;
    const StopReason said = m_stopReason.value_or(StopReason::Stop);
    // Some compatible servers say "stop" after tool calls.
    return said == StopReason::Stop && hasToolCalls() ? StopReason::ToolUse : said;
}

LlmOutcome AnswerBuilder::outcome() const
{
    LlmOutcome outcome{
        .stopReason = stopReason(), .usage = m_usage, .failure = m_failure, .responseId = m_responseId};
    for (const Part &part : m_parts)
        outcome.content.append(json(part));
    return outcome;
}

} // namespace wsagent
