#include "gateway/instances/instancepaths.h"
#include "gateway/instances/portblock.h"
#include "gateway/instances/servicenames.h"
#include "gateway/instances/validator.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

void addVectors(const QString &section)
{
    QTest::addColumn<QJsonObject>("vector");

    const auto vectors = test::specVectors(u"ports.json"_s);
    WSAGENT_SKIP_WITHOUT(vectors);
    int row = 0;
    for (const QJsonValue &vector : (*vectors)[section].toArray()) {
        const QByteArray text = QJsonDocument(vector.toObject()).toJson(QJsonDocument::Compact).left(80);
        QTest::addRow("%d %s", ++row, text.constData()) << vector.toObject();
    }
}

std::optional<QString> given(const QJsonValue &value)
{
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

QString sourceName(PortSource source)
{
    switch (source) {
    case PortSource::Flag:
        return u"flag"_s;
    case PortSource::Environment:
        return u"env"_s;
    case PortSource::Config:
        return u"config"_s;
    case PortSource::Dev:
        return u"dev"_s;
    case PortSource::Derived:
        return u"derived"_s;
    case PortSource::Default:
        return u"default"_s;
    }
    Q_UNREACHABLE();
}

QString codeOf(const Error &error)
{
    if (error.message.contains("needs a value"_L1))
        return u"profile.name.missing"_s;
    return error.message.contains("reserved"_L1) ? u"profile.name.reserved"_s : u"profile.name.invalid"_s;
}

} // namespace

/// Names, paths, ports and service names of the selected instance, by the specification's vectors.
class TestSelection : public QObject
{
    Q_OBJECT

private slots:
    void names_data() { addVectors(u"names"_s); }
    void names()
    {
        QFETCH(QJsonObject, vector);
        const auto name = ProfileName::parse(vector["in"_L1].toString());

        if (vector.contains("error"_L1)) {
            QVERIFY(!name);
            QCOMPARE(codeOf(name.error()), vector["error"_L1].toString());
            return;
        }
        QVERIFY(bool(name));
        QCOMPARE(name->isDefault() ? QString() : name->display(), vector["profile"_L1].toString());
    }

    void paths_data() { addVectors(u"paths"_s); }
    void paths()
    {
        QFETCH(QJsonObject, vector);
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, u"/home/u"_s);
        const QJsonObject variables = vector["env"_L1].toObject();
        for (auto variable = variables.begin(); variable != variables.end(); ++variable)
            environment.insert(variable.key(), variable->toString());

        const auto selection =
            selectInstance(given(vector["profile"_L1]), environment, u"/nowhere"_s, u"/tmp"_s);

