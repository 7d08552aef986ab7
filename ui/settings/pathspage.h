#pragma once

#include "ui/settings/settingspage.h"

class QLabel;
class QLineEdit;

namespace wsagent {

class FieldNote;

/// Where the profile keeps its files. The workspace can be changed; config and state follow from the name.
class PathsPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    explicit PathsPage(QWidget *parent = nullptr);

    void refresh() override;

protected:
    void load() override;

private:
    void browse();
    QString workspace() const;

    QLineEdit *m_config;
    QLineEdit *m_stateDir;
    QLineEdit *m_workspace;
    FieldNote *m_configNote;
    FieldNote *m_stateNote;
    FieldNote *m_workspaceNote;
    QLabel *m_space;
};

} // namespace wsagent
