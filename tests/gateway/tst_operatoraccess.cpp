#include "gateway/operatoraccess.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

using Mode = HandshakeFacts::AuthMode;

const QHostAddress here(QHostAddress::LocalHost);
const QHostAddress elsewhere(u"192.0.2.7"_s);

HttpRequest withFields(const QList<HttpField> &fields)
{
    return {.method = "GET", .path = u"/v1/models"_s, .fields = fields, .host = "localhost"};
}

HttpRequest bearing(const QString &credential)
{
    return withFields({{"authorization", "Bearer " + credential.toUtf8()}});
}

} // namespace

/// `gateway-http.md` 1.1.
class TestOperatorAccess : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_auth = {.secret = u"t0ken"_s};
        m_limit = std::make_unique<RateLimit>(RateLimitSettings{.maxAttempts = 3});
        m_directory = std::make_unique<QTemporaryDir>();
        auto devices = Devices::open(m_directory->path());
        QVERIFY(devices);
        m_devices = std::make_unique<Devices>(*std::move(devices));
        m_clock.start();
        m_access = std::make_unique<OperatorAccess>(m_auth, *m_devices, *m_limit, m_clock);
    }

    void letsIn_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<QList<HttpField>>("fields");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("scopes");
        using Fields = QList<HttpField>;
        const QString all =
            u"operator.admin operator.approvals operator.pairing operator.read operator.talk.secrets "
            "operator.write"_s;
        const auto row = [](const char *name, Mode mode, const Fields &fields, int status,
                            const QString &scopes = {}) {
            QTest::newRow(name) << mode << fields << status << scopes;
        };
        row("the token", Mode::Token, {{"authorization", "Bearer t0ken"}}, 200, all);
        row("the password", Mode::Password, {{"authorization", "Bearer t0ken"}}, 200, all);
        row("the scheme in any case", Mode::Token, {{"authorization", "bEARER  t0ken "}}, 200, all);
        row("declared scopes do not narrow a secret", Mode::Token,
            {{"authorization", "Bearer t0ken"}, {"x-openclaw-scopes", "operator.read"}}, 200, all);
        row("nothing", Mode::Token, {}, 401);
        row("another token", Mode::Token, {{"authorization", "Bearer t0keN"}}, 401);
        row("an empty token", Mode::Token, {{"authorization", "Bearer "}}, 401);
        row("basic", Mode::Token, {{"authorization", "Basic t0ken"}}, 401);
        row("two credentials", Mode::Token,
            {{"authorization", "Bearer t0ken"}, {"authorization", "Bearer t0ken"}}, 401);
        row("none is needed", Mode::None, {}, 200, all);
        row("none is needed, scopes declared", Mode::None,
            {{"x-ws-agent-scopes", "operator.read , operator.write"}}, 200,
            u"operator.read operator.write"_s);
        row("none is needed, no scope declared", Mode::None, {{"x-openclaw-scopes", ""}}, 200);
    }
    void letsIn()
    {
        QFETCH(Mode, mode);
        QFETCH(QList<HttpField>, fields);
        QFETCH(int, status);
        m_auth.mode = mode;
        const auto caller = m_access->identify(withFields(fields), {.address = here});
        QCOMPARE(caller ? 200 : caller.error().response.status, status);
        if (!caller)
            return;
        QTEST(caller->scopes.join(u' '), "scopes");
        QCOMPARE(caller->role, u"operator"_s);
        QVERIFY(caller->local);
    }

    void aProxyThatIsTrusted_data()
    {
        QTest::addColumn<ProxyUser::Verdict>("verdict");
        QTest::addColumn<QString>("credential");
        QTest::addColumn<bool>("local");
        QTest::addColumn<QString>("method"); // empty: not let in
        QTest::newRow("a user") << ProxyUser::Verdict::Allowed << QString() << false << u"trusted-proxy"_s;
        QTest::newRow("another user") << ProxyUser::Verdict::NotAllowed << QString() << false << QString();
        QTest::newRow("no user") << ProxyUser::Verdict::Absent << QString() << false << QString();
        QTest::newRow("the secret from elsewhere")
            << ProxyUser::Verdict::Absent << u"t0ken"_s << false << QString();
        QTest::newRow("the secret from here")
            << ProxyUser::Verdict::Absent << u"t0ken"_s << true << u"token"_s;
    }
    void aProxyThatIsTrusted()
    {
        QFETCH(ProxyUser::Verdict, verdict);
        QFETCH(QString, credential);
        QFETCH(bool, local);
        QFETCH(QString, method);
        m_auth.mode = Mode::TrustedProxy;
        HttpRequest head = bearing(credential);
        head.fields.append(HttpField{"x-openclaw-scopes", "operator.read"});
        const auto caller = m_access->identify(
            head, {.address = local ? here : elsewhere, .user = {.verdict = verdict, .name = u"ann"_s}});
        QCOMPARE(caller ? caller->authMethod : QString(), method);
        if (method == "trusted-proxy"_L1)
            QCOMPARE(caller->scopes, QStringList{u"operator.read"_s});
    }

    void withoutSecretNobodyHasIt()
    {
        m_auth.secret.clear();
        QVERIFY(!m_access->identify(withFields({{"authorization", "Bearer x"}}), {.address = here}));
    }

    void devicesDoWhatTheyMay()
    {
        ConnectParams params{.role = u"operator"_s, .scopes = {u"operator.read"_s}};
        params.device = DeviceBlock{.id = u"d1"_s};
        QVERIFY(m_devices->approve(params, u"owner"_s, {}, 0));
        const auto token = m_devices->issueToken(params.device->id, params.role, 0);
        QVERIFY(token);
        const auto caller = m_access->identify(bearing(*token), {.address = elsewhere});
        QVERIFY(caller);
        QCOMPARE(caller->deviceId, u"d1"_s);
        QCOMPARE(caller->scopes, QStringList{u"operator.read"_s});
        QCOMPARE(caller->authMethod, u"device-token"_s);
        QVERIFY(!caller->local);

        const auto write = m_access->needing(u"operator.write"_s)(bearing(*token), {.address = elsewhere});
        QCOMPARE(write.error().response.status, 403);
        const QJsonObject body = QJsonDocument::fromJson(write.error().response.body).object();
        QCOMPARE(body["error"_L1]["message"_L1].toString(), u"missing scope: operator.write"_s);
        QCOMPARE(body["error"_L1]["details"_L1]["missingScope"_L1].toString(), u"operator.write"_s);
        QVERIFY(m_access->needing(u"operator.read"_s)(bearing(*token), {.address = elsewhere}));

        QVERIFY(m_devices->revokeToken(u"d1"_s, u"operator"_s, 1));
        QVERIFY(!m_access->identify(bearing(*token), {.address = elsewhere}));
    }

    void tokensOfNodesOpenNothing()
    {
        ConnectParams params{.role = u"node"_s};
        params.device = DeviceBlock{.id = u"n1"_s};
        QVERIFY(m_devices->approve(params, u"owner"_s, {}, 0));
        const auto token = m_devices->issueToken(params.device->id, params.role, 0);
        QVERIFY(token);
        QVERIFY(!m_access->identify(bearing(*token), {.address = here}));
    }

    void deviceTokensCoverNoGuesses()
    {
        ConnectParams params{.role = u"operator"_s, .scopes = {u"operator.read"_s}};
        params.device = DeviceBlock{.id = u"d1"_s};
        QVERIFY(m_devices->approve(params, u"owner"_s, {}, 0));
        const auto token = m_devices->issueToken(u"d1"_s, u"operator"_s, 0);
        QVERIFY(token);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(m_access->identify(bearing(u"guess"_s), {.address = elsewhere}).error().response.status,
                     401);
            if (i < 2)
                QVERIFY(m_access->identify(bearing(*token), {.address = elsewhere}));
        }
        QCOMPARE(m_access->identify(bearing(u"guess"_s), {.address = elsewhere}).error().response.status,
                 429);
    }

    void guessersAreLockedOut()
    {
        for (int i = 0; i < 3; ++i) {
            const auto caller = m_access->identify(bearing(u"guess"_s), {.address = elsewhere});
            QCOMPARE(caller.error().response.status, 401);
            QCOMPARE(caller.error().delay.count(), 0);
        }
        const auto caller = m_access->identify(bearing(u"t0ken"_s), {.address = elsewhere});
        QCOMPARE(caller.error().response.status, 429);
        const QByteArray wait = caller.error().response.fields.last().value;
        QVERIFY2(wait.toInt() > 290 && wait.toInt() <= 300, wait.constData());
        QVERIFY(m_access->identify(bearing(u"t0ken"_s), {.address = QHostAddress(u"192.0.2.8"_s)}));
    }

    void asksWithoutCredentialAreNoGuesses()
    {
        for (int i = 0; i < 20; ++i)
            QVERIFY(!m_access->identify(withFields({}), {.address = elsewhere}));
        QVERIFY(m_access->identify(bearing(u"t0ken"_s), {.address = elsewhere}));
    }

    void theOwnerIsSlowedDownOnly()
    {
        std::chrono::milliseconds last{0};
        for (int i = 0; i < 10; ++i) {
            const auto caller = m_access->identify(bearing(u"guess"_s), {.address = here});
            QCOMPARE(caller.error().response.status, 401);
            QVERIFY(caller.error().delay >= last);
            last = caller.error().delay;
        }
        QCOMPARE(last.count(), 5000);
        QVERIFY(m_access->identify(bearing(u"t0ken"_s), {.address = here}));
    }

    void probesTellMore_data()
    {
        QTest::addColumn<QHostAddress>("address");
        QTest::addColumn<QList<HttpField>>("fields");
        QTest::addColumn<bool>("more");
        using Fields = QList<HttpField>;
        QTest::newRow("local") << here << Fields() << true;
        QTest::newRow("through a proxy") << here << Fields{{"x-forwarded-for", "192.0.2.1"}} << false;
        QTest::newRow("elsewhere") << elsewhere << Fields() << false;
        QTest::newRow("elsewhere, a wrong token")
            << elsewhere << Fields{{"authorization", "Bearer x"}} << false;
        QTest::newRow("elsewhere, the token")
            << elsewhere << Fields{{"authorization", "Bearer t0ken"}} << true;
    }
    void probesTellMore()
    {
        QFETCH(QHostAddress, address);
        QFETCH(QList<HttpField>, fields);
        QTEST(m_access->mayKnowMore(withFields(fields), {.address = address}), "more");
    }

private:
    ClientAuth m_auth;
    QElapsedTimer m_clock;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Devices> m_devices;
    std::unique_ptr<RateLimit> m_limit;
    std::unique_ptr<OperatorAccess> m_access;
};

WSAGENT_TEST_WITH(QCoreApplication, TestOperatorAccess)
#include "tst_operatoraccess.moc"
