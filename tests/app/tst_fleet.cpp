#include "app/profiles/fleet.h"
#include "app/profiles/newinstance.h"
#include "gateway/instances/processidentity.h"
#include "gateway/instances/validator.h"
#include "tests/support/listening.h"
#include "tests/support/testprogram.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QStringList codesOf(const QList<Finding> &findings)
{
    QStringList codes;
    for (const Finding &finding : findings)
        codes += finding.code;
    return codes;
}

const Finding *findingNamed(const QList<Finding> &findings, const QString &code)
{
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&code](const Finding &finding) { return finding.code == code; });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace

/// A survey of real files, real sockets and a real process: this one stands for the gateways.
class TestFleet : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_root = QFileInfo(m_home->path()).canonicalFilePath();
    }

    void aRunningGatewayHoldsItsPort()
    {
        const test::Listening gateway;
        addProfile(u"main"_s, gateway.port());
        writeRuntime(u"main"_s, gateway.port());

        const Fleet fleet = survey();

        const FleetMember *main = fleet.find(u"main"_s);
        QVERIFY(main);
        QVERIFY(main->facts.running);
        QCOMPARE(main->runtime->pid, QCoreApplication::applicationPid());
        const Finding *held = findingNamed(fleet.findings, u"port.in_use.self"_s);
        QVERIFY2(held, qPrintable(codesOf(fleet.findings).join(u' ')));
        QCOMPARE(held->ports, QList<int>{gateway.port()});
    }

    void aStoppedNeighbourLearnsWhoHoldsItsPort()
    {
        const test::Listening gateway;
        addProfile(u"main"_s, gateway.port());
        addProfile(u"other"_s, gateway.port());
        writeRuntime(u"main"_s, gateway.port());

        const Fleet fleet = survey();

        const Finding *held = findingNamed(fleet.findings, u"port.in_use.other_profile"_s);
        QVERIFY2(held, qPrintable(codesOf(fleet.findings).join(u' ')));
        QCOMPARE(held->profiles, (QStringList{u"other"_s, u"main"_s}));
    }

    /// The runtime file stays when a gateway is killed.
    void aDeadGatewayRunsNothing()
    {
        const test::Listening stranger;
        addProfile(u"main"_s, stranger.port());
        RuntimeFile former = runtime(u"main"_s, stranger.port());
        former.startTime = u"1"_s;
        QVERIFY(bool(writeRuntimeFile(stateDir(u"main"_s), former)));

        const Fleet fleet = survey();

        QVERIFY(!fleet.find(u"main"_s)->runtime);
        QVERIFY2(findingNamed(fleet.findings, u"port.in_use.foreign"_s),
                 qPrintable(codesOf(fleet.findings).join(u' ')));
    }

    void everyClaimedPortHasANamedOwner()
    {
        const test::Listening stranger;
        write(u".ws-agent-main/ws-agent.json"_s,
              "{ gateway: { port: 18789 }, browser: { profiles: { work: { cdpPort: " +
                  QByteArray::number(stranger.port()) + " } } } }");

        const Fleet fleet = survey();

        const Finding *held = findingNamed(fleet.findings, u"port.in_use.foreign"_s);
        QVERIFY2(held, qPrintable(codesOf(fleet.findings).join(u' ')));
        QVERIFY2(held->message.contains(QCoreApplication::applicationName()), qPrintable(held->message));
    }

    void aServicePinsItsPort()
    {
#if !defined(Q_OS_LINUX)
        QSKIP("units of systemd are looked for on Linux only");
#endif
        addProfile(u"main"_s, 18789);
        addProfile(u"moved"_s, 20789);
        addService(u"moved"_s, 18789);

        const Fleet fleet = survey();

        const FleetMember *moved = fleet.find(u"moved"_s);
        QVERIFY(moved->hasService());
        QCOMPARE(moved->facts.servicePort, 18789);
        const Finding *conflict = findingNamed(fleet.findings, u"port.conflict"_s);
        QVERIFY2(conflict, qPrintable(codesOf(fleet.findings).join(u' ')));
        QVERIFY2(conflict->message.contains("installed service"_L1), qPrintable(conflict->message));
    }

    void otherReaders()
    {
        write(u"etc/shared.json5"_s, "{ level: 'info' }");
        write(u"etc/own.json5"_s, "{ level: 'info' }");
        const QString one = addCustom(u"one"_s, "{ logging: { $include: 'shared.json5' } }");
        const QString two = addCustom(u"two"_s, "{ logging: { $include: './shared.json5' } }");
        addCustom(u"three"_s, "{ logging: { $include: 'own.json5' } }");

        const Fleet fleet = survey();

        QCOMPARE(fleet.members.size(), 3);
        QCOMPARE(fleet.otherReader(one, path(u"etc/shared.json5"_s)), customName(path(u"state/two"_s)));
        QCOMPARE(fleet.otherReader(two, path(u"etc/shared.json5"_s)), customName(path(u"state/one"_s)));
        QCOMPARE(fleet.otherReader(path(u"etc/three.json"_s), path(u"etc/own.json5"_s)), QString());
        QCOMPARE(fleet.otherReader(one, path(u"etc/two.json"_s)), customName(path(u"state/two"_s)));
    }

    void aNewInstanceMayNotTakeABusyPort()
    {
        const test::Listening stranger;
        addProfile(u"main"_s, 18789);
        const Fleet fleet = survey({.ownersOf = portsOfBase(QString::number(stranger.port()))});

        const auto refused = refusal(newInstance(), stranger.port(), fleet);

        QVERIFY(refused);
        QCOMPARE(refused->error.kind, ErrorKind::Isolation);
        QVERIFY2(refused->error.message.contains(QCoreApplication::applicationName()),
                 qPrintable(refused->error.message));
        QVERIFY(refused->error.fix.startsWith("use --port "_L1));
    }

    void aNewInstanceMayBeNearWithAWarning()
    {
        addProfile(u"main"_s, 18789);
        const Fleet fleet = survey({.listeners = false});

        QVERIFY(!refusal(newInstance(), 18809, fleet));
        QVERIFY(refusal(newInstance(), 18808, fleet));
    }

