#pragma once

#include "app/network/gatewayaccess.h"
#include "app/network/gatewaylink.h"
#include "app/supervisor/gatewaystatus.h"

#include <QMap>

namespace wsagent {

class ProfileBook;

/// A connection to each gateway that runs. Made anew, after a while, when it goes and the gateway still runs.
class ProfileLinks : public QObject
{
    Q_OBJECT

public:
    /// `book` has to live longer.
    explicit ProfileLinks(ProfileBook &book, QObject *parent = nullptr);
    ~ProfileLinks() override;

    /// Null while there is no connection.
    GatewayLink *link(const QString &profile) const;

signals:
    void up(const QString &profile);
    void down(const QString &profile);
    void eventReceived(const QString &profile, const QString &name, const QJsonObject &payload);

private:
    struct Entry
    {
        qint64 pid = 0; ///< of the gateway that is meant
        std::unique_ptr<GatewayAccess> access = {};
        std::unique_ptr<GatewayLink> link = {};
        QTimer again;
        std::chrono::milliseconds pause = std::chrono::seconds(1);
    };

    void follow();
    void begin(const QString &profile);
    void open(const QString &profile, const Result<GatewayTarget> &target);
    void drop(const QString &profile);

    ProfileBook &m_book;
    std::map<QString, std::unique_ptr<Entry>> m_entries;
};

} // namespace wsagent
