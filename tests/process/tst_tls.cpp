#include "gateway/base/exitcodes.h"
#include "gateway/instances/runtimefile.h"
#include "tests/support/cliprocess.h"
#include "tests/support/httptext.h"
#include "tests/support/runninggateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFileInfo>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using Running = test::RunningGateway;

namespace {

QString fingerprintOf(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
}

} // namespace

/// `gateway.tls`, with the real program.
class TestTls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!QSslSocket::supportsSsl())
            QSKIP("Qt finds no TLS library here");
    }
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        m_port = test::freeBase();
        test::setUpProfile(*m_home, u"main"_s, m_port);
        set(u"gateway.tls.enabled"_s, u"true"_s);
    }

    void makesACertificateOfItsOwn()
    {
        Running gateway(*m_home, u"main"_s);
        QVERIFY2(gateway.readyLine().startsWith("gateway listening on wss://127.0.0.1:"),
                 gateway.errors().constData());
        for (const QString &name : {u"gateway-cert.pem"_s, u"gateway-key.pem"_s}) {
            const QFileInfo file(tlsFolder() + u'/' + name);
            QVERIFY2(file.exists(), qPrintable(file.filePath()));
            QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
        const QSslCertificate certificate = shown();
        QCOMPARE(fingerprintOf(certificate), announced());
        QVERIFY(certificate.subjectAlternativeNames().contains(QSsl::DnsEntry, u"localhost"_s));
        QVERIFY(certificate.expiryDate() > QDateTime::currentDateTime().addYears(9));

        gateway.send(SIGTERM);
        QCOMPARE(gateway.exitCode(), int(ExitTerminated));
        Running again(*m_home, u"main"_s);
        QVERIFY(again.readyLine().contains("wss://"));
        QCOMPARE(fingerprintOf(shown()), fingerprintOf(certificate)); // it is kept
    }

    void answersOverIt()
    {
        const Running gateway(*m_home, u"main"_s);
        QVERIFY(gateway.readyLine().contains("wss://"));
        QSslSocket client;
        client.setPeerVerifyMode(QSslSocket::VerifyNone);
        client.connectToHostEncrypted(u"127.0.0.1"_s, quint16(m_port));
        QVERIFY2(client.waitForEncrypted(), qPrintable(client.errorString()));
        QVERIFY(client.sessionProtocol() >= QSsl::TlsV1_2);
        client.write(test::httpRequest("GET /healthz"));
        QByteArray answer;
        while (!test::isWholeAnswer(answer) && client.waitForReadyRead(20'000))
            answer += client.readAll();
        QCOMPARE(test::statusOf(answer), 200);
        QCOMPARE(test::bodyOf(answer), "{\"ok\":true,\"status\":\"live\"}");
    }

    void commandsKnowItsCertificate()
    {
        const Running gateway(*m_home, u"main"_s);
        QVERIFY(gateway.readyLine().contains("wss://"));
        const auto health = m_home->run({u"--profile"_s, u"main"_s, u"health"_s});
        QVERIFY2(health.exitCode == 0, health.err.constData());

        auto runtime = readRuntimeFile(stateDir());
        QVERIFY(runtime);
        runtime->tlsFingerprint = QString(64, u'0');
        QVERIFY(writeRuntimeFile(stateDir(), *runtime));
        const auto other = m_home->run({u"--profile"_s, u"main"_s, u"health"_s});
        QVERIFY(other.exitCode != 0);
    }

    void anAddressCanBePinned_data()
    {
        QTest::addColumn<QString>("fingerprint"); // empty: the right one
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("the right one") << QString() << u"wss"_s << 0 << QByteArray();
        QTest::newRow("another one") << QString(64, u'0') << u"wss"_s << 1
                                     << QByteArray("no gateway answers");
        QTest::newRow("none at all") << u"abc"_s << u"wss"_s << int(ExitUsage)
                                     << QByteArray("64 hexadecimal digits");
        QTest::newRow("where none is shown")
            << QString(64, u'0') << u"ws"_s << int(ExitUsage) << QByteArray("needs a wss:// address");
    }
    void anAddressCanBePinned()
    {
        QFETCH(QString, fingerprint);
        QFETCH(QString, scheme);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, says);
        const Running gateway(*m_home, u"main"_s);
        QVERIFY(gateway.readyLine().contains("wss://"));
        const QByteArray config = m_home->read(u".ws-agent-main/ws-agent.json"_s);
        const QByteArray token = config.mid(config.indexOf("\"token\": \"") + 10, 43);
        const QString url = u"%1://127.0.0.1:%2/"_s.arg(scheme).arg(m_port);
        const auto health =
            m_home->run({u"health"_s, u"--url"_s, url, u"--token"_s, QString::fromLatin1(token),
                         u"--tls-fingerprint"_s, fingerprint.isEmpty() ? announced() : fingerprint});
        QVERIFY2(health.err.contains(says), health.err.constData());
        QCOMPARE(health.exitCode, exitCode);
    }

    void thoseWithoutTlsGetNothing()
    {
        const Running gateway(*m_home, u"main"_s);
        QVERIFY(gateway.readyLine().contains("wss://"));
        QTcpSocket plain;
        plain.connectToHost(u"127.0.0.1"_s, quint16(m_port));
        plain.write(test::httpRequest("GET /healthz"));
        QVERIFY(plain.waitForDisconnected(20'000));
        QVERIFY(!plain.readAll().contains("HTTP/1.1 200"));
        QVERIFY(!shown().isNull());
    }

    void silentHandshakesStopNobody()
    {
        const Running gateway(*m_home, u"main"_s);
        QVERIFY(gateway.readyLine().contains("wss://"));
        std::vector<std::unique_ptr<QTcpSocket>> silent;
        for (int i = 0; i < 200; ++i) {
            silent.push_back(std::make_unique<QTcpSocket>());
            silent.back()->connectToHost(u"127.0.0.1"_s, quint16(m_port));
            QVERIFY(silent.back()->waitForConnected());
        }
        QVERIFY(!shown().isNull());
    }

    void aRenewedCertificateIsTakenOver()
    {
        const Running gateway(*m_home, u"main"_s);
        QVERIFY(gateway.readyLine().contains("wss://"));
        const QString before = fingerprintOf(shown());
        const test::CliHome other; // makes another pair
        test::setUpProfile(other, u"main"_s, test::freeBase());
        QVERIFY(
            other.run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, u"gateway.tls.enabled"_s, u"true"_s})
                .exitCode == 0);
        {
            const Running once(other, u"main"_s);
            QVERIFY(once.readyLine().contains("wss://"));
        }
        const QString folder = u".ws-agent-main/gateway/tls/"_s;
        for (const QString &name : {u"gateway-key.pem"_s, u"gateway-cert.pem"_s})
            m_home->write(folder + name, other.read(folder + name));
        QTRY_VERIFY_WITH_TIMEOUT(fingerprintOf(shown()) != before, 20'000);
        QTRY_COMPARE(announced(), fingerprintOf(shown()));
    }

    void refusesToStart_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("without the file") << u"/none.pem"_s << "/none.pem"_ba;
        QTest::newRow("with something else") << QString() << "no certificate in PEM form"_ba;
    }
    void refusesToStart()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, says);
        m_home->write(u"x.pem"_s, "no certificate");
        const QString path = key.isEmpty() ? m_home->path(u"x.pem"_s) : key;
        const auto changed =
            m_home->run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, u"--json"_s, u"gateway.tls"_s,
                         u"{enabled: true, certPath: '%1', keyPath: '%1'}"_s.arg(path)});
        QVERIFY2(changed.exitCode == 0, changed.out.constData());
        const auto run = m_home->run({u"--profile"_s, u"main"_s, u"gateway"_s});
        QCOMPARE(run.exitCode, int(ExitConfiguration));
        QVERIFY2(run.err.contains(says), run.err.constData());
    }

private:
    void set(const QString &key, const QString &value) const
    {
        const auto changed = m_home->run({u"--profile"_s, u"main"_s, u"config"_s, u"set"_s, key, value});
        QVERIFY2(changed.exitCode == 0, changed.err.constData());
    }
    QString stateDir() const { return m_home->path(u".ws-agent-main"_s); }
    QString tlsFolder() const { return stateDir() + "/gateway/tls"_L1; }
    QString announced() const
    {
        const auto runtime = readRuntimeFile(stateDir());
        return runtime ? runtime->tlsFingerprint : QString();
    }
    /// By the gateway to whoever comes.
    QSslCertificate shown() const
    {
        QSslSocket client;
        client.setPeerVerifyMode(QSslSocket::VerifyNone);
        client.connectToHostEncrypted(u"127.0.0.1"_s, quint16(m_port));
        return client.waitForEncrypted() ? client.peerCertificate() : QSslCertificate();
    }

    std::unique_ptr<test::CliHome> m_home;
    int m_port = 0;
};

WSAGENT_TEST_WITH(QCoreApplication, TestTls)
#include "tst_tls.moc"
