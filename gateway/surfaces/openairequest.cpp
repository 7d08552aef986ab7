#include "gateway/surfaces/openairequest.h"

#include "gateway/surfaces/openaicontent.h"
#include "gateway/surfaces/openaiwishes.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Puts a conversation together: instructions, what came before, and the turn.
class Conversation
{
public:
    void instruct(const QString &text)
    {
        if (!text.isEmpty())
            m_system += text;
    }

    void say(const QString &role, const ApiContent &content)
    {
        if (m_error.isEmpty())
            m_error = content.error();
        if (role == "system"_L1 || role == "developer"_L1)
            return instruct(content.text());
        const bool isTurn = role == "user"_L1 || role == "tool"_L1 || role == "function"_L1;
        m_said.append({role, content});
        if (isTurn)
            m_turn = m_said.size() - 1;
    }

    Result<ApiQuestion, QString> question(ApiQuestion question, const QString &missing) const
    {
        if (!m_error.isEmpty())
            return m_error;
        if (m_turn < 0)
            return missing;
        QStringList earlier;
        for (qsizetype i = 0; i < m_turn; ++i)
            earlier += u"%1: %2"_s.arg(m_said[i].first, m_said[i].second.text());
        QStringList system = m_system;
        if (!earlier.isEmpty())
            system += u"The conversation so far, as the client tells it:\n"_s + earlier.join(u'\n');
        const ApiContent &turn = m_said[m_turn].second;
        question.text = turn.text();
        question.images = turn.images();
        question.sources = turn.sources();
        question.system = system.join("\n\n"_L1);
        if (question.text.isEmpty() && question.images.isEmpty() && question.sources.isEmpty())
            return missing;
        return question;
    }

private:
    QStringList m_system;
    QList<std::pair<QString, ApiContent>> m_said;
    qsizetype m_turn = -1;
    QString m_error;
};

Result<QJsonObject, QString> objectIn(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (document.isObject())
        return document.object();
    return error.error == QJsonParseError::NoError ? u"The body is no JSON object."_s : error.errorString();
}

/// What both APIs say of a request besides the conversation.
Result<ApiQuestion, QString> frameOf(const QJsonObject &json)
{
    if (!json["model"_L1].isString())
        return u"Missing `model`."_s;
    const auto wishes = modelWishes(json);
    if (!wishes)
        return wishes.error();
    return ApiQuestion{.model = json["model"_L1].toString(),
                       .stream = json["stream"_L1].toBool(),
                       .user = json["user"_L1].toString(),
                       .wishes = *wishes};
}

QString calledText(const QString &id, const QString &name, const QString &arguments)
{
    return u"[calls the tool %1 as %2 with %3]"_s.arg(name, id, arguments);
}

QString resultText(const QString &call)
{
    return u"[the result of the tool call %1]"_s.arg(call);
}

ApiContent contentOf(const QJsonValue &message)
{
    ApiContent content{ApiMedia()};
    const QString role = message["role"_L1].toString();
    if (role == "tool"_L1 || role == "function"_L1)
        content.addText(resultText(message[role == "tool"_L1 ? "tool_call_id"_L1 : "name"_L1].toString()));
    content.add(message["content"_L1]);
    const QJsonArray calls = message["tool_calls"_L1].toArray();
    for (const QJsonValue &call : calls)
        content.addText(calledText(call["id"_L1].toString(), call["function"_L1]["name"_L1].toString(),
                                   call["function"_L1]["arguments"_L1].toString()));
    return content;
}

/// An item of `input`; reasoning and references are for the provider that made them.
void sayItem(Conversation &conversation, const QJsonValue &item, const ApiMedia &media)
{
    ApiContent content(media);
    const QString type = item["type"_L1].toString(u"message"_s);
    if (type == "message"_L1) {
        content.add(item["content"_L1]);
        conversation.say(item["role"_L1].toString(u"user"_s), content);
    } else if (type == "function_call"_L1) {
        content.addText(calledText(item["call_id"_L1].toString(), item["name"_L1].toString(),
                                   item["arguments"_L1].toString()));
        conversation.say(u"assistant"_s, content);
    } else if (type == "function_call_output"_L1) {
        content.addText(resultText(item["call_id"_L1].toString()));
        content.add(item["output"_L1]);
        conversation.say(u"tool"_s, content);
    }
}

} // namespace

Result<ApiQuestion, QString> parseChatRequest(const QByteArray &body)
{
    const auto json = objectIn(body);
    if (!json)
        return json.error();
    auto frame = frameOf(*json);
    if (!frame)
        return frame.error();
    if (!json->value("messages"_L1).isArray())
        return u"Missing `messages`."_s;
    frame->includeUsage = json->value("stream_options"_L1)["include_usage"_L1].toBool();
    Conversation conversation;
    const QJsonArray messages = json->value("messages"_L1).toArray();
    for (const QJsonValue &message : messages)
        conversation.say(message["role"_L1].toString(), contentOf(message));
    return conversation.question(*frame, u"Missing user message in `messages`."_s);
}

Result<ApiQuestion, QString> parseResponsesRequest(const QByteArray &body, const ApiMedia &media)
{
    const auto json = objectIn(body);
    if (!json)
        return json.error();
    auto frame = frameOf(*json);
    if (!frame)
        return frame.error();
    frame->previousResponse = json->value("previous_response_id"_L1).toString();
    Conversation conversation;
    conversation.instruct(json->value("instructions"_L1).toString());
    const QJsonValue input = json->value("input"_L1);
    const QJsonArray items =
        input.isString() ? QJsonArray{QJsonObject{{"content"_L1, input}}} : input.toArray();
    for (const QJsonValue &item : items)
        sayItem(conversation, item, media);
    return conversation.question(*frame, u"Missing user message in `input`."_s);
}

std::optional<QString> agentOfModel(const QString &model)
{
    static const QRegularExpression names(u"^(?:ws-agent|openclaw)(?:[/:]([a-z0-9][a-z0-9_-]{0,63}))?$"_s);
    static const QRegularExpression agent(u"^agent:([a-z0-9][a-z0-9_-]{0,63})$"_s);
    for (const QRegularExpression &pattern : {names, agent}) {
        const QRegularExpressionMatch match = pattern.match(model);
        if (match.hasMatch())
            return match.captured(1) == "default"_L1 ? QString() : match.captured(1);
    }
    return std::nullopt;
}

} // namespace wsagent
