#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace wsagent {

class LeashedProcess;

/// What a gateway tells of itself in its network (`config.md` 5.10).
struct MdnsRecord
{
    enum class Detail { Minimal, Full };

    QString host = {};
    QString profile = {};
    int port = 0;
    bool tls = false;
    QString tlsFingerprint = {};
    Detail detail = Detail::Minimal;
    QString program = {}; ///< only told in full
};

/// "desk (WsAgent – rescue)".
QString mdnsName(const MdnsRecord &record);
/// The arguments of `avahi-publish-service` for it.
QStringList mdnsArguments(const MdnsRecord &record);

/// Tells of the gateway as long as it lives. The system's own tool does the work, in a process on a leash: a
/// library for it would cost every gateway, and most are bound to loopback and tell nobody.
class MdnsAdvertisement
{
public:
    using Log = std::function<void(const QString &message)>;

    MdnsAdvertisement(const MdnsRecord &record, const Log &log);
    ~MdnsAdvertisement();

private:
    std::unique_ptr<LeashedProcess> m_publisher;
};

} // namespace wsagent
