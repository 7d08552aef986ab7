#pragma once

#include "ui/settings/settingspage.h"

class QPlainTextEdit;
class QPushButton;

namespace wsagent {

class FieldNote;
class Json5Highlighter;

/// The config as text, with what is wrong with it as it is typed, and its older versions.
class AdvancedPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    explicit AdvancedPage(QWidget *parent = nullptr);

    void refresh() override;

protected:
    void load() override;

private:
    void typed();
    void goToProblem();
    void showHistory();

    QPlainTextEdit *m_text;
    Json5Highlighter *m_colours;
    FieldNote *m_note;
    QPushButton *m_history;
};

} // namespace wsagent
