#include "ui/settings/devicelist.h"

#include "app/network/gatewaycaller.h"
#include "gateway/nodes/devices.h"
#include "ui/widgets/question.h"

#include <QBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

enum ItemRole { IdRole = Qt::UserRole, WaitingRole };

} // namespace

DeviceList::DeviceList(QWidget *parent)
    : QWidget(parent)
    , m_devices(new QListWidget(this))
    , m_note(new QLabel(this))
    , m_approve(new QPushButton(tr("&Let it in"), this))
    , m_reject(new QPushButton(tr("Re&fuse"), this))
    , m_forget(new QPushButton(tr("F&orget…"), this))
{
    m_devices->setObjectName(u"devices"_s);
    m_devices->setAccessibleName(tr("Paired devices"));
    m_devices->setMaximumHeight(140);
    m_note->setObjectName(u"devicesNote"_s);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_approve->setObjectName(u"approveDevice"_s);
    m_reject->setObjectName(u"rejectDevice"_s);
    m_forget->setObjectName(u"forgetDevice"_s);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_approve, m_reject, m_forget}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_devices);
    column->addWidget(m_note);
    column->addLayout(buttons);

    connect(m_devices, &QListWidget::currentRowChanged, this, &DeviceList::offer);
    connect(m_approve, &QPushButton::clicked, this,
            [this] { change(u"device.pair.approve"_s, u"requestId"_s); });
    connect(m_reject, &QPushButton::clicked, this,
            [this] { change(u"device.pair.reject"_s, u"requestId"_s); });
    connect(m_forget, &QPushButton::clicked, this, &DeviceList::forget);
}

DeviceList::~DeviceList() = default;

void DeviceList::setProfile(const InstanceSelection &instance)
{
    m_gateway = std::make_unique<GatewayCaller>(instance);
    m_devices->clear();
    m_note->setText(tr("Asking the gateway…"));
    offer();
}

void DeviceList::refresh()
{
    m_gateway->call(u"device.pair.list"_s, {}, [this](const Result<QJsonValue> &answer) {
        if (answer)
            return list(*answer);
        m_devices->clear();
        offer();
        m_note->setText(answer.error().kind == ErrorKind::Unreachable
                            ? tr("The devices are shown while the gateway runs.")
                            : answer.error().message);
    });
}

void DeviceList::list(const QJsonValue &devices)
{
    const QString before = chosen();
    m_devices->clear();
    const QJsonArray waiting = devices["pending"_L1].toArray();
    for (const QJsonValue &request : waiting)
        add(tr("%1 asks to be let in, from %2").arg(deviceName(request), request["remoteIp"_L1].toString()),
            request["requestId"_L1].toString(), true);
    const QJsonArray paired = devices["paired"_L1].toArray();
    for (const QJsonValue &device : paired) {
        const QString state = device["connected"_L1].toBool() ? tr("connected") : tr("away");
        const QString platform = device["platform"_L1].toString();
        add(platform.isEmpty() ? tr("%1: %2").arg(deviceName(device), state)
                               : tr("%1 (%2): %3").arg(deviceName(device), platform, state),
            device["deviceId"_L1].toString(), false);
    }
    for (int row = 0; row < m_devices->count(); ++row) {
        if (m_devices->item(row)->data(IdRole).toString() == before)
            m_devices->setCurrentRow(row);
    }
    m_note->setText(m_devices->count() == 0 ? tr("No device is paired.") : QString());
    offer();
}

void DeviceList::add(const QString &text, const QString &id, bool isWaiting)
{
    auto *item = new QListWidgetItem(text, m_devices);
    item->setData(IdRole, id);
    item->setData(WaitingRole, isWaiting);
}

void DeviceList::offer()
{
    const QListWidgetItem *item = m_devices->currentItem();
    const bool isWaiting = item && item->data(WaitingRole).toBool();
    m_approve->setEnabled(isWaiting);
    m_reject->setEnabled(isWaiting);
    m_forget->setEnabled(item && !isWaiting);
    m_note->setVisible(!m_note->text().isEmpty());
}

void DeviceList::forget()
{
    ask(this,
        {tr("Forget this device?"),
         tr("%1\nIts connections end, and it has to pair again.").arg(m_devices->currentItem()->text()),
         {tr("Forget")}},
        [this](int) { change(u"device.pair.remove"_s, u"deviceId"_s); });
}

void DeviceList::change(const QString &method, const QString &key)
{
    const QString id = chosen();
    if (id.isEmpty())
        return;
    m_gateway->call(method, {{key, id}}, [this](const Result<QJsonValue> &answer) {
        if (!answer)
            emit failed(answer.error());
        refresh();
    });
}

QString DeviceList::chosen() const
{
    const QListWidgetItem *item = m_devices->currentItem();
    return item ? item->data(IdRole).toString() : QString();
}

} // namespace wsagent
