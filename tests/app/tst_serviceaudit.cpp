#include "app/services/definitionwriter.h"
#include "app/services/serviceaudit.h"
#include "app/services/servicehost.h"
#include "tests/support/servicesample.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QByteArray textOf(Platform platform)
{
    const ServiceSpec spec = test::sampleSpec(platform, u"rescue"_s);
    const auto text = platform == Platform::Linux   ? systemdUnit(spec)
                      : platform == Platform::MacOs ? launchAgent(spec)
                                                    : taskScript(spec);
    return *text;
}

/// The service as it is right after its installation.
ServiceFacts wellFacts(Platform platform = Platform::Linux)
{
    const ServiceRequest request = test::sampleRequest(platform, u"rescue"_s);
    ServiceFacts facts{.platform = platform, .profile = request.profile, .home = request.paths.home};
    facts.service = parseService(platform, textOf(platform), request.paths.home);
    facts.service.definition.file = u"/units/ws-agent-gateway-rescue.service"_s;
    facts.state = {.isKnown = true, .isLoaded = true, .isEnabled = true, .status = u"running"_s, .pid = 7};
    facts.executable = request.executable;
    facts.stateDir = request.paths.stateDir;
    facts.configPort = request.port;
    facts.token = u"the-token-of-the-config"_s;
    facts.lingers = true;
    return facts;
}

QStringList codesOf(const QList<ServiceIssue> &issues)
{
    QStringList codes;
    for (const ServiceIssue &issue : issues)
        codes += issue.code;
    return codes;
}

/// The definition with one text replaced, read again.
void rewrite(ServiceFacts &facts, const QByteArray &from, const QByteArray &to)
{
    QByteArray text = facts.service.text;
    if (!text.contains(from))
        qFatal("the definition has no %s", from.constData());
    text.replace(from, to);
    const QString file = facts.service.definition.file;
    facts.service = parseService(facts.platform, text, facts.home);
    facts.service.definition.file = file;
}

FoundService found(const QString &file, const QString &profile, int port, const QString &stateDir)
{
    FoundService service{.file = file};
    service.service.definition.file = file;
    service.service.definition.environment = {{u"WS_AGENT_SERVICE_MARKER"_s, u"ws-agent"_s},
                                              {u"WS_AGENT_PROFILE"_s, profile},
                                              {u"WS_AGENT_STATE_DIR"_s, stateDir},
                                              {u"WS_AGENT_GATEWAY_PORT"_s, QString::number(port)}};
    return service;
}

using Change = std::function<void(ServiceFacts &)>;

} // namespace
Q_DECLARE_METATYPE(Change)

class TestServiceAudit : public QObject
{
    Q_OBJECT

private slots:
    void aFreshServiceIsFine_data()
    {
        QTest::addColumn<Platform>("platform");
        QTest::newRow("systemd") << Platform::Linux;
        QTest::newRow("launchd") << Platform::MacOs;
        QTest::newRow("task") << Platform::Windows;
    }
    void aFreshServiceIsFine()
    {
        QFETCH(Platform, platform);
        QCOMPARE(codesOf(auditService(wellFacts(platform))), QStringList());
    }

