#pragma once

#include "ui/notices/notice.h"
#include "ui/status/traystate.h"

#include <QHash>
#include <QMenu>
#include <QSet>

#include <memory>

namespace wsagent {

/// The menu of the tray: a submenu for each profile, and what concerns all of them. It is changed in place,
/// so that it may stay open meanwhile.
class TrayMenu : public QObject
{
    Q_OBJECT

public:
    /// `offered`: what there is on this computer.
    explicit TrayMenu(const QSet<GlobalAction> &offered, bool hasSettings, QObject *parent = nullptr);
    ~TrayMenu() override;

    QMenu *menu() { return &m_menu; }
    void show(const QList<ProfileView> &profiles);
    void showRequests(const QString &profile, const QList<Notice> &notices);
    void setStartsAtLogin(bool starts);
    void retranslate();

signals:
    void chosen(wsagent::ProfileAction action, const QString &profile);
    void chosenForAll(wsagent::GlobalAction action);
    void answered(const wsagent::Notice &notice, wsagent::Notice::Answer answer);

private:
    struct ProfileMenu;

    ProfileMenu &menuOf(const QString &profile);
    void addGlobal(GlobalAction action);

    QSet<GlobalAction> m_offered;
    bool m_hasSettings;
    QMenu m_menu;
    QAction *m_empty;     ///< shown while there is no profile
    QAction *m_separator; ///< below the profiles
    QList<ProfileView> m_profiles;
    std::map<QString, std::unique_ptr<ProfileMenu>> m_menus;
    QHash<GlobalAction, QAction *> m_global;
};

} // namespace wsagent
