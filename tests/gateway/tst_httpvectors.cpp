#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/specvectors.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::RawClient;
using test::TestGateway;

namespace {

/// As the vectors presume it.
constexpr auto config = R"({
    gateway: {
        auth: { token: 't0ken' },
        http: { endpoints: { chatCompletions: { enabled: true }, responses: { enabled: true } } },
    },
    hooks: { enabled: true, token: 'h00k' },
})";

QByteArray requestOf(const QJsonObject &row)
{
    const QByteArray line = (row["method"_L1].toString() + u' ' + row["path"_L1].toString()).toLatin1();
    QByteArray fields;
    if (row.contains("auth"_L1))
        fields = "Authorization: Bearer " + row["auth"_L1].toString().toLatin1() + "\r\n";
    QByteArray body = row["body"_L1].toString().toUtf8();
    if (row.contains("json_body"_L1))
        body = QJsonDocument(row["json_body"_L1].toObject()).toJson(QJsonDocument::Compact);
    if (line.startsWith("POST"))
        fields += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return test::httpRequest(line, fields, body);
}

/// Where `said` does not hold what is expected of it; empty when it does.
QString missingIn(const QJsonObject &said, const QJsonObject &expected)
{
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        const QString below = it->isObject()          ? missingIn(said[it.key()].toObject(), it->toObject())
                              : said[it.key()] == *it ? QString()
                                                      : u"differs"_s;
        if (!below.isEmpty())
            return it.key() + u": "_s + below;
    }
    return {};
}

} // namespace

/// `vectors/http.json`, against a gateway.
class TestHttpVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_instance.useConfig(config);
        QVERIFY2(m_instance.options.config.isValid(), "the config of this test");
        QVERIFY(m_instance.start());
    }

    void answers_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const auto vectors = test::specVectors(u"http.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        m_defaults = vectors->value("defaultHeaders"_L1).toObject();
        const QJsonArray cases = vectors->value("cases"_L1).toArray();
        for (qsizetype i = 0; i < cases.size(); ++i) {
            const QJsonObject row = cases[i].toObject();
            QTest::addRow("%d %s %s %d", int(i), qPrintable(row["method"_L1].toString()),
                          qPrintable(row["path"_L1].toString()), row["status"_L1].toInt())
                << row;
        }
    }
    void answers()
    {
        QFETCH(QJsonObject, row);
        RawClient client(m_instance.gateway->port());
        client.send(requestOf(row));
        const bool withoutBody = row["method"_L1] == "HEAD"_L1;
        const QByteArray answer =
            withoutBody ? client.readUntil("\r\n\r\n") : client.readUntil(test::isWholeAnswer);
        QCOMPARE(test::statusOf(answer), row["status"_L1].toInt());
        QVERIFY(!row["emptyBody"_L1].toBool() || test::bodyOf(answer).isEmpty());
        const QJsonObject body = QJsonDocument::fromJson(test::bodyOf(answer)).object();
        if (row.contains("json"_L1))
            QCOMPARE(body, row["json"_L1].toObject());
        QCOMPARE(missingIn(body, row["jsonMatches"_L1].toObject()), QString());
        for (const QJsonObject &fields : {m_defaults, row["headers"_L1].toObject()}) {
            for (auto it = fields.begin(); it != fields.end(); ++it) {
                const bool ownPolicy =
                    it.key() == "permissions-policy"_L1 && row["path"_L1] == "/control-ui-config.json"_L1;
                if (!ownPolicy)
                    QCOMPARE(test::fieldOf(answer, it.key().toLatin1()), it->toString().toLatin1());
            }
        }
        QVERIFY(!answer.toLower().contains("access-control-"));
    }

private:
    TestGateway m_instance;
    QJsonObject m_defaults;
};

WSAGENT_TEST_WITH(QCoreApplication, TestHttpVectors)
#include "tst_httpvectors.moc"
