#include "ui/logs/logwindow.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

LogWindow::LogWindow(QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_profile(new QComboBox(this))
    , m_level(new QComboBox(this))
    , m_text(new QLineEdit(this))
    , m_search(new QLineEdit(this))
    , m_pause(new QPushButton(tr("&Pause"), this))
    , m_view(new QTreeView(this))
    , m_count(new QLabel(this))
{
    setWindowTitle(tr("Logs"));
    m_profile->addItem(tr("All profiles"), QString());
    m_profile->setAccessibleName(tr("Profile"));
    for (const auto &[text, level] :
         {std::pair(tr("Everything"), LogLevel::Trace), std::pair(tr("Debug and more"), LogLevel::Debug),
          std::pair(tr("Info and more"), LogLevel::Info),
          std::pair(tr("Warnings and errors"), LogLevel::Warn), std::pair(tr("Errors"), LogLevel::Error)})
        m_level->addItem(text, int(level));
    m_level->setAccessibleName(tr("Level"));
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setAccessibleName(tr("Only lines with this text"));
    m_text->setClearButtonEnabled(true);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search in the lines shown"));
    m_search->setClearButtonEnabled(true);
    m_search->setToolTip(tr("F3: next, Shift+F3: previous"));
    m_pause->setCheckable(true);

    m_view->setModel(&m_model);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setItemsExpandable(false);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setAccessibleName(tr("Lines"));
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(this->font().pointSizeF());
    m_view->setFont(font);
    const QFontMetrics metrics(font);
    m_view->header()->setStretchLastSection(true);
    for (const auto &[column, sample] :
         {std::pair(LogModel::Time, u"MM-dd HH:mm:ss.zzz  "_s),
          std::pair(LogModel::Profile, u"rescue-2    "_s), std::pair(LogModel::Level, u"Level   "_s),
          std::pair(LogModel::Subsystem, u"supervised   "_s)})
        m_view->setColumnWidth(column, metrics.horizontalAdvance(sample));

    auto *copyButton = new QPushButton(tr("&Copy"), this);
    auto *folderButton = new QPushButton(tr("Open f&older"), this);
    auto *tools = new QHBoxLayout;
    tools->addWidget(m_profile);
    tools->addWidget(m_level);
    tools->addWidget(m_text, 1);
    tools->addWidget(m_search, 1);
    tools->addWidget(m_pause);
    tools->addWidget(copyButton);
    tools->addWidget(folderButton);
    auto *column = new QVBoxLayout(this);
    column->addLayout(tools);
    column->addWidget(m_view, 1);
    column->addWidget(m_count);
    resize(1040, 560);

    connect(m_profile, &QComboBox::currentIndexChanged, this, &LogWindow::filter);
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogWindow::filter);
    connect(m_text, &QLineEdit::textChanged, this, &LogWindow::filter);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(false); });
    connect(m_pause, &QPushButton::toggled, this, &LogWindow::setPaused);
    connect(copyButton, &QPushButton::clicked, this, &LogWindow::copy);
    connect(folderButton, &QPushButton::clicked, this, &LogWindow::openFolder);
    const auto addKey = [this](const QKeySequence &key, auto act) {
        auto *action = new QAction(this);
        action->setShortcut(key);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    addKey(QKeySequence::Copy, [this] { copy(); });
    addKey(QKeySequence::Find, [this] { m_search->setFocus(); });
    addKey(QKeySequence(Qt::Key_F3), [this] { find(false); });
    addKey(QKeySequence(Qt::SHIFT | Qt::Key_F3), [this] { find(true); });
    addKey(QKeySequence::Close, [this] { close(); });
    for (const auto changed : {&LogModel::rowsInserted, &LogModel::rowsRemoved})
        connect(&m_model, changed, this, &LogWindow::showCount);
    showCount();
}

LogWindow::~LogWindow() = default;

void LogWindow::showSources(const QList<LogSource> &sources, const QString &profile)
{
    for (const LogSource &source : sources) {
        if (m_sources.contains(source))
            continue;
        m_sources += source;
        if (m_profile->findData(source.profile) < 0)
            m_profile->addItem(source.profile, source.profile);
        m_tails.push_back(std::make_unique<LogTail>(source));
        connect(m_tails.back().get(), &LogTail::read, this, &LogWindow::take);
    }
    m_profile->setCurrentIndex(std::max(0, m_profile->findData(profile)));
}

void LogWindow::take(const QList<LogRecord> &records)
{
    if (m_pause->isChecked()) {
        m_held += records;
        if (m_held.size() > mostLines)
            m_held.remove(0, m_held.size() - mostLines);
        return showCount();
    }
    const QScrollBar *bar = m_view->verticalScrollBar();
    const bool follows = bar->value() >= bar->maximum();
    m_model.append(records);
    if (follows)
        m_view->scrollToBottom();
    showCount();
}

void LogWindow::filter()
{
    m_model.setFilter({.least = LogLevel(m_level->currentData().toInt()),
                       .profile = m_profile->currentData().toString(),
                       .text = m_text->text()});
    m_view->scrollToBottom();
    showCount();
}

void LogWindow::find(bool backwards)
{
    const QModelIndex current = m_view->currentIndex();
    const int step = backwards ? -1 : 1;
    const int rows = m_model.rowCount();
    const int from = current.isValid() && rows > 0 ? (current.row() + step + rows) % rows : 0;
    const int row = m_model.find(m_search->text(), from, backwards);
    if (row < 0)
        return m_count->setText(tr("\"%1\" is in no line that is shown.").arg(m_search->text()));
    showCount();
    m_view->setCurrentIndex(m_model.index(row, LogModel::Message));
    m_view->scrollTo(m_view->currentIndex(), QAbstractItemView::PositionAtCenter);
}

void LogWindow::setPaused(bool paused)
{
    if (!paused)
        take(std::exchange(m_held, {}));
    showCount();
}

void LogWindow::copy()
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QString text;
    for (const QModelIndex &row : std::as_const(rows))
        text += toText(m_model.record(row.row())) + u'\n';
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void LogWindow::openFolder()
{
    const QString profile = m_profile->currentData().toString();
    for (const LogSource &source : std::as_const(m_sources)) {
        if (profile.isEmpty() || source.profile == profile) {
            QDesktopServices::openUrl(QUrl::fromLocalFile(source.directory));
            return;
        }
    }
}

void LogWindow::showCount()
{
    const QLocale locale;
    const QString shown = locale.toString(m_model.rowCount());
    QString text = m_model.rowCount() == m_model.lineCount()
                       ? tr("%1 lines").arg(shown)
                       : tr("%1 of %2 lines").arg(shown, locale.toString(m_model.lineCount()));
    if (m_pause->isChecked())
        text = tr("Paused: %1; %2 more have come").arg(text, locale.toString(m_held.size()));
    m_count->setText(text);
}

} // namespace wsagent
