#pragma once

#include "ui/settings/settingspage.h"

class QLabel;
class QPushButton;

namespace wsagent {

class FieldNote;

/// What opens the gateway of a profile, and from where it can be reached.
class SecurityPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    explicit SecurityPage(QWidget *parent = nullptr);

    void refresh() override;

protected:
    void load() override {}

private:
    void rotate();

    QLabel *m_secret;
    QPushButton *m_rotate;
    FieldNote *m_secretNote;
    QLabel *m_exposure;
};

} // namespace wsagent
