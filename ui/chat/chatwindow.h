#pragma once

#include "ui/chat/chatsession.h"

#include <QTimer>
#include <QWidget>

#include <set>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace wsagent {

class ChatCard;

/// A small chat with the agent of a profile.
class ChatWindow : public QWidget
{
    Q_OBJECT

public:
    /// `call` asks the gateway of the profile.
    ChatWindow(const QString &profile, ChatSession::Call call, QWidget *parent = nullptr);
    ~ChatWindow() override;

    void setConnected(bool connected);
    void heard(const QString &event, const QJsonObject &payload);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void loadSessions();
    void startSession();
    void send();
    void rebuild();
    void addCard(int index);
    void showBusy();
    void showChanges();
    void say(const QString &text);
    bool isAtEnd() const;
    void scrollToEnd();

    ChatSession::Call m_call;
    ChatSession m_session;
    QListWidget *m_sessions;
    QScrollArea *m_scroll;
    QVBoxLayout *m_column;
    QList<ChatCard *> m_cards;
    QPlainTextEdit *m_input;
    QPushButton *m_send;
    QPushButton *m_stop;
    QLabel *m_note;
    QTimer m_soon; ///< entries that grow are drawn in steps
    std::set<int> m_dirty;
    bool m_isConnected = false;
};

} // namespace wsagent
