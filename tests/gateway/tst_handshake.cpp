#include "gateway/protocol/handshake.h"
#include "tests/support/devicekey.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using Facts = HandshakeFacts;

namespace {

const QString nonce = u"2f1c9f6e-6f0e-4c0e-9a56-0d9a4f3c1b7a"_s;
constexpr qint64 now = 1737264000000;

test::DeviceKey keyNamed(const QString &name)
{
    const QJsonObject keys = test::specVectors(u"device-signature.json"_s)->value("keys"_L1).toObject();
    return test::DeviceKey(QByteArray::fromHex(keys[name]["seedHex"_L1].toString().toLatin1()));
}

/// The expected members are there; "*" stands for any text.
bool matches(const QJsonValue &actual, const QJsonValue &expected)
{
    if (expected == "*"_L1)
        return !actual.toString().isEmpty();
    if (!expected.isObject())
        return actual == expected;
    const QJsonObject members = expected.toObject();
    for (auto it = members.begin(); it != members.end(); ++it) {
        if (!matches(actual[it.key()], it.value()))
            return false;
    }
    return true;
}

Facts factsFrom(const QJsonObject &row)
{
    const QString secret = row["server"_L1]["secret"_L1].toString();
    const QString mode = row["server"_L1]["authMode"_L1].toString();
    const QString origin = row["from"_L1]["origin"_L1].toString();
    Facts facts{.mode = mode == "none"_L1       ? Facts::AuthMode::None
                        : mode == "password"_L1 ? Facts::AuthMode::Password
                                                : Facts::AuthMode::Token,
                .hasSecret = !secret.isEmpty(),
                .isSecret = [secret](const QString &given) { return given == secret; },
                .localPeer = row["from"_L1]["peer"_L1] == "loopback"_L1,
                .origin = origin.isEmpty()                  ? Facts::Origin::Absent
                          : origin.contains("127.0.0.1"_L1) ? Facts::Origin::Allowed
                                                            : Facts::Origin::Foreign,
                .nonce = nonce,
                .now = now};
    const QJsonObject paired = row["paired"_L1][0].toObject();
    if (paired.isEmpty())
        return facts;
    DeviceGrant grant{.publicKey = keyNamed(paired["key"_L1].toString()).publicKey(),
                      .platform = paired["platform"_L1].toString(),
                      .deviceFamily = paired["deviceFamily"_L1].toString()};
    for (const QJsonValue role : paired["roles"_L1].toArray())
        grant.roles.insert(role.toString());
    for (const QJsonValue scope : paired["scopes"_L1].toArray())
        grant.scopes += scope.toString();
    facts.device = grant;
    facts.tokenScopes = [token = paired["token"_L1].toString(), scopes = grant.scopes](const QString &given) {
        return given == token ? std::optional(scopes) : std::nullopt;
    };
    return facts;
}

/// What a server would answer to the connect of the row.
HandshakeVerdict answer(const QJsonObject &row)
{
    QJsonObject given = row["params"_L1].toObject();
    const QJsonObject proof = given.value("device"_L1)["$proof"_L1].toObject();
    if (!proof.isEmpty())
        given.remove("device"_L1);
    auto params = parseConnectParams(given);
    if (!params) {
        const QString text = u"invalid connect params: "_s + params.error();
        return HandshakeRefused{.error = invalidRequest(text), .closeReason = text};
    }
    if (!proof.isEmpty())
        keyNamed(proof["key"_L1].toString())
            .prove(*params, proof["version"_L1] == "v2"_L1 ? 2 : 3, nonce, now);
    const Facts facts = factsFrom(row);
    const HandshakeVerdict verdict = decideHandshake(*params, facts);
    if (const auto *pairing = std::get_if<HandshakePairing>(&verdict))
        return pairingRequired(pairing->reason, u"r-1"_s, *params, facts.device);
    return verdict;
}

} // namespace