        QVERIFY(bool(selection));
        QCOMPARE(selection->paths.stateDir, vector["stateDir"_L1].toString());
        QCOMPARE(selection->paths.configPath, vector["configPath"_L1].toString());
        const QString configured = vector["configWorkspace"_L1].toString();
        const QString workspace =
            configured.isEmpty() ? selection->paths.defaultWorkspace
                                 : absolutePath(configured, selection->paths.home, selection->paths.stateDir);
        QCOMPARE(workspace, vector["workspace"_L1].toString());
    }

    void portPrecedence_data() { addVectors(u"portPrecedence"_s); }
    void portPrecedence()
    {
        QFETCH(QJsonObject, vector);
        const auto profile = ProfileName::parse(vector["profile"_L1].toString(u"default"_s));
        const QJsonValue config =
            vector["config"_L1].isNull() ? QJsonValue(QJsonValue::Undefined) : vector["config"_L1];

        const auto base = basePort(*profile, given(vector["flag"_L1]), vector["env"_L1].toString(), config);

        QCOMPARE(bool(base), !vector.contains("error"_L1));
        if (base) {
            QCOMPARE(base->port, vector["port"_L1].toInt());
            QCOMPARE(sourceName(base->source), vector["source"_L1].toString());
        } else {
            QVERIFY(base.error().message.endsWith("is not a port (1-65535)."_L1));
        }
    }

    void portMaps_data() { addVectors(u"portMaps"_s); }
    void portMaps()
    {
        QFETCH(QJsonObject, vector);
        const PortBlock block{vector["base"_L1].toInt(), vector["controlPort"_L1].toInt()};

        QCOMPARE(block.base, vector["gateway"_L1].toInt());
        QCOMPARE(block.base, vector["canvas"_L1].toInt());
        QCOMPARE(block.aux(), vector["aux"_L1].toInt());
        QCOMPARE(block.control(), vector["control"_L1].toInt());
        QCOMPARE(block.relays().last, vector["relayFirst"_L1].toInt()); // assigned downwards
        QCOMPARE(block.relays().first, vector["relayLast"_L1].toInt());
        QCOMPARE(block.cdp().first, vector["cdpFirst"_L1].toInt());
        QCOMPARE(block.cdp().last, vector["cdpLast"_L1].toInt());
        QCOMPARE(block.cdp().first, vector["defaultCdp"_L1].toInt());
    }

    void services_data() { addVectors(u"services"_s); }
    void services()
    {
        QFETCH(QJsonObject, vector);
        const ServiceNames names =
            serviceNames(*ProfileName::parse(vector["profile"_L1].toString(u"default"_s)));

        QCOMPARE(names.launchdLabel, vector["launchd"_L1].toString());
        QCOMPARE(names.systemdUnit, vector["systemd"_L1].toString());
        QCOMPARE(names.windowsTask, vector["windows"_L1].toString());
    }

    void aServiceOfAnotherProfileLendsNoPort_data()
    {
        QTest::addColumn<QString>("stateDir");
        QTest::addColumn<bool>("service");
        QTest::addColumn<bool>("portStays");

        QTest::newRow("projected by a service") << u"/home/u/.ws-agent-a"_s << true << false;
        QTest::newRow("projected by a shell") << u"/home/u/.ws-agent-a"_s << false << true;
        QTest::newRow("an operator's own directory") << u"/srv/custom"_s << true << true;
    }

    /// A rescue command run from inside the main bot must not talk to the main port (2.2, rule 3).
    void aServiceOfAnotherProfileLendsNoPort()
    {
        QFETCH(QString, stateDir);
        QFETCH(bool, service);
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, u"/home/u"_s);
        environment.insert(u"WS_AGENT_PROFILE"_s, u"a"_s);
        environment.insert(u"WS_AGENT_STATE_DIR"_s, stateDir);
        environment.insert(u"WS_AGENT_CONFIG_PATH"_s, u"/home/u/.ws-agent-a/ws-agent.json"_s);
        environment.insert(u"WS_AGENT_GATEWAY_PORT"_s, u"18789"_s);
        if (service) {
            environment.insert(u"WS_AGENT_SERVICE_MARKER"_s, u"ws-agent"_s);
            environment.insert(u"WS_AGENT_SERVICE_KIND"_s, u"gateway"_s);
        }

        const auto selection = selectInstance(u"b"_s, environment, {}, u"/tmp"_s);

        QVERIFY(bool(selection));
        QTEST(selection->environment.contains(u"WS_AGENT_GATEWAY_PORT"_s), "portStays");
    }

    void relativeVariablesAreNoted_data()
    {
        QTest::addColumn<QString>("given");
        QTest::newRow("a word") << u"state"_s;
        QTest::newRow("what Qt takes for a resource") << u":state"_s;
    }
    void relativeVariablesAreNoted()
    {
        QFETCH(QString, given);
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, u"/home/u"_s);
        environment.insert(u"WS_AGENT_STATE_DIR"_s, given);

        const auto selection = selectInstance({}, environment, {}, u"/srv"_s);

        QCOMPARE(selection->paths.stateDir, u"/srv/"_s + given);
        QCOMPARE(selection->paths.relativeVariables,
                 (QMap<QString, QString>{{u"WS_AGENT_STATE_DIR"_s, given}}));
        QCOMPARE(selection->projected, QStringList{u"WS_AGENT_CONFIG_PATH"_s});
    }
};

WSAGENT_TEST(TestSelection)
#include "tst_selection.moc"