    void findings_data()
    {
        QTest::addColumn<Platform>("platform");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("code");

        const auto unit = [](const char *name, const char *code, const Change &change) {
            QTest::newRow(name) << Platform::Linux << change << QString::fromLatin1(code);
        };
        const auto text = [&unit](const char *name, const char *code, const QByteArray &from,
                                  const QByteArray &to) {
            unit(name, code, [from, to](ServiceFacts &facts) { rewrite(facts, from, to); });
        };
        text("no gateway in the command", "gateway-command-missing", "--no-gui gateway", "--no-gui tray");
        text("another program", "gateway-entrypoint-mismatch", "ExecStart=/usr/bin/ws-agent",
             "ExecStart=/opt/old/ws-agent");
        unit("the program is gone", "gateway-entrypoint-mismatch",
             [](ServiceFacts &facts) { facts.programExists = false; });
        unit("the config moved on", "gateway-port-mismatch",
             [](ServiceFacts &facts) { facts.configPort = 20789; });
        text("two ports at once", "gateway-port-mismatch", "GATEWAY_PORT=19789", "GATEWAY_PORT=19790");
        text("another profile", "gateway-profile-mismatch", "WS_AGENT_PROFILE=rescue",
             "WS_AGENT_PROFILE=work");
        text("another state directory", "gateway-profile-mismatch", "STATE_DIR=/home/u/.ws-agent-rescue",
             "STATE_DIR=/home/u/.ws-agent");
        text("no path", "gateway-path-missing", "Environment=PATH=", "Environment=NOPATH=");
        text("a path with gaps", "gateway-path-missing-dirs",
             "/home/u/bin:/usr/local/bin:", "/usr/local/bin:");
        text("a path from a shell", "gateway-path-nonminimal", "/usr/bin:/bin",
             "/usr/bin:/bin:/opt/conda/bin");
        text("a token", "gateway-token-embedded", "Environment=HOME",
             "Environment=WS_AGENT_GATEWAY_TOKEN=the-token-of-the-config\nEnvironment=HOME");
        text("a password", "gateway-password-embedded", "Environment=HOME",
             "Environment=WS_AGENT_GATEWAY_PASSWORD=secret\nEnvironment=HOME");
        text("a proxy", "gateway-proxy-env-embedded", "Environment=HOME",
             "Environment=https_proxy=http://proxy:1\nEnvironment=HOME");
        unit("another token in the file", "gateway-token-drift", [](ServiceFacts &facts) {
            facts.environmentFile.insert(u"WS_AGENT_GATEWAY_TOKEN"_s, u"an-older-token"_s);
        });
        text("not after the network", "systemd-after-network-online", "After=network-online.target\n", "");
        text("not with the network", "systemd-wants-network-online", "Wants=network-online.target\n", "");
        text("restarts at once", "systemd-restart-sec", "RestartSec=5", "RestartSec=100ms");
        text("leaves children", "systemd-kill-mode-process-or-none", "KillMode=mixed", "KillMode=process");
        text("kills nobody", "systemd-kill-mode-process-or-none", "KillMode=mixed", "KillMode=none");
        text("little time to stop", "systemd-stop-timeout", "TimeoutStopSec=330", "TimeoutStopSec=1min 30s");
        text("no time to stop", "systemd-stop-timeout", "TimeoutStopSec=330\n", "");
        unit("changed since", "systemd-reload-pending",
             [](ServiceFacts &facts) { facts.state.isReloadPending = true; });
        unit("a drop-in with a command", "systemd-drop-in-overrides", [](ServiceFacts &facts) {
            facts.dropIns = {{u"/d/x.conf"_s, "[Service]\nExecStart=\nExecStart=/bin/true\n"}};
        });
        unit("a drop-in with a directory", "systemd-drop-in-overrides", [](ServiceFacts &facts) {
            facts.dropIns = {{u"/d/x.conf"_s, "[Service]\nWorkingDirectory=/tmp\n"}};
        });
        unit("no linger", "systemd-linger-off", [](ServiceFacts &facts) { facts.lingers = false; });

        const auto agent = [](const char *name, const char *code, const Change &change) {
            QTest::newRow(name) << Platform::MacOs << change << QString::fromLatin1(code);
        };
        agent("not at login", "launchd-run-at-load", [](ServiceFacts &facts) {
            rewrite(facts, "<key>RunAtLoad</key>\n\t<true/>", "<key>RunAtLoad</key>\n\t<false/>");
        });
        agent("not again", "launchd-keep-alive",
              [](ServiceFacts &facts) { rewrite(facts, "<key>KeepAlive</key>\n\t<true/>\n", ""); });
        agent("switched off", "launchd-disabled",
              [](ServiceFacts &facts) { facts.state.isDisabledForGood = true; });
    }
    void findings()
    {
        QFETCH(Platform, platform);
        QFETCH(Change, change);
        QFETCH(QString, code);
        ServiceFacts facts = wellFacts(platform);
        change(facts);

        const QList<ServiceIssue> issues = auditService(facts);

        QCOMPARE(codesOf(issues), QStringList{code});
        QVERIFY(!issues.first().message.isEmpty());
        QVERIFY(!issues.first().fix.isEmpty());
        QVERIFY(!issues.first().message.contains(facts.token));
    }

    void anEmbeddedTokenThatDiffers()
    {
        ServiceFacts facts = wellFacts();
        rewrite(facts, "Environment=HOME", "Environment=WS_AGENT_GATEWAY_TOKEN=other\nEnvironment=HOME");
        QCOMPARE(codesOf(auditService(facts)),
                 (QStringList{u"gateway-token-embedded"_s, u"gateway-token-mismatch"_s}));
    }

    void aHarmlessDropInIsNone()
    {
        ServiceFacts facts = wellFacts();
        facts.dropIns = {{u"/d/x.conf"_s, "[Service]\nEnvironment=LANG=de_DE.UTF-8\nMemoryMax=1G\n"}};
        QCOMPARE(codesOf(auditService(facts)), QStringList());
    }

