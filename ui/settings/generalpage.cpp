#include "ui/settings/generalpage.h"

#include "app/profiles/autostart.h"
#include "ui/widgets/fieldnote.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace wsagent {

GeneralPage::GeneralPage(QString registryPath, QWidget *parent)
    : SettingsPageWidget(parent)
    , m_registryPath(std::move(registryPath))
    , m_name(new QLabel(this))
    , m_state(new QLabel(this))
    , m_keeper(new QLabel(this))
    , m_autostart(new QCheckBox(tr("&Start it together with WsAgent"), this))
    , m_nameNote(new FieldNote(this))
    , m_otherNote(new FieldNote(this))
{
    for (QLabel *label : {m_name, m_state, m_keeper}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setWordWrap(true);
    }
    m_name->setAccessibleName(tr("Name"));
    m_state->setAccessibleName(tr("State"));
    m_keeper->setAccessibleName(tr("Kept running by"));
    auto *form = new QFormLayout(this);
    form->addRow(tr("Name:"), m_name);
    form->addRow(QString(), m_nameNote);
    form->addRow(tr("State:"), m_state);
    form->addRow(tr("Kept running by:"), m_keeper);
    form->addRow(QString(), m_autostart);
    form->addRow(QString(), m_otherNote);
    connect(m_autostart, &QCheckBox::toggled, this, &GeneralPage::switchAutostart);
}

void GeneralPage::load()
{
    const FleetMember &member = draft().saved(profile());
    m_name->setText(member.name);
    m_state->setText(
        member.runtime
            ? tr("running on port %1, process %2").arg(member.runtime->port).arg(member.runtime->pid)
            : tr("stopped"));
    m_keeper->setText(member.hasService() ? tr("a service of the system (%1)").arg(member.serviceFile)
                                          : tr("WsAgent itself, while it runs"));
    const QSignalBlocker blocker(m_autostart);
    m_autostart->setChecked(isAutostarted(m_registryPath, member.name));
    m_autostart->setEnabled(!member.isCustom && !member.hasService());
    m_autostart->setToolTip(member.hasService() ? tr("The system starts it, as a service is installed.")
                                                : tr("Takes effect at the next start of WsAgent."));
}

void GeneralPage::refresh()
{
    m_nameNote->show(draft().findingsAt({SettingsField::Name}, profile()));
    m_otherNote->show(draft().findingsAt({SettingsField::Other, SettingsField::Channel}, profile()));
}

void GeneralPage::switchAutostart(bool on)
{
    if (const auto set = setAutostart(m_registryPath, draft().saved(profile()), on); !set)
        emit failed(set.error());
}

} // namespace wsagent
