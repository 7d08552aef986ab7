#include "gateway/protocol/deviceproof.h"
#include "tests/support/devicekey.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// The parameters of a vector, which leaves out what a proof does not cover.
ConnectParams paramsFrom(QJsonObject given)
{
    given.remove("signedAt"_L1);
    given.remove("nonce"_L1);
    given.insert("minProtocol"_L1, 4);
    given.insert("maxProtocol"_L1, 4);
    const auto params = parseConnectParams(given);
    if (!params)
        qFatal("%s", qPrintable(params.error()));
    return *params;
}

void addRows(const QString &table)
{
    QTest::addColumn<QJsonObject>("row");
    const auto vectors = test::specVectors(u"device-signature.json"_s);
    WSAGENT_SKIP_WITHOUT(vectors);
    const QJsonArray rows = vectors->value(table).toArray();
    for (const QJsonValue &row : rows)
        QTest::newRow(qPrintable(row["name"_L1].toString())) << row.toObject();
}

} // namespace

class TestDeviceProof : public QObject
{
    Q_OBJECT

private slots:
    void text_data() { addRows(u"payloads"_s); }
    void text()
    {
        QFETCH(QJsonObject, row);
        const QJsonObject keys = test::specVectors(u"device-signature.json"_s)->value("keys"_L1).toObject();
        const QByteArray seed = keys[row["key"_L1].toString()]["seedHex"_L1].toString().toLatin1();
        const test::DeviceKey key(QByteArray::fromHex(seed));
        const QJsonObject input = row["input"_L1].toObject();
        ConnectParams params = paramsFrom(input);
        params.device = DeviceBlock{.id = key.id(),
                                    .publicKey = key.publicKey(),
                                    .signedAt = input["signedAt"_L1].toInteger(),
                                    .nonce = input["nonce"_L1].toString()};
        const QString version = row["version"_L1].toString();
        if (version == "v1"_L1)
            QSKIP("version 1 is never accepted");
        const QByteArray text = deviceProofText(params, version == "v3"_L1 ? 3 : 2);
        QCOMPARE(QString::fromUtf8(text), row["payload"_L1].toString());
        QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex()),
                 row["payloadSha256"_L1].toString());
        QCOMPARE(key.sign(text), row["signatureBase64Url"_L1].toString());
    }

    void verify_data() { addRows(u"verify"_s); }
    void verify()
    {
        QFETCH(QJsonObject, row);
        QJsonObject connect = row["connect"_L1].toObject();
        connect.insert("device"_L1, row["device"_L1]);
        const auto wrong = checkDeviceProof(paramsFrom(connect), row["expectedNonce"_L1].toString(),
                                            row["nowMs"_L1].toInteger());
        const QJsonObject expected = row["expect"_L1].toObject();
        QCOMPARE(!wrong, expected["ok"_L1].toBool());
        if (!wrong)
            return;
        QCOMPARE(QString(codeName(wrong->code)), expected["errorCode"_L1].toString());
        QCOMPARE(wrong->details["code"_L1].toString(), expected["detailCode"_L1].toString());
        QCOMPARE(wrong->details["reason"_L1].toString(), expected["reason"_L1].toString());
    }

    void noKey_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("31 bytes") << QString::fromLatin1(QByteArray(31, 'a').toBase64());
        QTest::newRow("33 bytes") << QString::fromLatin1(QByteArray(33, 'a').toBase64());
        QTest::newRow("no base64") << u"***"_s;
        QTest::newRow("PEM of another kind")
            << u"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"_s;
        QTest::newRow("half a PEM") << u"-----BEGIN PUBLIC KEY-----"_s;
        QTest::newRow("only the frame of a PEM") << u"-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----"_s;
    }
    void noKey()
    {
        QFETCH(QString, text);
        QVERIFY(decodePublicKey(text).isEmpty());
    }
};

WSAGENT_TEST(TestDeviceProof)
#include "tst_deviceproof.moc"
