#pragma once

#include "ui/status/traystate.h"
#include "ui/window/healthpage.h"

#include <QHash>
#include <QMainWindow>
#include <QSet>
#include <QTimer>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace wsagent {

/// All profiles and how they are. Looks at processor and memory only while somebody sees it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds lookInterval{5000};

    MainWindow(const QSet<GlobalAction> &offered, bool hasSettings, QWidget *parent = nullptr);
    ~MainWindow() override;

    using QMainWindow::show;
    void show(const QList<ProfileView> &profiles);
    void setStartsAtLogin(bool starts);
    void select(const QString &profile);
    QString selected() const;
    /// One row of `supervisor status --json`.
    void takeUsage(const QJsonObject &row, qint64 atMs);
    void takeSessions(const QString &profile, std::optional<int> count);
    void takeError(const QString &profile, const QString &error);
    void setNotice(const QString &text); ///< beside the list; empty: none

signals:
    void chosen(wsagent::ProfileAction action, const QString &profile);
    void chosenForAll(wsagent::GlobalAction action);
    void lookWanted();
    void closed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addMenu(const QList<GlobalAction> &actions);
    void onSelected();
    void retranslate();

    QSet<GlobalAction> m_offered;
    QList<ProfileView> m_profiles;
    QListWidget *m_list;
    QStackedWidget *m_pages;
    QLabel *m_welcome;
    HealthPage *m_health;
    QLabel *m_notice;
    QTimer m_look;
    QHash<QString, UsageSeries> m_usage;
    QHash<QString, int> m_sessions;
    QHash<QString, QString> m_errors;
    QHash<GlobalAction, QAction *> m_actions;
    QList<QMenu *> m_menus;
};

} // namespace wsagent
