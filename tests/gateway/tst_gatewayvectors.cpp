#include "gateway/protocol/controlplanelimit.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/specvectors.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

const QStringList everything{u"operator.admin"_s};

} // namespace

/// The rows of `methods.json` and `requests.json`, asked of one gateway. A row of a method that is not built
/// is skipped, after it was seen that the gateway neither offers nor knows it.
class TestGatewayVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_instance.start());
        m_owner = connected(everything);
        m_guest = connected({});
    }

    void methods_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"methods.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray rows = vectors->value("methods"_L1).toArray();
        for (const QJsonValue &row : rows)
            QTest::newRow(qPrintable(row["name"_L1].toString())) << row.toObject();
    }
    void methods()
    {
        QFETCH(QJsonObject, row);
        const QString name = row["name"_L1].toString();
        if (name == "connect"_L1)
            QSKIP("the handshake, see tst_gatewayhandshake");
        const bool forNodes = row["role"_L1] == u"node"_s;
        if (forNodes) { // ten of these are forgiven on one connection
            m_owner = connected(everything);
            m_guest = connected({});
        }
        const QJsonObject refused = m_guest->answer(name)["error"_L1].toObject();
        const bool isListed = m_methods.contains(name);
        const QString message =
            isListed ? QString() : m_owner->answer(name)["error"_L1]["message"_L1].toString();
        const bool isToBeListed = row["advertised"_L1].toBool(true);
        const bool isServedUnlisted = !isListed && !isToBeListed && !message.startsWith("un"_L1);
        if (!isListed && !isServedUnlisted) {
            QCOMPARE(message, forNodes ? u"unauthorized role: operator"_s : u"unknown method: "_s + name);
            QSKIP("not built");
        }
        QCOMPARE(isListed, isToBeListed);
        if (forNodes) {
            QCOMPARE(refused["message"_L1].toString(), u"unauthorized role: operator"_s);
            return;
        }
        const QString scope = row["scope"_L1].toString();
        const QString missing = refused["details"_L1]["missingScope"_L1].toString();
        if (scope == "dynamic"_L1)
            QVERIFY(!missing.isEmpty());
        else
            QCOMPARE(missing, scope);
    }

    void requests_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"requests.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray rows = vectors->value("cases"_L1).toArray();
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QJsonObject row = rows.at(i).toObject();
            QTest::addRow("%d %s", int(i), qPrintable(row["method"_L1].toString())) << row;
        }
    }
    void requests()
    {
        QFETCH(QJsonObject, row);
        const QString method = row["method"_L1].toString();
        const QStringList scopes =
            row.contains("scopes"_L1) ? row["scopes"_L1].toVariant().toStringList() : everything;
        const auto client = connected(scopes);
        const QJsonObject answer = client->answer(method, row["params"_L1]);
        if (answer["error"_L1]["message"_L1] == "unknown method: "_L1 + method &&
            !method.startsWith("no."_L1))
            QSKIP(qPrintable(u"%1 is not built"_s.arg(method)));
        QCOMPARE(test::containedIn(row["expect"_L1].toObject(), answer), QString());
    }

    /// Of the methods that change the gateway each actor has thirty calls a minute, of the others any number.
    void controlPlane_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("limited");
        const auto vectors = test::specVectors(u"methods.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray rows = vectors->value("methods"_L1).toArray();
        for (const QJsonValue &row : rows) {
            const QString name = row["name"_L1].toString();
            if (m_methods.contains(name) && row["role"_L1] == u"operator"_s)
                QTest::newRow(qPrintable(name)) << name << row["cp"_L1].toBool();
        }
    }
    void controlPlane()
    {
        QFETCH(QString, method);
        QFETCH(bool, limited);
        const auto client = connected(everything);
        const QJsonObject wrong{{"no such member"_L1, true}, {"restartDelayMs"_L1, -1}};
        // Parameters that do not fit are counted all the same, and change nothing. An open shape takes them.
        if (method == "gateway.restart.request"_L1)
            QSKIP("takes any parameters, and would restart; see tst_gatewaylife");
        for (int i = 0; i < ControlPlaneLimit::mostCalls; ++i)
            client->request(method, wrong);
        for (int i = 0; i < ControlPlaneLimit::mostCalls; ++i)
            QVERIFY(!client->next().isEmpty());
        const QJsonObject error = client->answer(method, wrong)["error"_L1].toObject();
        QCOMPARE(error["details"_L1]["limit"_L1].toString(), limited ? u"30 per 60s"_s : QString());
        if (limited)
            QCOMPARE(error["details"_L1]["method"_L1].toString(), method);
    }

private:
    std::unique_ptr<ScriptedClient> connected(const QStringList &scopes)
    {
        auto client = std::make_unique<ScriptedClient>(m_instance.port());
        client->nonce();
        client->request(u"connect"_s, ScriptedClient::commandLine(test::TestGateway::secret(), scopes));
        const QJsonArray methods = client->next()["payload"_L1]["features"_L1]["methods"_L1].toArray();
        m_methods.clear();
        for (const QJsonValue &method : methods)
            m_methods += method.toString();
        return client;
    }

    test::TestGateway m_instance;
    std::unique_ptr<ScriptedClient> m_owner;
    std::unique_ptr<ScriptedClient> m_guest;
    QStringList m_methods;
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayVectors)
#include "tst_gatewayvectors.moc"
