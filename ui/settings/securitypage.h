#pragma once

#include "ui/settings/settingspage.h"

class QLabel;
class QPushButton;

namespace wsagent {

class DeviceList;
class FieldNote;

/// What opens the gateway of a profile, from where it can be reached, and who has paired with it.
class SecurityPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    explicit SecurityPage(QWidget *parent = nullptr);

    void refresh() override;

protected:
    void enter() override;
    void load() override;

private:
    void rotate();

    QLabel *m_secret;
    QPushButton *m_rotate;
    FieldNote *m_secretNote;
    QLabel *m_exposure;
    DeviceList *m_devices;
};

} // namespace wsagent
