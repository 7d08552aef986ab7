#include "ui/chat/chatsession.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ChatEntry::Kind;

constexpr qsizetype longestToolText = 4000;

/// The text of a message row; its content is a string or a list of parts.
QString textOf(const QJsonValue &message)
{
    const QJsonValue content = message["content"_L1];
    if (content.isString())
        return content.toString();
    QStringList texts;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1] == "text"_L1)
            texts += part["text"_L1].toString();
    }
    return texts.join(u'\n');
}

QString compact(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().left(longestToolText);
    if (value.isObject() && value["content"_L1].isArray())
        return textOf(value).left(longestToolText);
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact)).left(longestToolText);
}

} // namespace

ChatSession::ChatSession(Call call, QObject *parent)
    : QObject(parent)
    , m_call(std::move(call))
{}

void ChatSession::open(const QString &key)
{
    m_key = key;
    setRun({});
    const int opening = ++m_opening;
    m_call(u"chat.history"_s, {{"sessionKey"_L1, key}, {"limit"_L1, rowsToShow}},
           [this, opening](const Result<QJsonValue> &answer) {
               if (opening != m_opening)
                   return;
               if (answer)
                   takeHistory(*answer);
               else
                   emit failed(answer.error().message);
           });
}

void ChatSession::takeHistory(const QJsonValue &history)
{
    m_key = history["sessionKey"_L1].toString(m_key);
    m_entries.clear();
    const QJsonArray rows = history["messages"_L1].toArray();
    for (const QJsonValue &row : rows)
        takeRow(row);
    emit reset();
    setRun(history["inFlightRun"_L1]["runId"_L1].toString());
}

void ChatSession::takeRow(const QJsonValue &row)
{
    const QString role = row["role"_L1].toString();
    const QString text = textOf(row);
    if (role == "toolResult"_L1) {
        for (ChatEntry &entry : m_entries) {
            if (entry.kind == Kind::Tool && entry.id == row["toolCallId"_L1].toString()) {
                entry.text += u"\n→ "_s + text.left(longestToolText);
                entry.isError = row["isError"_L1].toBool();
            }
        }
        return;
    }
    if (role == "user"_L1 && !text.isEmpty())
        m_entries += {.kind = Kind::User, .text = text};
    if (role != "assistant"_L1)
        return;
    if (!text.isEmpty())
        m_entries += {.kind = Kind::Agent, .text = text};
    const QJsonArray parts = row["content"_L1].toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1] == "toolCall"_L1)
            m_entries += {.kind = Kind::Tool,
                          .id = part["id"_L1].toString(),
                          .text = compact(part["arguments"_L1]),
                          .title = part["name"_L1].toString()};
    }
}

void ChatSession::send(const QString &message)
{
    const QString runId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    add({.kind = Kind::User, .id = runId, .text = message});
    setRun(runId);
    m_call(u"chat.send"_s, {{"sessionKey"_L1, m_key}, {"message"_L1, message}, {"idempotencyKey"_L1, runId}},
           [this, runId](const Result<QJsonValue> &answer) {
               if (answer)
                   return;
               if (m_runId == runId)
                   setRun({});
               add({.kind = Kind::Note, .text = answer.error().message, .isError = true});
           });
}

void ChatSession::abort()
{
    m_call(u"chat.abort"_s, {{"sessionKey"_L1, m_key}}, [this](const Result<QJsonValue> &answer) {
        if (!answer)
            emit failed(answer.error().message);
    });
}

void ChatSession::heard(const QString &event, const QJsonObject &payload)
{
    if (payload["sessionKey"_L1] != m_key)
        return;
    if (event == "chat"_L1)
        heardChat(payload);
    else if (event == "agent"_L1 && payload["stream"_L1] == "tool"_L1)
        heardTool(payload["data"_L1]);
}

/// The entry that the run is writing, made when there is none.
int ChatSession::growing(const QString &runId)
{
    for (int i = int(m_entries.size()) - 1; i >= 0; --i) {
        if (m_entries[i].kind == Kind::Agent && m_entries[i].isGrowing && m_entries[i].id == runId)
            return i;
    }
    add({.kind = Kind::Agent, .id = runId, .isGrowing = true});
    return int(m_entries.size()) - 1;
}

void ChatSession::heardChat(const QJsonObject &payload)
{
    const QString state = payload["state"_L1].toString();
    const QString runId = payload["runId"_L1].toString();
    if (state == "status"_L1 || state == "delta"_L1) {
        setRun(runId);
        const QString delta = payload["deltaText"_L1].toString();
        if (delta.isEmpty() && !payload["replace"_L1].toBool())
            return;
        const int index = growing(runId);
        m_entries[index].text = payload["replace"_L1].toBool() ? delta : m_entries[index].text + delta;
        emit changed(index);
        return;
    }
    const QString whole = textOf(payload["message"_L1]);
    if (!whole.isEmpty()) {
        const int index = growing(runId);
        // What came before a tool was called stands above it already.
        m_entries[index].text = whole;
        emit changed(index);
    }
    seal();
    if (state == "aborted"_L1)
        add({.kind = Kind::Note, .text = tr("Stopped.")});
    if (state == "error"_L1)
        add({.kind = Kind::Note, .text = payload["errorMessage"_L1].toString(), .isError = true});
    setRun({});
}

void ChatSession::heardTool(const QJsonValue &data)
{
    const QString id = data["toolCallId"_L1].toString();
    if (data["phase"_L1] == "start"_L1) {
        seal();
        return add({.kind = Kind::Tool,
                    .id = id,
                    .text = compact(data["args"_L1]),
                    .title = data["name"_L1].toString(),
                    .isGrowing = true});
    }
    if (data["phase"_L1] != "result"_L1)
        return;
    for (int i = int(m_entries.size()) - 1; i >= 0; --i) {
        ChatEntry &entry = m_entries[i];
        if (entry.kind != Kind::Tool || entry.id != id)
            continue;
        entry.text += u"\n→ "_s + compact(data["result"_L1]);
        entry.isError = data["isError"_L1].toBool();
        entry.isGrowing = false;
        emit changed(i);
        return;
    }
}

void ChatSession::add(const ChatEntry &entry)
{
    m_entries += entry;
    emit added(int(m_entries.size()) - 1);
}

/// What comes next is another entry.
void ChatSession::seal()
{
    for (int i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].kind == Kind::Agent && std::exchange(m_entries[i].isGrowing, false))
            emit changed(i);
    }
}

void ChatSession::setRun(const QString &runId)
{
    const bool was = isBusy();
    m_runId = runId;
    if (was != isBusy())
        emit busyChanged();
}

} // namespace wsagent
