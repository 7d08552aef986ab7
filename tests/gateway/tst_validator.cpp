#include "gateway/instances/validator.h"
#include "tests/support/portvectors.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// "error port.conflict [default, rescue] 18789,18791 via symlink"
QString line(const QString &severity, const QString &code, const QStringList &profiles,
             const QStringList &ports, const QString &via)
{
    QString text = severity + u' ' + code + " ["_L1 + profiles.join(", "_L1) + u']';
    if (!ports.isEmpty())
        text += u' ' + ports.join(u',');
    return via.isEmpty() ? text : text + " via "_L1 + via;
}

QStringList texts(const QJsonValue &array)
{
    QStringList list;
    for (const QJsonValue &value : array.toArray())
        list += value.toVariant().toString();
    return list;
}

QStringList expectedLines(const QJsonObject &vector)
{
    const bool several = vector["profiles"_L1].toArray().size() > 1;
    QStringList lines;
    for (const QJsonValue &finding : vector["expect"_L1]["findings"_L1].toArray()) {
        QStringList profiles = texts(finding["profiles"_L1]);
        if (profiles.isEmpty() && !several)
            profiles = {vector["profiles"_L1][0]["name"_L1].toString()};
        lines += line(finding["severity"_L1].toString(), finding["code"_L1].toString(), profiles,
                      texts(finding["ports"_L1]), finding["via"_L1].toString());
    }
    return lines;
}

QStringList actualLines(const QList<Finding> &findings)
{
    QStringList lines;
    for (const Finding &finding : findings) {
        QStringList ports;
        for (const int port : finding.ports)
            ports += QString::number(port);
        lines += line(severityName(finding.severity), finding.code, finding.profiles, ports, finding.via);
    }
    return lines;
}

bool has(const QList<Finding> &findings, Severity severity)
{
    return std::any_of(findings.begin(), findings.end(),
                       [severity](const Finding &finding) { return finding.severity == severity; });
}

} // namespace

