#include "gateway/net/tlsidentity.h"

#include "gateway/base/files.h"
#include "gateway/net/certificate/certificaterequest.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QLibrary>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QSysInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 1024 * 1024;
constexpr int daysBeforeRenewal = 30;

Error broken(const QString &path, const QString &what)
{
    return {u"%1 %2"_s.arg(path, what), u"ws-agent config unset gateway.tls.certPath"_s,
            ErrorKind::ConfigInvalid};
}

Result<void> makePair(const QString &certPath, const QString &keyPath)
{
    const QString program = QCoreApplication::applicationDirPath();
    const QStringList places{
        program + "/wsagent_certificate"_L1,
        QDir::cleanPath(program + u'/' + QStringLiteral(WSAGENT_MODULE_DIR) + "/wsagent_certificate"_L1)};
    const QByteArray host = QSysInfo::machineHostName().toUtf8();
    CertificateRequest request{.commonName = "WsAgent gateway",
                               .names = {"DNS:localhost", "IP:127.0.0.1", "IP:::1"}};
    if (!host.isEmpty() && !host.contains(',') && host.size() < 200)
        request.names += {"DNS:" + host, "DNS:" + host + ".local"};
    QString reason;
    for (const QString &place : places) {
        QLibrary module(place);
        const auto make =
            reinterpret_cast<bool (*)(CertificateRequest *)>(module.resolve("wsagentMakeCertificate"));
        if (!make) {
            reason = module.errorString();
            continue;
        }
        if (!make(&request))
            return Error{u"OpenSSL does not make a certificate"_s,
                         u"ws-agent config set gateway.tls.certPath <file>"_s};
        if (const auto made = makePrivateDirectory(QFileInfo(keyPath).path()); !made)
            return made.error();
        if (const auto written = replaceFile(keyPath, request.key); !written)
            return written.error();
        return replaceFile(certPath, request.certificate);
    }
    return Error{u"no certificate can be made: %1"_s.arg(reason), u"install the package ws-agent again"_s};
}

/// Whether the pair of our own has to be made (again).
bool isDue(const QString &certPath, const QString &keyPath)
{
    const auto text = readFile(certPath, largestFile);
    if (!text || !QFile::exists(keyPath))
        return true;
    const QSslCertificate certificate(*text, QSsl::Pem);
    return certificate.isNull() ||
           certificate.expiryDate() < QDateTime::currentDateTimeUtc().addDays(daysBeforeRenewal);
}

QSslKey keyOf(const QByteArray &text)
{
    for (const auto algorithm : {QSsl::Ec, QSsl::Rsa}) {
        QSslKey key(text, algorithm, QSsl::Pem);
        if (!key.isNull())
            return key;
    }
    return {};
}

Result<TlsIdentity> readPair(const QString &certPath, const QString &keyPath)
{
    const auto certText = readFile(certPath, largestFile);
    if (!certText)
        return certText.error();
    const auto keyText = readFile(keyPath, largestFile);
    if (!keyText)
        return keyText.error();
    const QList<QSslCertificate> chain = QSslCertificate::fromData(*certText, QSsl::Pem);
    const QSslKey key = keyOf(*keyText);
    if (chain.isEmpty())
        return broken(certPath, u"holds no certificate in PEM form"_s);
    if (key.isNull())
        return broken(keyPath, u"holds no key in PEM form, or one that is encrypted"_s);
    TlsIdentity identity{.configuration = QSslConfiguration::defaultConfiguration(),
                         .fingerprint =
                             QString::fromLatin1(chain.first().digest(QCryptographicHash::Sha256).toHex()),
                         .files = {certPath, keyPath}};
    identity.configuration.setLocalCertificateChain(chain);
    identity.configuration.setPrivateKey(key);
    identity.configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return identity;
}

} // namespace

Result<TlsIdentity> loadTlsIdentity(const TlsSettings &settings, const QString &stateDir)
{
    if (!QSslSocket::supportsSsl())
        return Error{u"Qt finds no TLS library"_s, u"ws-agent config set gateway.tls.enabled false"_s};
    const bool own = settings.certPath.isEmpty();
    const QString certPath = own ? stateDir + "/gateway/tls/gateway-cert.pem"_L1 : settings.certPath;
    const QString keyPath = own ? stateDir + "/gateway/tls/gateway-key.pem"_L1 : settings.keyPath;
    if (own && settings.autoGenerate && isDue(certPath, keyPath)) {
        if (const auto made = makePair(certPath, keyPath); !made)
            return made.error();
    }
    auto identity = readPair(certPath, keyPath);
    if (!identity || settings.caPath.isEmpty())
        return identity;
    const QList<QSslCertificate> authorities = QSslCertificate::fromPath(settings.caPath);
    if (authorities.isEmpty())
        return broken(settings.caPath, u"holds no certificate in PEM form"_s);
    identity->configuration.setCaCertificates(authorities);
    identity->configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return identity;
}

QString normalFingerprint(const QString &text)
{
    QString digits = text.trimmed().toLower();
    if (digits.startsWith("sha256:"_L1))
        digits.remove(0, 7);
    return digits.remove(u':');
}

} // namespace wsagent