class TestHandshake : public QObject
{
    Q_OBJECT

private slots:
    void vectors_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"connect.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray rows = vectors->value("cases"_L1).toArray();
        for (const QJsonValue &row : rows)
            QTest::newRow(qPrintable(row["name"_L1].toString())) << row.toObject();
    }
    void vectors()
    {
        QFETCH(QJsonObject, row);
        const QJsonObject expected = row["expect"_L1].toObject();
        const HandshakeVerdict verdict = answer(row);
        const auto *accepted = std::get_if<HandshakeAccepted>(&verdict);
        QCOMPARE(accepted != nullptr, expected["ok"_L1].toBool());
        if (accepted) {
            const QJsonObject auth = expected["hello"_L1]["auth"_L1].toObject();
            QCOMPARE(accepted->method, auth["method"_L1].toString());
            QCOMPARE(QJsonArray::fromStringList(accepted->scopes), auth["scopes"_L1].toArray());
            QCOMPARE(accepted->keepsDevice, auth.contains("deviceToken"_L1));
            if (accepted->presented)
                QCOMPARE(*accepted->presented, auth["deviceToken"_L1].toString());
            QCOMPARE(!accepted->silently.isEmpty(), accepted->keepsDevice && !accepted->presented);
            if (row.contains("pairedAfter"_L1)) {
                const QString name = row["params"_L1]["device"_L1]["$proof"_L1]["key"_L1].toString();
                QCOMPARE(row["pairedAfter"_L1].toArray(), QJsonArray{name});
                QVERIFY(!accepted->silently.isEmpty());
            }
            return;
        }
        const auto &refused = std::get<HandshakeRefused>(verdict);
        QCOMPARE(!refused.error, expected["noResponse"_L1].toBool());
        if (refused.error)
            QVERIFY2(matches(toJson(*refused.error), expected["error"_L1]),
                     QJsonDocument(toJson(*refused.error)).toJson().constData());
        QCOMPARE(int(refused.closeCode), expected["close"_L1]["code"_L1].toInt());
        const QString reason = expected["close"_L1]["reason"_L1].toString();
        if (reason != "*"_L1)
            QCOMPARE(refused.closeReason, QString(reason).replace("*"_L1, "r-1"_L1));
    }

    void withoutADevice_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("client");
        QTest::addColumn<bool>("withSecret");
        QTest::addColumn<bool>("local");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *name, const char *mode, const char *client, bool withSecret,
                            bool local, const char *outcome) {
            QTest::newRow(name) << QString::fromLatin1(mode) << QString::fromLatin1(client) << withSecret
                                << local << QString::fromLatin1(outcome);
        };
        row("command line without secret in mode none", "none", "cli/cli", false, true,
            "device identity required");
        row("helper without secret in mode none", "none", "gateway-client/backend", false, true,
            "operator.admin");
        row("helper of another host in mode none", "none", "gateway-client/backend", false, false,
            "device identity required");
        row("command line of another host", "token", "cli/cli", true, false, "");
        row("helper of another host", "token", "gateway-client/backend", true, false, "");
    }
    void withoutADevice()
    {
        QFETCH(QString, mode);
        QFETCH(QString, client);
        QFETCH(bool, withSecret);
        QFETCH(bool, local);
        QFETCH(QString, outcome);
        ConnectParams params{.minProtocol = 4,
                             .maxProtocol = 4,
                             .clientId = client.section(u'/', 0, 0),
                             .clientMode = client.section(u'/', 1, 1),
                             .version = u"1"_s,
                             .platform = u"linux"_s,
                             .scopes = {u"operator.admin"_s}};
        if (withSecret)
            params.auth.token = u"t0ken"_s;
        const HandshakeVerdict verdict = decideHandshake(
            params, {.mode = mode == "none"_L1 ? Facts::AuthMode::None : Facts::AuthMode::Token,
                     .isSecret = [](const QString &given) { return given == "t0ken"_L1; },
                     .localPeer = local});
        if (const auto *accepted = std::get_if<HandshakeAccepted>(&verdict))
            QCOMPARE(accepted->scopes.join(u','), outcome);
        else
            QCOMPARE(std::get<HandshakeRefused>(verdict).error->message, outcome);
    }

    void theOrderOfTheChecksShows()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        ConnectParams params{.minProtocol = 4,
                             .maxProtocol = 4,
                             .clientId = u"cli"_s,
                             .clientMode = u"cli"_s,
                             .platform = u"linux"_s,
                             .auth = {.token = u"wrong"_s}};
        key.prove(params, 3, nonce, now);
        params.device->signature = u"AAAA"_s;
        Facts facts{
            .isSecret = [](const QString &) { return false; }, .localPeer = true, .nonce = nonce, .now = now};
        const auto message = [&] {
            return std::get<HandshakeRefused>(decideHandshake(params, facts)).error->message;
        };
        QCOMPARE(message(), u"device signature invalid"_s);
        facts.origin = Facts::Origin::Foreign;
        QVERIFY(message().startsWith("origin not allowed"_L1));
        params.role = u"king"_s;
        QCOMPARE(message(), u"invalid role"_s);
        params.maxProtocol = 3;
        QCOMPARE(message(), u"protocol mismatch"_s);
    }

    void whoIsApprovedSilently_data()
    {
        QTest::addColumn<QString>("client");
        QTest::addColumn<Facts>("facts");
        QTest::addColumn<bool>("works");
        const QString panel = u"openclaw-control-ui/ui"_s;
        const QString tool = u"cli/cli"_s;
        const QString node = u"node-host/node"_s;
        const DeviceGrant other{.publicKey = test::DeviceKey(QByteArray(32, 'k')).publicKey(),
                                .roles = {u"operator"_s},
                                .platform = u"darwin"_s};
        const DeviceGrant stranger{.publicKey = test::DeviceKey(QByteArray(32, 's')).publicKey()};
        const auto allowed = Facts::Origin::Allowed;
        QTest::newRow("a tool here") << tool << Facts{.localPeer = true} << true;
        QTest::newRow("a tool elsewhere") << tool << Facts{} << false;
        QTest::newRow("a tool of another platform")
            << tool << Facts{.localPeer = true, .device = other} << false;
        QTest::newRow("a tool of another platform, through a tunnel")
            << tool << Facts{.localPeer = true, .tunnelled = true, .device = other} << true;
        QTest::newRow("a panel behind a mapped port")
            << panel << Facts{.portMapped = true, .origin = allowed} << true;
        QTest::newRow("a panel elsewhere") << panel << Facts{.origin = allowed} << false;
        QTest::newRow("a tool behind a mapped port") << tool << Facts{.portMapped = true} << false;
        QTest::newRow("a changed panel behind a mapped port")
            << panel << Facts{.portMapped = true, .origin = allowed, .device = other} << false;
        QTest::newRow("a node of an approved network") << node << Facts{.inApprovedNetwork = true} << true;
        QTest::newRow("a node of an approved network, with nothing approved for this computer")
            << node << Facts{.approvesSilently = false, .inApprovedNetwork = true} << true;
        QTest::newRow("a page in an approved network")
            << node << Facts{.inApprovedNetwork = true, .origin = allowed} << false;
        QTest::newRow("a node with another key")
            << node << Facts{.inApprovedNetwork = true, .device = stranger} << false;
        QTest::newRow("a tool of an approved network") << tool << Facts{.inApprovedNetwork = true} << false;
        QTest::newRow("a node of another network") << node << Facts{} << false;
    }
    void whoIsApprovedSilently()
    {
        QFETCH(QString, client);
        QFETCH(Facts, facts);
        QFETCH(bool, works);
        ConnectParams params{.minProtocol = 4,
                             .maxProtocol = 4,
                             .clientId = client.section(u'/', 0, 0),
                             .clientMode = client.section(u'/', 1),
                             .platform = u"linux"_s,
                             .auth = {.token = u"t0ken"_s}};
        if (params.clientMode == "node"_L1)
            params.role = u"node"_s;
        test::DeviceKey(QByteArray(32, 'k')).prove(params, 3, nonce, now);
        facts.isSecret = [](const QString &) {
            return true;
        };
        facts.tokenScopes = [](const QString &) {
            return std::nullopt;
        };
        facts.nonce = nonce;
        facts.now = now;
        const HandshakeVerdict verdict = decideHandshake(params, facts);
        QCOMPARE(std::holds_alternative<HandshakeAccepted>(verdict), works);
        QCOMPARE(std::holds_alternative<HandshakePairing>(verdict), !works);
    }

    void silenceCanBeSwitchedOff()
    {
        const test::DeviceKey key(QByteArray(32, 'k'));
        ConnectParams params{.minProtocol = 4,
                             .maxProtocol = 4,
                             .clientId = u"cli"_s,
                             .clientMode = u"cli"_s,
                             .platform = u"linux"_s,
                             .auth = {.token = u"t0ken"_s}};
        key.prove(params, 3, nonce, now);
        Facts facts{
            .isSecret = [](const QString &) { return true; }, .localPeer = true, .nonce = nonce, .now = now};
        QCOMPARE(std::get<HandshakeAccepted>(decideHandshake(params, facts)).silently,
                 QStringList{u"not-paired"_s});
        facts.approvesSilently = false;
        QCOMPARE(std::get<HandshakePairing>(decideHandshake(params, facts)).reason, u"not-paired"_s);
    }
};

WSAGENT_TEST(TestHandshake)
#include "tst_handshake.moc"