class TestValidator : public QObject
{
    Q_OBJECT

private slots:
    void vectors_data()
    {
        QTest::addColumn<QJsonObject>("vector");

        const auto vectors = test::specVectors(u"ports.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        for (const QJsonValue &vector : (*vectors)["checks"_L1].toArray())
            QTest::addRow("%s %s", qPrintable(vector["id"_L1].toString()),
                          qPrintable(vector["title"_L1].toString()))
                << vector.toObject();
    }

    void vectors()
    {
        QFETCH(QJsonObject, vector);
        const HostFacts host = test::hostFromVector(vector);
        const QList<InstanceFacts> instances = test::instancesFromVector(vector);

        const QList<Finding> findings = checkIsolation(host, instances);

        QCOMPARE(actualLines(findings), expectedLines(vector));
        const QJsonValue expect = vector["expect"_L1];
        const bool errors = has(findings, Severity::Error);
        QCOMPARE(int(errors), expect["exit"_L1].toInt());
        QCOMPARE(int(errors || has(findings, Severity::Warning)), expect["exitStrict"_L1].toInt());
        for (const Finding &finding : findings)
            QVERIFY2(!finding.message.isEmpty(), qPrintable(finding.code));
    }

    void suggestions_data()
    {
        QTest::addColumn<QJsonObject>("vector");

        const auto vectors = test::specVectors(u"ports.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        for (const QJsonValue &vector : (*vectors)["checks"_L1].toArray()) {
            if (vector.toObject().contains("suggestFor"_L1))
                QTest::addRow("%s", qPrintable(vector["id"_L1].toString())) << vector.toObject();
        }
    }

    void suggestions()
    {
        QFETCH(QJsonObject, vector);

        const auto base = suggestBase(vector["suggestFor"_L1].toString(), test::hostFromVector(vector),
                                      test::instancesFromVector(vector));

        QVERIFY(bool(base));
        QCOMPARE(*base, vector["expect"_L1]["suggestedBase"_L1].toInt());
    }

    void theFixMovesTheRightOne_data()
    {
        QTest::addColumn<InstanceFacts>("first");
        QTest::addColumn<InstanceFacts>("second");
        QTest::addColumn<QString>("moved");

        const InstanceFacts main{.name = u"default"_s, .gatewayPort = 18789};
        const InstanceFacts a{.name = u"a"_s, .gatewayPort = 18789};
        const InstanceFacts b{.name = u"b"_s, .gatewayPort = 18789};
        InstanceFacts running = b;
        running.running = true;
        QTest::newRow("never the default profile") << a << main << u"a"_s;
        QTest::newRow("the later one") << a << b << u"b"_s;
        QTest::newRow("never the running one") << a << running << u"a"_s;
    }

    void theFixMovesTheRightOne()
    {
        QFETCH(InstanceFacts, first);
        QFETCH(InstanceFacts, second);
        const HostFacts host{.home = u"/home/u"_s};

        const QList<Finding> findings = checkIsolation(host, {first, second});

        QCOMPARE(findings.size(), 1);
        QVERIFY(findings[0].fix.has_value());
        QFETCH(QString, moved);
        QCOMPARE(findings[0].fix->profile, moved);
        QCOMPARE(findings[0].fix->describe(), u"gateway.port → 19789"_s);
    }

    void aFixThatHelpsNobodyIsNone_data()
    {
        QTest::addColumn<HostFacts>("host");
        QTest::addColumn<InstanceFacts>("second");
        QTest::addColumn<bool>("fixed");

        const HostFacts host{.home = u"/home/u"_s};
        HostFacts forced = host;
        forced.environment.insert(u"WS_AGENT_GATEWAY_PORT"_s, u"18789"_s);
        HostFacts blank = host;
        blank.environment.insert(u"WS_AGENT_GATEWAY_PORT"_s, u" "_s);
        const InstanceFacts b{.name = u"b"_s, .gatewayPort = 18789};
        InstanceFacts sharesConfig = b;
        sharesConfig.configPath = u"/home/u/.ws-agent/ws-agent.json"_s;
        InstanceFacts sharesState = b;
        sharesState.stateDir = u"/home/u/.ws-agent"_s;
        sharesState.configPath = u"/srv/b.json"_s;
        QTest::newRow("two files") << host << b << true;
        QTest::newRow("one file for both") << host << sharesConfig << false;
        QTest::newRow("one state directory for both") << host << sharesState << false;
        QTest::newRow("a variable overrules both") << forced << b << false;
        QTest::newRow("a blank variable") << blank << b << true;
    }

    void aFixThatHelpsNobodyIsNone()
    {
        QFETCH(HostFacts, host);
        QFETCH(InstanceFacts, second);
        const InstanceFacts main{.name = u"default"_s, .gatewayPort = 18789};

        const QList<Finding> findings = checkIsolation(host, {main, second});

        const auto conflict = std::find_if(findings.begin(), findings.end(), [](const Finding &finding) {
            return finding.code == "port.conflict"_L1;
        });
        QVERIFY(conflict != findings.end());
        QTEST(conflict->fix.has_value(), "fixed");
        QCOMPARE(conflict->advice.isEmpty(), conflict->fix.has_value());
    }

    void aSharedSecretIsReplacedWhereItIsWritten_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("fixed");

        QTest::newRow("in the config") << u"gateway.auth.password"_s << true;
        QTest::newRow("kept elsewhere") << QString() << false;
    }

