#include "ui/window/mainwindow.h"

#include "ui/status/stateicon.h"
#include "ui/window/profiledelegate.h"

#include <QCloseEvent>
#include <QJsonObject>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int widestList = 380;

} // namespace

MainWindow::MainWindow(const QSet<GlobalAction> &offered, bool hasSettings, QWidget *parent)
    : QMainWindow(parent)
    , m_offered(offered)
    , m_list(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_welcome(new QLabel)
    , m_health(new HealthPage(hasSettings))
    , m_notice(new QLabel)
{
    using enum GlobalAction;
    addMenu({NewProfile, Settings, CheckAll, Diagnostics, StartAtLogin, About, Quit});
    addMenu({StartAll, StopAll, HardStop});
    addMenu({Notifications, Logs, PortMap});
    if (QAction *atLogin = m_actions.value(StartAtLogin))
        atLogin->setCheckable(true);
    m_actions[Quit]->setShortcut(QKeySequence::Quit);
    m_actions[Logs]->setShortcut(QKeySequence(u"Ctrl+L"_s));
    m_actions[Notifications]->setShortcut(QKeySequence(u"Ctrl+N"_s));

    m_list->setItemDelegate(new ProfileDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_welcome->setAlignment(Qt::AlignCenter);
    m_welcome->setWordWrap(true);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_health);
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setMargin(10);
    m_notice->hide();

    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_pages);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({250, 560});
    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notice);
    column->addWidget(splitter, 1);
    setCentralWidget(middle);
    resize(860, 540);

    connect(m_list, &QListWidget::currentRowChanged, this, &MainWindow::onSelected);
    connect(m_health, &HealthPage::chosen, this,
            [this](ProfileAction action) { emit chosen(action, selected()); });
    m_look.setInterval(lookInterval);
    connect(&m_look, &QTimer::timeout, this, &MainWindow::lookWanted);
    retranslate();
}

MainWindow::~MainWindow() = default;

void MainWindow::addMenu(const QList<GlobalAction> &actions)
{
    QMenu *menu = menuBar()->addMenu(QString());
    m_menus += menu;
    for (const GlobalAction action : actions) {
        QAction *added = menu->addAction(QString());
        added->setVisible(m_offered.contains(action));
        connect(added, &QAction::triggered, this, [this, action] { emit chosenForAll(action); });
        m_actions.insert(action, added);
    }
}

void MainWindow::retranslate()
{
    setWindowTitle(tr("WsAgent"));
    const QStringList titles{tr("&File"), tr("&Gateways"), tr("&View")};
    for (qsizetype i = 0; i < titles.size(); ++i)
        m_menus[i]->setTitle(titles[i]);
    for (auto action = m_actions.begin(); action != m_actions.end(); ++action)
        (*action)->setText(ActionText::of(action.key()));
    m_list->setAccessibleName(tr("Profiles"));
    m_welcome->setText(
        tr("There is no profile yet.\n\nA profile is a gateway with a configuration, a workspace "
           "and ports of its own.\nMake the first one with File, New profile, or with\n"
           "ws-agent --profile main setup"));
    m_notice->setAccessibleName(tr("Notice"));
    show(m_profiles);
}

void MainWindow::show(const QList<ProfileView> &profiles)
{
    m_profiles = profiles;
    const QString before = selected();
    {
        const QSignalBlocker quiet(m_list);
        while (m_list->count() > profiles.size())
            delete m_list->takeItem(m_list->count() - 1);
        while (m_list->count() < profiles.size())
            m_list->addItem(new QListWidgetItem);
        int current = profiles.isEmpty() ? -1 : 0;
        for (int row = 0; row < profiles.size(); ++row) {
            const ProfileView &profile = profiles[row];
            QListWidgetItem *item = m_list->item(row);
            item->setText(profile.name);
            item->setIcon(markIcon(trayState(profile)));
            item->setData(Qt::UserRole, TrayText::stateLine(profile));
            item->setData(Qt::AccessibleTextRole,
                          tr("%1: %2").arg(profile.name, TrayText::stateLine(profile)));
            if (profile.name == before)
                current = row;
        }
        m_list->setCurrentRow(current);
    }
    m_list->setMinimumWidth(std::min(m_list->sizeHintForColumn(0), widestList));
    for (auto action = m_actions.begin(); action != m_actions.end(); ++action)
        (*action)->setEnabled(isPossible(action.key(), profiles));
    onSelected();
}

void MainWindow::setStartsAtLogin(bool starts)
{
    if (QAction *action = m_actions.value(GlobalAction::StartAtLogin))
        action->setChecked(starts);
}

QString MainWindow::selected() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->text() : QString();
}

void MainWindow::select(const QString &profile)
{
    const QList<QListWidgetItem *> found = m_list->findItems(profile, Qt::MatchExactly);
    if (!found.isEmpty())
        m_list->setCurrentItem(found.first());
}

void MainWindow::onSelected()
{
    const QString name = selected();
    const auto profile = std::find_if(m_profiles.begin(), m_profiles.end(),
                                      [&name](const ProfileView &view) { return view.name == name; });
    m_pages->setCurrentWidget(profile == m_profiles.end() ? static_cast<QWidget *>(m_welcome) : m_health);
    m_list->setVisible(!m_profiles.isEmpty());
    if (profile == m_profiles.end())
        return;
    m_health->show(*profile);
    m_health->showUsage(profile->status.pid > 0 ? m_usage.value(name) : UsageSeries());
    m_health->showSessions(m_sessions.contains(name) ? std::optional(m_sessions.value(name)) : std::nullopt);
    m_health->showLastError(m_errors.value(name));
}

void MainWindow::takeUsage(const QJsonObject &row, qint64 atMs)
{
    const qint64 pid = row["pid"_L1].toInteger();
    const QString profile = row["profile"_L1].toString();
    if (pid <= 0 || !row.contains("cpuMs"_L1))
        return;
    m_usage[profile].add(atMs, pid, row["cpuMs"_L1].toInteger(), row["memoryBytes"_L1].toInteger());
    if (profile == selected())
        m_health->showUsage(m_usage[profile]);
}

void MainWindow::takeSessions(const QString &profile, std::optional<int> count)
{
    if (count)
        m_sessions.insert(profile, *count);
    else
        m_sessions.remove(profile);
    if (profile == selected())
        m_health->showSessions(count);
}

void MainWindow::takeError(const QString &profile, const QString &error)
{
    m_errors.insert(profile, error);
    if (profile == selected())
        m_health->showLastError(error);
}

void MainWindow::setNotice(const QString &text)
{
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    m_look.start();
    emit lookWanted();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    m_look.stop();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QMainWindow::closeEvent(event);
    emit closed();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QMainWindow::changeEvent(event);
}

} // namespace wsagent
