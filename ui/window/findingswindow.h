#pragma once

#include "gateway/instances/findings.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace wsagent {

/// What a check of the profiles has found, and what to do about it.
class FindingsWindow : public QWidget
{
    Q_OBJECT

public:
    explicit FindingsWindow(QWidget *parent = nullptr);

    /// `profile` empty: all.
    void showFindings(const QList<Finding> &findings, const QString &profile);

private:
    QLabel *m_summary;
    QTreeWidget *m_list;
};

} // namespace wsagent
