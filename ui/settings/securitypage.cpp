#include "ui/settings/securitypage.h"

#include "gateway/secrets/randomtoken.h"
#include "ui/settings/devicelist.h"
#include "ui/widgets/fieldnote.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString modeKey = u"gateway.auth.mode"_s;
const QString tokenKey = u"gateway.auth.token"_s;
const QString bindKey = u"gateway.bind"_s;

} // namespace

SecurityPage::SecurityPage(QWidget *parent)
    : SettingsPageWidget(parent)
    , m_secret(new QLabel(this))
    , m_rotate(new QPushButton(tr("&Make a new token"), this))
    , m_secretNote(new FieldNote(this))
    , m_exposure(new QLabel(this))
    , m_devices(new DeviceList(this))
{
    m_secret->setWordWrap(true);
    m_secret->setAccessibleName(tr("Secret of the gateway"));
    m_exposure->setWordWrap(true);
    m_exposure->setAccessibleName(tr("Reachable from"));
    m_rotate->setAutoDefault(false);
    m_rotate->setObjectName(u"rotate"_s);

    auto *form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Secret of the gateway:"), m_secret);
    form->addRow(QString(), m_secretNote);
    auto *row = new QHBoxLayout;
    row->addWidget(m_rotate);
    row->addStretch();
    form->addRow(QString(), row);
    form->addRow(tr("Reachable from:"), m_exposure);
    form->addRow(tr("Paired devices:"), m_devices);
    connect(m_devices, &DeviceList::failed, this, &SecurityPage::failed);
    connect(m_rotate, &QPushButton::clicked, this, &SecurityPage::rotate);
}

void SecurityPage::enter()
{
    m_devices->setProfile(draft().instance(profile()));
}

void SecurityPage::load()
{
    m_devices->refresh();
}

void SecurityPage::refresh()
{
    const QString mode = draft().effective(profile(), modeKey).toString();
    const bool isKeptElsewhere = draft().written(profile(), tokenKey).isObject();
    const bool isNew = draft().written(profile(), tokenKey) !=
                       valueAt(draft().saved(profile()).loaded.assembled, *parseJsonPath(tokenKey));
    if (mode == "none"_L1)
        m_secret->setText(tr("none: whoever reaches the port gets in"));
    else if (mode == "password"_L1)
        m_secret->setText(tr("a password"));
    else if (isNew)
        m_secret->setText(tr("a new token; all clients need it once this is saved"));
    else
        m_secret->setText(isKeptElsewhere ? tr("a token, kept outside of the config") : tr("a token"));
    m_rotate->setEnabled(mode != "password"_L1 && mode != "none"_L1 && !isKeptElsewhere);
    m_rotate->setToolTip(isKeptElsewhere
                             ? tr("Change it where it is kept: ws-agent secrets store set")
                             : tr("Clients that know the present one have to be told the new one."));
    m_secretNote->show(draft().findingsAt({SettingsField::Secret}, profile()));

    const QString bind = draft().effective(profile(), bindKey).toString();
    m_exposure->setText(bind == "loopback"_L1  ? tr("this computer only")
                        : bind == "tailnet"_L1 ? tr("your Tailscale network")
                        : bind == "lan"_L1     ? tr("every computer of your network")
                                               : tr("wherever gateway.bind (%1) leads to").arg(bind));
}

void SecurityPage::rotate()
{
    change(tokenKey, randomToken());
}

} // namespace wsagent