private:
    QString path(const QString &relative) const
    {
        return m_root + u'/' + relative;
    }
    QString stateDir(const QString &profile) const
    {
        return path(u".ws-agent-"_s + profile);
    }

    InstanceSelection selection() const
    {
        return {.profile = {}, .environment = {}, .paths = canonicalPaths({}, m_root)};
    }

    NewInstanceRequest newInstance() const
    {
        return {.selection = canonicalSelection(*ProfileName::parse(u"new"_s), selection())};
    }

    Fleet survey(const SurveyOptions &options = {}) const
    {
        return surveyFleet(selection(), m_schema, options);
    }

    void write(const QString &relative, const QByteArray &content) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(relative)).absolutePath()));
        QFile file(path(relative));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    void addProfile(const QString &profile, int port) const
    {
        write(u".ws-agent-%1/ws-agent.json"_s.arg(profile),
              "{ gateway: { port: " + QByteArray::number(port) + " } }");
    }

    /// An instance without a name; its config lies beside those of others. Returns the path of the config.
    QString addCustom(const QString &name, const QByteArray &config) const
    {
        const QString configPath = path(u"etc/%1.json"_s.arg(name));
        write(u"etc/%1.json"_s.arg(name), config);
        const auto updated = updateRegistry(registryPath(m_root, {}), [&](Registry &registry) {
            registry.put({}, path(u"state/"_s + name), configPath, u"2026-01-01T00:00:00Z"_s);
        });
        return updated ? configPath : QString();
    }

    void addService(const QString &profile, int port) const
    {
        write(u".config/systemd/user/ws-agent-gateway-%1.service"_s.arg(profile),
              "[Service]\nEnvironment=WS_AGENT_SERVICE_MARKER=ws-agent\nEnvironment=WS_AGENT_PROFILE=" +
                  profile.toUtf8() + "\nExecStart=/usr/bin/ws-agent gateway --port " +
                  QByteArray::number(port) + "\n");
    }

    RuntimeFile runtime(const QString &profile, int port) const
    {
        const qint64 self = QCoreApplication::applicationPid();
        return {.pid = self,
                .startTime = processStartTime(self).value_or(QString()),
                .profile = profile,
                .port = port};
    }

    void writeRuntime(const QString &profile, int port) const
    {
        QVERIFY(bool(writeRuntimeFile(stateDir(profile), runtime(profile, port))));
    }

    std::unique_ptr<QTemporaryDir> m_home;
    QString m_root;
    const ConfigSchema m_schema;
};

WSAGENT_TEST_WITH(QCoreApplication, TestFleet)
#include "tst_fleet.moc"
