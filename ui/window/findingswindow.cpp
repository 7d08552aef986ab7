#include "ui/window/findingswindow.h"

#include "ui/status/stateicon.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

TrayState iconOf(Severity severity)
{
    return severity == Severity::Error     ? TrayState::Error
           : severity == Severity::Warning ? TrayState::Warning
                                           : TrayState::Running;
}

} // namespace

FindingsWindow::FindingsWindow(QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_summary(new QLabel(this))
    , m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("Check of profiles"));
    m_summary->setAccessibleName(tr("Result"));
    m_list->setAccessibleName(tr("Findings"));
    m_list->setHeaderLabels({tr("Profiles"), tr("Finding"), tr("What to do")});
    m_list->setRootIsDecorated(false);
    m_list->setWordWrap(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QWidget::close);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_summary);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
    resize(720, 320);
}

void FindingsWindow::showFindings(const QList<Finding> &findings, const QString &profile)
{
    m_list->clear();
    for (const Finding &finding : findings) {
        if (!profile.isEmpty() && !finding.profiles.contains(profile))
            continue;
        auto *row = new QTreeWidgetItem(m_list, {finding.profiles.join(", "_L1), finding.message,
                                                 finding.fix ? finding.fix->describe() : finding.advice});
        row->setIcon(0, markIcon(iconOf(finding.severity)));
        row->setData(0, Qt::AccessibleTextRole,
                     severityName(finding.severity) + u' ' + finding.profiles.join(", "_L1));
    }
    const int count = m_list->topLevelItemCount();
    const QString whom = profile.isEmpty() ? tr("All profiles") : profile;
    m_summary->setText(count == 0 ? tr("%1: nothing found. They do not touch each other.").arg(whom)
                                  : tr("%1: %n finding(s)", "", count).arg(whom));
    m_list->setVisible(count > 0);
}

} // namespace wsagent
