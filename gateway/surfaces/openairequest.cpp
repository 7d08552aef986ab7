#include "gateway/surfaces/openairequest.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostImages = 8;
constexpr qsizetype largestImage = 10 * 1024 * 1024;
constexpr qsizetype mostImageBytes = 20 * 1024 * 1024;

/// Collects what a message holds; remembers the first thing that is wrong with it.
class Content
{
public:
    void add(const QJsonValue &content)
    {
        if (content.isString())
            return addText(content.toString());
        const QJsonArray parts = content.toArray();
        for (const QJsonValue &part : parts)
            addPart(part);
    }

    QString text() const { return m_texts.join(u'\n'); }
    QJsonArray images() const { return m_images; }
    QString error() const { return m_error; }

private:
    void addText(const QString &text)
    {
        if (!text.isEmpty())
            m_texts += text;
    }

    void addPart(const QJsonValue &part)
    {
        const QString type = part["type"_L1].toString();
        if (type == "text"_L1 || type == "input_text"_L1 || type == "output_text"_L1)
            return addText(part["text"_L1].toString());
        const QJsonValue url = part["image_url"_L1];
        if (type == "image_url"_L1 || (type == "input_image"_L1 && !url.isUndefined()))
            return addImage(url.isString() ? url.toString() : url["url"_L1].toString());
        if (type == "input_image"_L1)
            return addImage(part["source"_L1]["media_type"_L1].toString(),
                            part["source"_L1]["data"_L1].toString());
        fail(u"Unsupported content part \"%1\"."_s.arg(type));
    }

    void addImage(const QString &url)
    {
        static const QRegularExpression data(u"^data:([a-z0-9.+/-]+);base64,"_s);
        const QRegularExpressionMatch match = data.match(url);
        if (!match.hasMatch())
            return fail(u"Images have to be data URLs: addresses are not fetched."_s);
        addImage(match.captured(1), url.sliced(match.capturedLength()));
    }

    void addImage(const QString &mimeType, const QString &base64)
    {
        static const QStringList allowed{u"image/jpeg"_s, u"image/png"_s, u"image/gif"_s, u"image/webp"_s};
        const qsizetype bytes = base64.size() / 4 * 3;
        m_imageBytes += bytes;
        if (!allowed.contains(mimeType))
            return fail(u"Images of type \"%1\" are not supported."_s.arg(mimeType));
        if (bytes > largestImage || m_imageBytes > mostImageBytes || m_images.size() >= mostImages)
            return fail(
                u"Too many or too large images: at most %1, 10 MiB each, 20 MiB together."_s.arg(mostImages));
        m_images += QJsonObject{{"type"_L1, "image"_L1}, {"data"_L1, base64}, {"mimeType"_L1, mimeType}};
    }

    void fail(const QString &error)
    {
        if (m_error.isEmpty())
            m_error = error;
    }

    QStringList m_texts;
    QJsonArray m_images;
    qsizetype m_imageBytes = 0;
    QString m_error;
};

/// Puts a conversation together: instructions, what came before, and the turn.
class Conversation
{
public:
    void instruct(const QString &text)
    {
        if (!text.isEmpty())
            m_system += text;
    }

    void say(const QString &role, const Content &content)
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
        question.text = m_said[m_turn].second.text();
        question.images = m_said[m_turn].second.images();
        question.system = system.join("\n\n"_L1);
        if (question.text.isEmpty() && question.images.isEmpty())
            return missing;
        return question;
    }

private:
    QStringList m_system;
    QList<std::pair<QString, Content>> m_said;
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

/// The members both APIs have; an error for what is out of range.
QString optionsError(const QJsonObject &json)
{
    const auto outside = [&json](QLatin1StringView name, double least, double most) {
        const QJsonValue value = json[name];
        return !value.isUndefined() && !value.isNull() &&
               (!value.isDouble() || value.toDouble() < least || value.toDouble() > most);
    };
    if (!json["model"_L1].isString())
        return u"Missing `model`."_s;
    if (outside("temperature"_L1, 0, 2))
        return u"Invalid `temperature`: a number from 0 to 2."_s;
    if (outside("top_p"_L1, 0, 1))
        return u"Invalid `top_p`: a number from 0 to 1."_s;
    if (!json["tools"_L1].toArray().isEmpty() && json["tool_choice"_L1] != "none"_L1)
        return u"`tools` of clients are not supported: agents use their own."_s;
    return {};
}

} // namespace

Result<ApiQuestion, QString> parseChatRequest(const QByteArray &body)
{
    const auto json = objectIn(body);
    if (!json)
        return json.error();
    if (const QString error = optionsError(*json); !error.isEmpty())
        return error;
    if (!json->value("messages"_L1).isArray())
        return u"Missing `messages`."_s;
    Conversation conversation;
    const QJsonArray messages = json->value("messages"_L1).toArray();
    for (const QJsonValue &message : messages) {
        Content content;
        content.add(message["content"_L1]);
        conversation.say(message["role"_L1].toString(), content);
    }
    return conversation.question(
        {.model = json->value("model"_L1).toString(),
         .stream = json->value("stream"_L1).toBool(),
         .includeUsage = json->value("stream_options"_L1)["include_usage"_L1].toBool(),
         .user = json->value("user"_L1).toString()},
        u"Missing user message in `messages`."_s);
}

Result<ApiQuestion, QString> parseResponsesRequest(const QByteArray &body)
{
    const auto json = objectIn(body);
    if (!json)
        return json.error();
    if (const QString error = optionsError(*json); !error.isEmpty())
        return error;
    Conversation conversation;
    conversation.instruct(json->value("instructions"_L1).toString());
    const QJsonValue input = json->value("input"_L1);
    const QJsonArray items = input.isString()
                                 ? QJsonArray{QJsonObject{{"role"_L1, "user"_L1}, {"content"_L1, input}}}
                                 : input.toArray();
    for (const QJsonValue &item : items) {
        Content content;
        const QString type = item["type"_L1].toString(u"message"_s);
        if (type == "message"_L1) {
            content.add(item["content"_L1]);
            conversation.say(item["role"_L1].toString(u"user"_s), content);
        } else if (type == "function_call_output"_L1) {
            content.add(item["output"_L1]);
            conversation.say(u"tool"_s, content);
        } // reasoning and references are for the provider that made them
    }
    return conversation.question({.model = json->value("model"_L1).toString(),
                                  .stream = json->value("stream"_L1).toBool(),
                                  .user = json->value("user"_L1).toString(),
                                  .previousResponse = json->value("previous_response_id"_L1).toString()},
                                 u"Missing user message in `input`."_s);
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