    void hostFindings_data()
    {
        QTest::addColumn<QStringList>("codes");
        QTest::addColumn<QList<FoundService>>("services");

        const FoundService mine =
            found(u"/u/ws-agent-gateway-main.service"_s, u"main"_s, 18789, u"/h/.ws-agent-main"_s);
        const FoundService copy = found(u"/u/my-gateway.service"_s, u"main"_s, 21000, u"/h/.ws-agent-main"_s);
        const FoundService samePort =
            found(u"/u/ws-agent-gateway-rescue.service"_s, u"rescue"_s, 18789, u"/h/r"_s);
        FoundService stale =
            found(u"/u/ws-agent-gateway-old.service"_s, u"old"_s, 22000, u"/h/.ws-agent-old"_s);
        stale.isStale = true;
        const FoundService orphan =
            found(u"/u/ws-agent-gateway-x.service"_s, u"x"_s, 23000, u"/h/.ws-agent-x"_s);
        FoundService claw{.file = u"/u/openclaw-gateway.service"_s};
        claw.service.definition.command = {u"node"_s, u"gateway"_s, u"--port"_s, u"18789"_s};

        QTest::newRow("its own") << QStringList() << QList{mine};
        QTest::newRow("two for one directory") << QStringList{u"service-duplicate"_s} << QList{mine, copy};
        QTest::newRow("two for one port") << QStringList{u"service-duplicate"_s} << QList{mine, samePort};
        QTest::newRow("files gone") << QStringList{u"service-stale"_s} << QList{stale};
        QTest::newRow("not registered") << QStringList{u"service-orphan"_s} << QList{orphan};
        QTest::newRow("OpenClaw") << QStringList{u"openclaw-service"_s} << QList{mine, claw};
    }
    void hostFindings()
    {
        QFETCH(QStringList, codes);
        QFETCH(QList<FoundService>, services);
        const QList<RegisteredProfile> profiles{{u"main"_s, u"/u/ws-agent-gateway-main.service"_s},
                                                {u"rescue"_s, u"/u/ws-agent-gateway-rescue.service"_s}};

        const QList<ServiceIssue> issues = auditHost(Platform::Linux, services, profiles);

        QCOMPARE(codesOf(issues), codes);
        for (const ServiceIssue &issue : issues)
            QVERIFY(issue.mending != Mending::InstallAnew);
    }

    /// Only what is nobody's and lies among the user's own goes.
    void whatMayBeTakenAway()
    {
        const FoundService mine =
            found(u"/u/ws-agent-gateway-main.service"_s, u"main"_s, 18789, u"/h/.ws-agent-main"_s);
        const FoundService rescue =
            found(u"/u/ws-agent-gateway-rescue.service"_s, u"rescue"_s, 18789, u"/h/r"_s);
        FoundService copy = found(u"/u/my-gateway.service"_s, u"main"_s, 21000, u"/h/.ws-agent-main"_s);
        const QList<RegisteredProfile> profiles{{u"main"_s, mine.file}, {u"rescue"_s, rescue.file}};
        const auto goes = [&profiles](const QList<FoundService> &services) {
            return auditHost(Platform::Linux, services, profiles).first().definition;
        };

        QCOMPARE(goes({mine, copy}), copy.file);
        QCOMPARE(goes({mine, rescue}), QString());
        QCOMPARE(auditHost(Platform::Linux, {mine, rescue}, profiles).first().fix,
                 u"ws-agent --profile main gateway install --force"_s);
        copy.isSystemWide = true;
        QCOMPARE(goes({mine, copy}), QString());
    }

    /// Of two, the one to take away is the one that is not in its place.
    void theDuplicateIsTheOther()
    {
        const FoundService copy = found(u"/u/my-gateway.service"_s, u"main"_s, 1, u"/h/m"_s);
        const FoundService mine = found(u"/u/ws-agent-gateway-main.service"_s, u"main"_s, 2, u"/h/m"_s);
        const QList<RegisteredProfile> profiles{{u"main"_s, mine.file}};
        for (const QList<FoundService> &order : {QList{copy, mine}, QList{mine, copy}})
            QCOMPARE(auditHost(Platform::Linux, order, profiles).first().fix,
                     u"systemctl --user disable --now my-gateway.service && rm /u/my-gateway.service"_s);
    }

    void insideItsOwnUnit()
    {
        const QString unit = u"ws-agent-gateway-rescue.service"_s;
        QVERIFY(isInsideUnit(
            "0::/user.slice/user-1000.slice/user@1000.service/app.slice/" + unit.toUtf8() + "\n", unit));
        QVERIFY(isInsideUnit("0::/a/" + unit.toUtf8() + "/browser\n", unit));
        QVERIFY(!isInsideUnit("0::/user.slice/session-1.scope\n", unit));
        QVERIFY(!isInsideUnit("0::/app.slice/x-" + unit.toUtf8() + "\n", unit));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceAudit)
#include "tst_serviceaudit.moc"
