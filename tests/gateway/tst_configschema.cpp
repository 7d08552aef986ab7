#include "gateway/config/configschema.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

JsonPath path(const QByteArray &text)
{
    return *parseJsonPath(QString::fromUtf8(text));
}

QJsonObject withValue(const QString &at, const QJsonValue &value)
{
    return withValueAt(QJsonObject(), *parseJsonPath(at), value).toObject();
}

} // namespace

class TestConfigSchema : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyConfigIsValid()
    {
        QVERIFY(m_schema.validate({}).isEmpty());
        QVERIFY(m_schema.unknownKeys({}).isEmpty());
    }

    void theDefaultsAreValid()
    {
        const QJsonObject defaults = m_schema.withDefaults({});

        QCOMPARE(defaults["gateway"_L1]["bind"_L1], QJsonValue(u"loopback"_s));
        QVERIFY(m_schema.unknownKeys(defaults).isEmpty());
        QVERIFY(m_schema.validate(defaults).isEmpty());
        QCOMPARE(m_schema.withDefaults(defaults), defaults);
    }

    void nearestKey_data()
    {
        QTest::addColumn<QByteArray>("wrong");
        QTest::addColumn<QString>("expected");

        QTest::newRow("two letters swapped") << "gateway.prot"_ba << u"gateway.port"_s;
        QTest::newRow("other case") << "gateway.customBindhost"_ba << u"gateway.customBindHost"_s;
        QTest::newRow("section") << "gatewy"_ba << u"gateway"_s;
        QTest::newRow("one level too high") << "gateway.token"_ba << u"gateway.auth.token"_s;
        QTest::newRow("in a list") << "agents.list[0].workspce"_ba << u"agents.list[0].workspace"_s;
        QTest::newRow("of an account")
            << "channels.irc.accounts.work.nik"_ba << u"channels.irc.accounts.work.nick"_s;
        QTest::newRow("nothing like it") << "gateway.zzzzzzzz"_ba << QString();
    }

    void nearestKey()
    {
        QFETCH(QByteArray, wrong);
        QFETCH(QString, expected);

        QCOMPARE(m_schema.nearestKey(path(wrong)), expected);
        QVERIFY(!m_schema.find(path(wrong)));
    }

    void message_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &at, const QJsonValue &value,
                            const QString &expected) {
            QTest::newRow(name) << at << value << expected;
        };

        row("too large", u"gateway.port"_s, 65536, u"gateway.port: must be at most 65535"_s);
        row("too small", u"gateway.port"_s, 0, u"gateway.port: must be at least 1"_s);
        row("quoted number", u"gateway.port"_s, u"18789"_s,
            u"gateway.port: must be a whole number, written without quotes"_s);
        row("fraction", u"gateway.port"_s, 1.5,
            u"gateway.port: must be a whole number, not a number with a fraction"_s);
        row("not one of them", u"gateway.bind"_s, u"everywhere"_s,
            u"gateway.bind: must be one of loopback, lan, tailnet, auto, custom"_s);
        row("not an object", u"gateway"_s, 3, u"gateway: must be an object { … }, not a number"_s);
        row("text or object", u"agents.defaults.model"_s, 3,
            u"agents.defaults.model: must be a text or an object { … }, not a number"_s);
        row("wrong form", u"browser.color"_s, u"red"_s,
            u"browser.color: has the wrong form: Colour of the window."_s);
        row("missing member", u"agents.list"_s, QJsonArray{QJsonObject{}},
            u"agents.list[0].id: is missing"_s);
        row("second entry", u"gateway.trustedProxies"_s, QJsonArray{u"10.0.0.1"_s, 7},
            u"gateway.trustedProxies[1]: must be a text, not a number"_s);
        row("no network", u"gateway.trustedProxies"_s, QJsonArray{u"proxy.example"_s},
            u"gateway.trustedProxies[0]: has the wrong form: An address or a network, such as 10.0.0.1 or "
            "10.0.0.0/8."_s);
        row("infinite", u"gateway.port"_s, qInf(), u"gateway.port: must be a finite number"_s);
        row("infinite where all is allowed", u"talk.speed"_s, qInf(),
            u"talk.speed: must be a finite number"_s);
        row("a reference without id", u"gateway.auth.token"_s, QJsonObject{{u"source"_s, u"env"_s}},
            u"gateway.auth.token.id: is missing"_s);
    }

    void message()
    {
        QFETCH(QString, at);
        QFETCH(QJsonValue, value);
        QFETCH(QString, expected);

        const auto issues = m_schema.validate(withValue(at, value));

        QCOMPARE(issues.size(), 1);
        QCOMPARE(toString(issues.first()), expected);
    }

private:
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigSchema)
#include "tst_configschema.moc"
