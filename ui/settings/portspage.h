#pragma once

#include "ui/settings/settingspage.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableWidget;

namespace wsagent {

class FieldNote;
class PortMapView;

/// The ports of a profile: what is set, what follows from it, and who stands in the way.
class PortsPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    explicit PortsPage(QWidget *parent = nullptr);

    void refresh() override;

protected:
    void load() override;

private:
    void typed(const QString &path, const QString &text);
    void useSuggestion();
    void showMap();
    void loadBrowsers();
    void changeBrowser(int row, int column);
    void addBrowser();
    void removeBrowser();

    QLineEdit *m_base;
    QLineEdit *m_control;
    QComboBox *m_bind;
    FieldNote *m_baseNote;
    FieldNote *m_controlNote;
    FieldNote *m_browserNote;
    QLabel *m_derived;
    QTableWidget *m_browsers;
    PortMapView *m_map;
    int m_suggestion = 0; ///< 0: none
};

} // namespace wsagent
