#include "tests/support/scriptedclient.h"
#include "tests/support/specvectors.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::ScriptedClient;

namespace {

const QStringList mine{u"exec approval in two phases"_s, u"exec approval without a reviewer"_s,
                       u"cron life cycle"_s};
/// Those that need a model, or a node: tst_agentflows, tst_gatewaynodes.
const QStringList elsewhere{u"chat turn without tools"_s,
                            u"chat turn with one tool call"_s,
                            u"repeat of the same idempotency key"_s,
                            u"abort"_s,
                            u"agent with two responses"_s,
                            u"node invoke"_s};

/// A gateway, and who talks to it in a flow: the owner, and whom the steps name besides.
class Stage
{
public:
    explicit Stage(const QStringList &ownerCaps)
    {
        if (!m_instance.start())
            qFatal("the gateway does not start");
        add({}, 'o', ownerCaps);
    }

    void add(const QString &name, char key, const QStringList &caps)
    {
        auto client = std::make_unique<ScriptedClient>(m_instance.port());
        QJsonObject params = ScriptedClient::commandLine(
            test::TestGateway::secret(),
            {u"operator.admin"_s, u"operator.read"_s, u"operator.write"_s, u"operator.approvals"_s});
        params.insert("caps"_L1, QJsonArray::fromStringList(caps));
        const test::DeviceKey device(QByteArray(32, key));
        client->request(u"connect"_s, ScriptedClient::proven(params, device, client->nonce()));
        if (!client->next()["ok"_L1].toBool())
            qFatal("not let in");
        m_clients.emplace(name, std::move(client));
    }

    /// Empty, or what is not as the step says.
    QString play(const QJsonValue &step)
    {
        const QString name = step["on"_L1].toString();
        ScriptedClient &who = *m_clients.at(name);
        if (step["send"_L1].isObject()) {
            who.send(filled(step["send"_L1]));
            return {};
        }
        const QJsonObject expected = QJsonDocument::fromJson(filled(step["recv"_L1]).toUtf8()).object();
        const QJsonObject heard = who.next(expected["event"_L1].toString());
        const QString place = (name.isEmpty() ? QString() : name + u'.') + heard["id"_L1].toString();
        if (const QString id = heard["payload"_L1]["id"_L1].toString(); !id.isEmpty())
            m_ids.insert(u"$%1.id"_s.arg(place), id);
        return test::containedIn(expected, heard);
    }

private:
    /// "$1.id": the id in the answer to the request 1; "$requester.1.id": of somebody else.
    QString filled(const QJsonValue &frame) const
    {
        QString text = QString::fromUtf8(QJsonDocument(frame.toObject()).toJson(QJsonDocument::Compact));
        for (auto it = m_ids.begin(); it != m_ids.end(); ++it)
            text.replace(it.key(), it.value());
        return text;
    }

    test::TestGateway m_instance;
    std::map<QString, std::unique_ptr<ScriptedClient>> m_clients;
    QMap<QString, QString> m_ids;
};

} // namespace

/// The flows of the vectors that need nothing but a gateway.
class TestGatewayFlows : public QObject
{
    Q_OBJECT

private slots:
    void noneIsLeftOut()
    {
        const auto vectors = test::specVectors(u"flows.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray flows = vectors->value("flows"_L1).toArray();
        for (const QJsonValue &flow : flows) {
            const QString name = flow["name"_L1].toString();
            QVERIFY2(mine.contains(name) || elsewhere.contains(name), qPrintable(name));
        }
    }

    void flows_data()
    {
        QTest::addColumn<QJsonObject>("flow");
        const auto vectors = test::specVectors(u"flows.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        const QJsonArray flows = vectors->value("flows"_L1).toArray();
        for (const QJsonValue &flow : flows) {
            if (mine.contains(flow["name"_L1].toString()))
                QTest::newRow(qPrintable(flow["name"_L1].toString())) << flow.toObject();
        }
    }
    void flows()
    {
        QFETCH(QJsonObject, flow);
        const bool isAlone = flow.contains("caps"_L1);
        Stage stage(isAlone ? flow["caps"_L1].toVariant().toStringList() : QStringList{u"approvals"_s});
        stage.add(u"requester"_s, 'r', {});
        const QJsonArray steps = flow["steps"_L1].toArray();
        QVERIFY(!steps.isEmpty());
        for (qsizetype i = 0; i < steps.size(); ++i) {
            const QString wrong = stage.play(steps[i]);
            QVERIFY2(wrong.isEmpty(), qPrintable(u"step %1: %2"_s.arg(i + 1).arg(wrong)));
        }
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestGatewayFlows)
#include "tst_gatewayflows.moc"
