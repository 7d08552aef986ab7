#include "app/network/gatewaygreeting.h"

#include "gateway/base/version.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/net/tlsidentity.h"
#include "gateway/protocol/connectparams.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSysInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

GatewayTarget runningTarget(const RuntimeFile &runtime)
{
    const QString scheme = runtime.tlsFingerprint.isEmpty() ? u"ws"_s : u"wss"_s;
    return {.url = QUrl(u"%1://127.0.0.1:%2/"_s.arg(scheme).arg(runtime.port)),
            .tlsFingerprint = runtime.tlsFingerprint,
            .instanceId = runtime.instanceId};
}

bool showsItsCertificate(const QWebSocket &socket, const GatewayTarget &target)
{
    const QSslCertificate certificate = socket.sslConfiguration().peerCertificate();
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex()) ==
           normalFingerprint(target.tlsFingerprint);
}

QJsonObject connectParams(const GatewayTarget &target, QJsonObject client, const QStringList &caps)
{
    client.insert("version"_L1, QLatin1StringView(version));
    client.insert("platform"_L1, QSysInfo::kernelType());
    QJsonObject auth;
    if (!target.token.isEmpty())
        auth.insert("token"_L1, target.token);
    if (!target.password.isEmpty())
        auth.insert("password"_L1, target.password);
    return {{"minProtocol"_L1, protocolVersion},
            {"maxProtocol"_L1, protocolVersion},
            {"client"_L1, client},
            {"role"_L1, u"operator"_s},
            {"caps"_L1, QJsonArray::fromStringList(caps)},
            {"scopes"_L1, QJsonArray::fromStringList(target.scopes)},
            {"auth"_L1, auth}};
}

QString requestFrame(const QString &id, const QString &method, const QJsonValue &params)
{
    const QJsonObject frame{
        {"type"_L1, u"req"_s}, {"id"_L1, id}, {"method"_L1, method}, {"params"_L1, params}};
    return QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact));
}

} // namespace wsagent
