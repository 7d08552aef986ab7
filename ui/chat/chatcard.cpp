#include "ui/chat/chatcard.h"

#include "ui/chat/markdownview.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int padding = 12;
constexpr qsizetype longestShown = 1200; ///< of what a tool has said

} // namespace

ChatCard::ChatCard(ChatEntry::Kind kind, QWidget *parent)
    : QFrame(parent)
    , m_kind(kind)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(padding, padding - 2, padding, padding - 2);
    column->setSpacing(4);
    if (kind == ChatEntry::Kind::Tool) {
        m_title = new QLabel(this);
        m_title->setTextFormat(Qt::PlainText);
        QFont bold = font();
        bold.setBold(true);
        m_title->setFont(bold);
        column->addWidget(m_title);
    }
    if (kind == ChatEntry::Kind::Agent) {
        m_markdown = new MarkdownView(this);
        m_markdown->setAccessibleName(tr("Agent"));
        column->addWidget(m_markdown);
        return;
    }
    m_plain = new QLabel(this);
    m_plain->setTextFormat(Qt::PlainText);
    m_plain->setWordWrap(true);
    m_plain->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (kind == ChatEntry::Kind::Tool) {
        QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        fixed.setPointSizeF(font().pointSizeF() * 0.9);
        m_plain->setFont(fixed);
    }
    m_plain->setAccessibleName(kind == ChatEntry::Kind::User   ? tr("You")
                               : kind == ChatEntry::Kind::Tool ? tr("Tool")
                                                               : tr("Note"));
    column->addWidget(m_plain);
}

void ChatCard::show(const ChatEntry &entry)
{
    m_isError = entry.isError;
    if (m_markdown)
        return m_markdown->setText(entry.text);
    if (m_title)
        m_title->setText(entry.isGrowing ? tr("%1 …").arg(entry.title)
                         : entry.isError ? tr("%1: failed").arg(entry.title)
                                         : entry.title);
    const bool isCut = m_kind == ChatEntry::Kind::Tool && entry.text.size() > longestShown;
    m_plain->setText(isCut ? entry.text.left(longestShown) + u" …"_s : entry.text);
    update();
}

void ChatCard::paintEvent(QPaintEvent *)
{
    if (m_kind == ChatEntry::Kind::Agent)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = palette().color(m_kind == ChatEntry::Kind::User ? QPalette::Highlight : QPalette::Text);
    if (m_isError)
        ground = QColor(0xd6, 0x3b, 0x3b);
    ground.setAlphaF(m_kind == ChatEntry::Kind::User || m_isError ? 0.16F : 0.06F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(rect(), 8, 8);
}

} // namespace wsagent
