#include "ui/tray/traymenu.h"

#include "ui/status/stateicon.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A name in a menu is no place for a mnemonic.
QString plain(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

struct TrayMenu::ProfileMenu
{
    QMenu menu;
    QAction *state = menu.addAction(QString());
    QAction *afterRequests = menu.addSeparator();
    QHash<ProfileAction, QAction *> actions = {};
    std::vector<std::unique_ptr<QMenu>> requests = {};
    std::optional<TrayState> icon = {};
};

TrayMenu::TrayMenu(const QSet<GlobalAction> &offered, bool hasSettings, QObject *parent)
    : QObject(parent)
    , m_offered(offered)
    , m_hasSettings(hasSettings)
    , m_empty(m_menu.addAction(QString()))
    , m_separator(m_menu.addSeparator())
{
    m_empty->setEnabled(false);
    for (const GlobalAction action :
         {GlobalAction::ShowWindow, GlobalAction::NewProfile, GlobalAction::Settings, GlobalAction::PortMap,
          GlobalAction::Notifications, GlobalAction::Logs})
        addGlobal(action);
    m_menu.addSeparator();
    for (const GlobalAction action :
         {GlobalAction::CheckAll, GlobalAction::StartAll, GlobalAction::StopAll, GlobalAction::HardStop})
        addGlobal(action);
    m_menu.addSeparator();
    for (const GlobalAction action :
         {GlobalAction::StartAtLogin, GlobalAction::Diagnostics, GlobalAction::About, GlobalAction::Quit})
        addGlobal(action);
    if (QAction *atLogin = m_global.value(GlobalAction::StartAtLogin))
        atLogin->setCheckable(true);
    retranslate();
    show({});
}

TrayMenu::~TrayMenu() = default;

void TrayMenu::addGlobal(GlobalAction action)
{
    if (!m_offered.contains(action))
        return;
    QAction *added = m_menu.addAction(QString());
    connect(added, &QAction::triggered, this, [this, action] { emit chosenForAll(action); });
    m_global.insert(action, added);
}

void TrayMenu::retranslate()
{
    m_empty->setText(tr("No profile yet"));
    for (auto action = m_global.begin(); action != m_global.end(); ++action)
        (*action)->setText(ActionText::of(action.key()));
    for (const auto &[name, profile] : m_menus) {
        for (auto action = profile->actions.begin(); action != profile->actions.end(); ++action)
            (*action)->setText(ActionText::of(action.key()));
    }
    show(m_profiles);
}

TrayMenu::ProfileMenu &TrayMenu::menuOf(const QString &profile)
{
    auto &known = m_menus[profile];
    if (known)
        return *known;
    known = std::make_unique<ProfileMenu>();
    ProfileMenu &made = *known;
    made.menu.setTitle(plain(profile));
    made.state->setEnabled(false);
    using enum ProfileAction;
    const QList<QList<ProfileAction>> groups{{Start, Stop, Restart},
                                             {OpenChat, OpenDashboard, OpenWorkspace, ShowLogs},
                                             {CopyUrl, CopyPairingCode},
                                             {Settings, Check}};
    for (const QList<ProfileAction> &group : groups) {
        if (group != groups.first())
            made.menu.addSeparator();
        for (const ProfileAction action : group) {
            QAction *added = made.menu.addAction(ActionText::of(action));
            connect(added, &QAction::triggered, this,
                    [this, action, profile] { emit chosen(action, profile); });
            made.actions.insert(action, added);
        }
    }
    made.actions[Settings]->setVisible(m_hasSettings);
    m_menu.insertMenu(m_separator, &made.menu);
    return made;
}

void TrayMenu::show(const QList<ProfileView> &profiles)
{
    m_profiles = profiles;
    QSet<QString> names;
    for (const ProfileView &profile : profiles) {
        names.insert(profile.name);
        ProfileMenu &menu = menuOf(profile.name);
        const TrayState state = trayState(profile);
        if (std::exchange(menu.icon, state) != state)
            menu.menu.setIcon(markIcon(state));
        menu.state->setText(plain(TrayText::stateLine(profile)));
        for (auto action = menu.actions.begin(); action != menu.actions.end(); ++action)
            (*action)->setEnabled(isPossible(action.key(), profile));
        menu.actions[ProfileAction::CopyPairingCode]->setVisible(profile.canPair);
    }
    std::erase_if(m_menus, [&names](const auto &menu) { return !names.contains(menu.first); });
    m_empty->setVisible(profiles.isEmpty());
    for (auto action = m_global.begin(); action != m_global.end(); ++action)
        (*action)->setEnabled(isPossible(action.key(), profiles));
}

void TrayMenu::showRequests(const QString &profile, const QList<Notice> &notices)
{
    const auto known = m_menus.find(profile);
    if (known == m_menus.end() && notices.isEmpty())
        return;
    ProfileMenu &menu = menuOf(profile);
    menu.requests.clear();
    for (const Notice &notice : notices) {
        auto request = std::make_unique<QMenu>(plain(notice.title));
        request->setIcon(markIcon(TrayState::Warning));
        const QStringList lines = notice.text.split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines)
            request->addAction(plain(line))->setEnabled(false);
        request->addSeparator();
        for (const Notice::Answer answer : notice.answers()) {
            QAction *action = request->addAction(NoticeText::answer(answer));
            connect(action, &QAction::triggered, this,
                    [this, notice, answer] { emit answered(notice, answer); });
        }
        menu.menu.insertMenu(menu.afterRequests, request.get());
        menu.requests.push_back(std::move(request));
    }
}

void TrayMenu::setStartsAtLogin(bool starts)
{
    if (QAction *action = m_global.value(GlobalAction::StartAtLogin))
        action->setChecked(starts);
}

} // namespace wsagent
