#include "ui/settings/historydialog.h"

#include "ui/settings/settingsdraft.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString shown(const QJsonValue &value)
{
    if (value.isUndefined())
        return u"–"_s;
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

} // namespace

HistoryDialog::HistoryDialog(const SettingsDraft &draft, const QString &profile, QWidget *parent)
    : QDialog(parent)
    , m_draft(draft)
    , m_profile(profile)
    , m_copies(configHistory(draft.saved(profile).source(), draft.schema()))
    , m_list(new QListWidget(this))
    , m_differences(new QTableWidget(0, 3, this))
{
    setWindowTitle(tr("Earlier versions of the config of %1").arg(profile));
    m_list->setAccessibleName(tr("Versions"));
    m_differences->setAccessibleName(tr("Differences"));
    m_differences->setHorizontalHeaderLabels({tr("Key"), tr("Now"), tr("Then")});
    m_differences->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_differences->verticalHeader()->hide();
    m_differences->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_differences->setTabKeyNavigation(false);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Take this version"));
    buttons->button(QDialogButtonBox::Ok)->setEnabled(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::currentRowChanged, this, [this, buttons](int row) {
        buttons->button(QDialogButtonBox::Ok)->setEnabled(row >= 0);
        showDifferences();
    });

    for (const ConfigCopy &copy : m_copies) {
        QString text = locale().toString(copy.savedAt.toLocalTime(), QLocale::ShortFormat);
        if (copy.isCurrent)
            text += tr(" (like now)");
        else if (!copy.isValid)
            text += tr(" (in error)");
        auto *item = new QListWidgetItem(text, m_list);
        item->setToolTip(copy.name);
    }
    auto *row = new QHBoxLayout;
    row->addWidget(m_list, 1);
    row->addWidget(m_differences, 2);
    auto *column = new QVBoxLayout(this);
    if (m_copies.isEmpty())
        column->addWidget(new QLabel(tr("There are none yet: the config was never changed."), this));
    column->addLayout(row, 1);
    column->addWidget(buttons);
    resize(720, 360);
    m_list->setCurrentRow(m_copies.isEmpty() ? -1 : 0);
}

QByteArray HistoryDialog::chosenText() const
{
    const int row = m_list->currentRow();
    return row < 0 ? m_draft.text(m_profile) : m_copies[row].loaded.raw;
}

void HistoryDialog::showDifferences()
{
    const int row = m_list->currentRow();
    m_differences->setRowCount(0);
    if (row < 0)
        return;
    const auto differences =
        configDifferences(m_draft.config(m_profile).source, m_copies[row].loaded.source, m_draft.schema());
    m_differences->setRowCount(int(differences.size()));
    for (int i = 0; i < differences.size(); ++i) {
        const ConfigDifference &difference = differences[i];
        m_differences->setItem(i, 0, new QTableWidgetItem(difference.path));
        m_differences->setItem(i, 1, new QTableWidgetItem(shown(difference.before)));
        m_differences->setItem(i, 2, new QTableWidgetItem(shown(difference.after)));
    }
}

} // namespace wsagent
