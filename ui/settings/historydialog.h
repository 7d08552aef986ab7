#pragma once

#include "gateway/config/confighistory.h"

#include <QDialog>

class QListWidget;
class QTableWidget;

namespace wsagent {

class SettingsDraft;

/// The earlier versions of a config, and what each of them says otherwise. Accepting takes the chosen one
/// into the draft; nothing is written before the draft is saved.
class HistoryDialog : public QDialog
{
    Q_OBJECT

public:
    HistoryDialog(const SettingsDraft &draft, const QString &profile, QWidget *parent = nullptr);

    QByteArray chosenText() const;

private:
    void showDifferences();

    const SettingsDraft &m_draft;
    QString m_profile;
    QList<ConfigCopy> m_copies;
    QListWidget *m_list;
    QTableWidget *m_differences;
};

} // namespace wsagent
