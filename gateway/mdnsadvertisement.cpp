#include "gateway/mdnsadvertisement.h"

#include "gateway/base/leashedprocess.h"

#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

QString mdnsName(const MdnsRecord &record)
{
    const bool usual = record.profile.isEmpty() || record.profile == "default"_L1;
    return usual ? u"%1 (WsAgent)"_s.arg(record.host)
                 : u"%1 (WsAgent – %2)"_s.arg(record.host, record.profile);
}

QStringList mdnsArguments(const MdnsRecord &record)
{
    const QString port = QString::number(record.port);
    QStringList arguments{mdnsName(record),
                          u"_ws-agent-gw._tcp"_s,
                          port,
                          u"role=gateway"_s,
                          u"gatewayPort="_s + port,
                          u"lanHost=%1.local"_s.arg(record.host),
                          u"displayName="_s + mdnsName(record),
                          u"transport=gateway"_s,
                          u"gatewayTls=%1"_s.arg(int(record.tls)),
                          u"profile="_s + record.profile};
    if (!record.tlsFingerprint.isEmpty())
        arguments += u"gatewayTlsSha256="_s + record.tlsFingerprint;
    if (record.detail == MdnsRecord::Detail::Full)
        arguments += {u"sshPort=22"_s, u"cliPath="_s + record.program};
    return arguments;
}

MdnsAdvertisement::MdnsAdvertisement(const MdnsRecord &record, const Log &log)
{
    const QString program = QStandardPaths::findExecutable(u"avahi-publish-service"_s);
    if (program.isEmpty()) {
        log(u"nobody in the network is told of this gateway: avahi-publish-service is not installed "
            "(sudo apt-get install avahi-utils, or set discovery.mdns.mode to off)"_s);
        return;
    }
    m_publisher = std::make_unique<LeashedProcess>();
    QObject::connect(m_publisher.get(), &QProcess::finished, m_publisher.get(), [log] {
        log(u"nobody in the network is told of this gateway any more: avahi-publish-service has ended"_s);
    });
    m_publisher->setStandardOutputFile(QProcess::nullDevice());
    m_publisher->setStandardErrorFile(QProcess::nullDevice());
    m_publisher->start(program, mdnsArguments(record));
}

/// It is ended, which is no news.
MdnsAdvertisement::~MdnsAdvertisement()
{
    if (m_publisher)
        m_publisher->disconnect();
}

} // namespace wsagent
