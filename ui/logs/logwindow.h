#pragma once

#include "ui/logs/logmodel.h"
#include "ui/logs/logtail.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class QTreeView;

namespace wsagent {

/// The logs of all profiles as they grow.
class LogWindow : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype mostLines = 50'000;

    explicit LogWindow(QWidget *parent = nullptr);
    ~LogWindow() override;

    /// Begins to follow those that are new. `profile`: what is shown first; empty: all.
    void showSources(const QList<LogSource> &sources, const QString &profile);
    LogModel &model() { return m_model; }

private:
    void take(const QList<LogRecord> &records);
    void filter();
    void find(bool backwards);
    void setPaused(bool paused);
    void copy();
    void openFolder();
    void showCount();

    LogModel m_model{mostLines};
    std::vector<std::unique_ptr<LogTail>> m_tails;
    QList<LogSource> m_sources;
    QList<LogRecord> m_held; ///< while paused
    QComboBox *m_profile;
    QComboBox *m_level;
    QLineEdit *m_text;
    QLineEdit *m_search;
    QPushButton *m_pause;
    QTreeView *m_view;
    QLabel *m_count;
};

} // namespace wsagent
