#pragma once

#include "gateway/base/result.h"
#include "gateway/instances/instancepaths.h"

#include <QJsonValue>
#include <QWidget>

#include <memory>

class QLabel;
class QListWidget;
class QPushButton;

namespace wsagent {

class GatewayCaller;

/// The devices that have paired with the gateway of a profile, and those that ask to. What is done here is
/// done at once; it is no part of a draft.
class DeviceList : public QWidget
{
    Q_OBJECT

public:
    explicit DeviceList(QWidget *parent = nullptr);
    ~DeviceList() override;

    /// Those of that profile from now on; `refresh` asks for them.
    void setProfile(const InstanceSelection &instance);
    void refresh();

signals:
    void failed(const wsagent::Error &error);

private:
    void list(const QJsonValue &devices);
    void add(const QString &text, const QString &id, bool isWaiting);
    void offer();
    void forget();
    void change(const QString &method, const QString &key);
    QString chosen() const; ///< id of a request or of a device; empty: none

    QListWidget *m_devices;
    QLabel *m_note;
    QPushButton *m_approve;
    QPushButton *m_reject;
    QPushButton *m_forget;
    std::unique_ptr<GatewayCaller> m_gateway;
};

} // namespace wsagent
