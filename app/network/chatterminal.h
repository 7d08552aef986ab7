#pragma once

#include "app/cli/lineeditor.h"
#include "app/cli/networkloader.h"
#include "app/network/gatewayclient.h"

#include <QSocketNotifier>
#include <QTimer>

namespace wsagent {

/// A chat on a terminal: what the agent writes appears above the line that is being typed.
class ChatTerminal : public QObject
{
    Q_OBJECT

public:
    ChatTerminal(GatewayTarget target, ChatStart start, QObject *parent = nullptr);
    ~ChatTerminal() override;

    /// Shows what was said before, then the prompt.
    void start();

signals:
    void left();
    void failed(const Error &error);

private:
    void typed();
    void handle(const LineEditor::Event &event);
    bool stopReply();
    bool isOwnCommand(const QString &line);
    void listSessions();
    void enterSession(const QString &key);
    void send(const QString &message);
    void sendNext();
    void heard(const QString &name, const QJsonObject &payload);
    void heardChat(const QJsonObject &payload);
    void show(const QString &text); ///< above the prompt
    void drawPrompt();
    void erasePrompt();

    GatewayClient m_client;
    ChatStart m_start;
    QString m_sessionKey; ///< canonical, once the gateway has said it
    LineEditor m_editor;
    QSocketNotifier m_input;
    QTimer m_escape;       ///< Escape was the last byte; is it the key?
    QStringList m_waiting; ///< to be sent when the answer to the last one has come
    bool m_asking = false;
    QString m_runId; ///< of the reply that is being written
    QString m_shown; ///< of it
    bool m_leaving = false;
    int m_promptLines = 0;
};

} // namespace wsagent