    void aSharedSecretIsReplacedWhereItIsWritten()
    {
        QFETCH(QString, key);
        QFETCH(bool, fixed);
        const HostFacts host{.home = u"/home/u"_s};
        const InstanceFacts main{.name = u"default"_s, .gatewayPort = 18789, .gatewaySecretHash = u"h"_s};
        const InstanceFacts b{
            .name = u"b"_s, .gatewayPort = 19789, .gatewaySecretHash = u"h"_s, .gatewaySecretKey = key};

        const QList<Finding> findings = checkIsolation(host, {main, b});

        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings[0].code, u"gateway.auth.shared_token"_s);
        QCOMPARE(findings[0].fix.has_value(), fixed);
        QCOMPARE(findings[0].advice.isEmpty(), fixed);
        if (fixed)
            QCOMPARE(findings[0].fix->describe(), key + u" → a new random one"_s);
    }

    void aRelativePathBecomesAbsolute_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("fix");

        QTest::newRow("a key") << u"logging.file"_s << u"logging.file → \"/home/u/x/y\""_s;
        QTest::newRow("a variable") << u"WS_AGENT_STATE_DIR"_s << QString();
    }

    void aRelativePathBecomesAbsolute()
    {
        QFETCH(QString, key);
        const HostFacts host{.home = u"/home/u"_s};
        const InstanceFacts main{.name = u"default"_s, .relativeValues = {{key, u"x/y"_s}}};

        const QList<Finding> findings = checkIsolation(host, {main});

        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings[0].message, key + u" \"x/y\" depends on the current directory."_s);
        QTEST(findings[0].fix ? findings[0].fix->describe() : QString(), "fix");
        QCOMPARE(findings[0].advice.isEmpty(), findings[0].fix.has_value());
    }

    void anInstalledServiceKeepsItsPort_data()
    {
        QTest::addColumn<int>("servicePort");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QList<int>>("ports");

        QTest::newRow("no service") << 0 << QString() << QList<int>();
        QTest::newRow("the port of the config") << 20789 << QString() << QList<int>();
        QTest::newRow("the former block of another")
            << 18789 << u"port.conflict"_s << QList<int>{18789, 18791, 18800};
        QTest::newRow("in the CDP range of another")
            << 18850 << u"port.range.hit"_s << QList<int>{18850, 18852, 18861};
        QTest::newRow("far from everybody") << 25789 << QString() << QList<int>();
        QTest::newRow("over its own new ports") << 20787 << QString() << QList<int>();
    }

    /// The config of `moved` was changed to 20789 after its service had been installed.
    void anInstalledServiceKeepsItsPort()
    {
        QFETCH(int, servicePort);
        const HostFacts host{.home = u"/home/u"_s};
        const InstanceFacts main{.name = u"default"_s, .gatewayPort = 18789};
        const InstanceFacts moved{.name = u"moved"_s, .gatewayPort = 20789, .servicePort = servicePort};

        const QList<Finding> findings = checkIsolation(host, {main, moved});

        QFETCH(QString, code);
        QCOMPARE(findings.isEmpty(), code.isEmpty());
        if (findings.isEmpty())
            return;
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings[0].code, code);
        QTEST(findings[0].ports, "ports");
        QVERIFY2(!findings[0].fix, "no key of the config moves a service");
        QVERIFY(findings[0].advice.endsWith("ws-agent --profile moved gateway install --force"_L1));
    }

    void nothingIsSuggestedThatAServiceTakes()
    {
        const HostFacts host{.home = u"/home/u"_s};
        const InstanceFacts main{.name = u"default"_s, .gatewayPort = 18789};
        const InstanceFacts moved{.name = u"moved"_s, .gatewayPort = 25789, .servicePort = 19789};

        QCOMPARE(*suggestBase(u"next"_s, host, {main, moved}), 20789);
    }

    void aSecretNeverShows()
    {
        const HostFacts host{.home = u"/home/u"_s};
        const QString url = u"wss://user:CANARY@cdp.example.com?token=CANARY"_s;
        const InstanceFacts a{.name = u"a"_s, .gatewayPort = 18789, .cdpUrl = url};
        const InstanceFacts b{.name = u"b"_s, .gatewayPort = 19789, .cdpUrl = url};

        const QList<Finding> findings = checkIsolation(host, {a, b});

        QCOMPARE(findings.size(), 1);
        QVERIFY(!findings[0].message.contains("CANARY"_L1));
    }
};

WSAGENT_TEST(TestValidator)
#include "tst_validator.moc"
