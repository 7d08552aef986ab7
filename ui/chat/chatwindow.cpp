#include "ui/chat/chatwindow.h"

#include "ui/chat/chatcard.h"

#include <QAction>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto drawingStep = 50ms;
constexpr int sessionsToShow = 100;

} // namespace

ChatWindow::ChatWindow(const QString &profile, ChatSession::Call call, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_call(std::move(call))
    , m_session(m_call, this)
    , m_sessions(new QListWidget)
    , m_scroll(new QScrollArea)
    , m_input(new QPlainTextEdit)
    , m_send(new QPushButton(tr("&Send")))
    , m_stop(new QPushButton(tr("S&top")))
    , m_note(new QLabel)
{
    setWindowTitle(tr("Chat with %1").arg(profile));
    m_sessions->setAccessibleName(tr("Sessions"));
    m_sessions->setFrameShape(QFrame::NoFrame);
    m_sessions->setSpacing(3);
    m_sessions->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *fresh = new QPushButton(tr("&New session"));
    auto *left = new QWidget;
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(8, 8, 8, 8);
    leftColumn->addWidget(m_sessions, 1);
    leftColumn->addWidget(fresh);

    auto *page = new QWidget;
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(16, 16, 16, 16);
    m_column->setSpacing(12);
    m_column->addStretch();
    m_scroll->setWidget(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Conversation"));
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);

    m_input->setPlaceholderText(tr("Message; Enter sends, Shift+Enter begins a new line"));
    m_input->setAccessibleName(tr("Message"));
    m_input->setTabChangesFocus(true);
    m_input->setFixedHeight(fontMetrics().lineSpacing() * 3 + 16);
    m_input->installEventFilter(this);
    m_stop->setToolTip(tr("Esc"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setAccessibleName(tr("Notice"));
    m_note->hide();

    auto *entry = new QHBoxLayout;
    entry->setContentsMargins(12, 8, 12, 12);
    entry->setSpacing(8);
    entry->addWidget(m_input, 1);
    auto *buttons = new QVBoxLayout;
    buttons->addWidget(m_send);
    buttons->addWidget(m_stop);
    entry->addLayout(buttons);
    auto *right = new QWidget;
    auto *rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(0);
    rightColumn->addWidget(m_scroll, 1);
    rightColumn->addWidget(m_note);
    rightColumn->addLayout(entry);
    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({210, 600});
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(splitter);
    resize(820, 600);
    m_input->setFocus();

    m_soon.setSingleShot(true);
    m_soon.setInterval(drawingStep);
    connect(&m_soon, &QTimer::timeout, this, &ChatWindow::showChanges);
    connect(m_send, &QPushButton::clicked, this, &ChatWindow::send);
    connect(m_stop, &QPushButton::clicked, &m_session, &ChatSession::abort);
    connect(fresh, &QPushButton::clicked, this, &ChatWindow::startSession);
    connect(m_sessions, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { m_session.open(item->data(Qt::UserRole).toString()); });
    connect(m_sessions, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { m_session.open(item->data(Qt::UserRole).toString()); });
    connect(&m_session, &ChatSession::reset, this, &ChatWindow::rebuild);
    connect(&m_session, &ChatSession::added, this, [this](int index) {
        addCard(index);
        scrollToEnd();
    });
    connect(&m_session, &ChatSession::changed, this, [this](int index) {
        m_dirty.insert(index);
        if (!m_soon.isActive())
            m_soon.start();
    });
    connect(&m_session, &ChatSession::busyChanged, this, &ChatWindow::showBusy);
    connect(&m_session, &ChatSession::failed, this, &ChatWindow::say);
    const auto addKey = [this](const QKeySequence &key, auto act) {
        auto *action = new QAction(this);
        action->setShortcut(key);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    addKey(QKeySequence(Qt::Key_Escape), [this] {
        if (m_session.isBusy())
            m_session.abort();
    });
    addKey(QKeySequence::New, [this] { startSession(); });
    addKey(QKeySequence::Close, [this] { close(); });
    showBusy();
}

ChatWindow::~ChatWindow() = default;

void ChatWindow::setConnected(bool connected)
{
    m_isConnected = connected;
    showBusy();
    if (!connected)
        return say(tr("The gateway does not answer. It is asked again when it runs."));
    say({});
    loadSessions();
    m_session.open(m_session.key());
}

void ChatWindow::loadSessions()
{
    m_call(u"sessions.list"_s, {{"limit"_L1, sessionsToShow}, {"includeDerivedTitles"_L1, true}},
           [this](const Result<QJsonValue> &list) {
               if (!list)
                   return say(list.error().message);
               m_sessions->clear();
               const QJsonArray rows = (*list)["sessions"_L1].toArray();
               for (const QJsonValue &row : rows) {
                   const QString key = row["key"_L1].toString();
                   QString title = key;
                   for (const auto member : {"label"_L1, "displayName"_L1, "derivedTitle"_L1}) {
                       const QString text = row[member].toString();
                       if (!text.isEmpty()) {
                           title = text;
                           break;
                       }
                   }
                   auto *item = new QListWidgetItem(title, m_sessions);
                   item->setData(Qt::UserRole, key);
                   item->setToolTip(key);
                   if (key == m_session.key())
                       m_sessions->setCurrentItem(item);
               }
           });
}

void ChatWindow::startSession()
{
    m_call(u"sessions.create"_s, {}, [this](const Result<QJsonValue> &made) {
        if (!made)
            return say(made.error().message);
        m_session.open((*made)["key"_L1].toString());
        loadSessions();
        m_input->setFocus();
    });
}

void ChatWindow::heard(const QString &event, const QJsonObject &payload)
{
    m_session.heard(event, payload);
    if (event == "chat"_L1 && payload["state"_L1] == "final"_L1)
        loadSessions(); // a title may have been found
}

void ChatWindow::send()
{
    const QString message = m_input->toPlainText().trimmed();
    if (message.isEmpty() || !m_isConnected)
        return;
    m_input->clear();
    say({});
    m_session.send(message);
}

bool ChatWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isEnter && !key->modifiers().testFlag(Qt::ShiftModifier)) {
            send();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ChatWindow::rebuild()
{
    while (m_column->count() > 1) { // the last one is the room below
        QLayoutItem *row = m_column->takeAt(0);
        while (QLayoutItem *item = row->layout()->takeAt(0)) {
            delete item->widget();
            delete item;
        }
        delete row;
    }
    m_cards.clear();
    m_dirty.clear();
    for (int i = 0; i < m_session.entries().size(); ++i)
        addCard(i);
    scrollToEnd();
    for (int row = 0; row < m_sessions->count(); ++row) {
        if (m_sessions->item(row)->data(Qt::UserRole).toString() == m_session.key())
            m_sessions->setCurrentRow(row);
    }
}

void ChatWindow::addCard(int index)
{
    const ChatEntry &entry = m_session.entries().at(index);
    auto *card = new ChatCard(entry.kind);
    card->show(entry);
    m_cards += card;
    auto *row = new QHBoxLayout;
    if (entry.kind == ChatEntry::Kind::User)
        row->addStretch(1);
    row->addWidget(card, entry.kind == ChatEntry::Kind::User ? 4 : 1);
    m_column->insertLayout(m_column->count() - 1, row);
}

void ChatWindow::showChanges()
{
    const bool follows = isAtEnd();
    for (const int index : std::exchange(m_dirty, {})) {
        if (index < m_cards.size())
            m_cards[index]->show(m_session.entries().at(index));
    }
    if (follows)
        scrollToEnd();
}

bool ChatWindow::isAtEnd() const
{
    const QScrollBar *bar = m_scroll->verticalScrollBar();
    return bar->value() >= bar->maximum() - fontMetrics().height();
}

/// After the layout has become as high as it is going to be.
void ChatWindow::scrollToEnd()
{
    QTimer::singleShot(0, this, [this] {
        m_scroll->widget()->layout()->activate();
        m_scroll->verticalScrollBar()->setValue(m_scroll->verticalScrollBar()->maximum());
    });
}

void ChatWindow::showBusy()
{
    m_send->setEnabled(m_isConnected);
    m_stop->setEnabled(m_isConnected && m_session.isBusy());
}

void ChatWindow::say(const QString &text)
{
    m_note->setText(text);
    m_note->setMargin(text.isEmpty() ? 0 : 8);
    m_note->setVisible(!text.isEmpty());
}

} // namespace wsagent
