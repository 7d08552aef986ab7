#pragma once

#include "ui/status/traystate.h"
#include "ui/window/usageseries.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QPushButton;

namespace wsagent {

class Sparkline;

/// How one profile is, and what can be done with it.
class HealthPage : public QWidget
{
    Q_OBJECT

public:
    /// `hasSettings`: whether there is a dialog for them.
    explicit HealthPage(bool hasSettings, QWidget *parent = nullptr);

    using QWidget::show;
    void show(const ProfileView &profile);
    void showUsage(const UsageSeries &usage);
    void showSessions(std::optional<int> count); ///< nothing: unknown
    void showLastError(const QString &error);

signals:
    void chosen(wsagent::ProfileAction action);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    ProfileView m_profile;
    QLabel *m_mark;
    QLabel *m_name;
    QLabel *m_state;
    QLabel *m_message;
    QList<QLabel *> m_captions;
    QLabel *m_cpu;
    QLabel *m_memory;
    QLabel *m_uptime;
    QLabel *m_restarts;
    QLabel *m_sessions;
    QLabel *m_process;
    QLabel *m_lastError;
    Sparkline *m_cpuCurve;
    Sparkline *m_memoryCurve;
    QHash<ProfileAction, QPushButton *> m_buttons;
};

} // namespace wsagent
