#pragma once

#include "ui/settings/settingspage.h"

class QCheckBox;
class QLabel;

namespace wsagent {

class FieldNote;

/// Name, whether it is started, and how it runs.
class GeneralPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    /// `registryPath`: where it is kept which profiles are started.
    explicit GeneralPage(QString registryPath, QWidget *parent = nullptr);

    void refresh() override;

protected:
    void load() override;

private:
    void switchAutostart(bool on);

    QString m_registryPath;
    QLabel *m_name;
    QLabel *m_state;
    QLabel *m_keeper;
    QCheckBox *m_autostart;
    FieldNote *m_nameNote;
    FieldNote *m_otherNote;
};

} // namespace wsagent
