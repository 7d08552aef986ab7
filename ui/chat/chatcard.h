#pragma once

#include "ui/chat/chatsession.h"

#include <QFrame>

class QLabel;

namespace wsagent {

class MarkdownView;

/// One entry of a conversation as it is seen.
class ChatCard : public QFrame
{
    Q_OBJECT

public:
    explicit ChatCard(ChatEntry::Kind kind, QWidget *parent = nullptr);

    void show(const ChatEntry &entry);
    using QFrame::show;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChatEntry::Kind m_kind;
    bool m_isError = false;
    QLabel *m_title = nullptr;
    QLabel *m_plain = nullptr;
    MarkdownView *m_markdown = nullptr;
};

} // namespace wsagent
