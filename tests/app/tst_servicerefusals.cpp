#include "app/services/servicerefusals.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

InstanceSelection selected(const QProcessEnvironment &environment, const std::optional<QString> &profile)
{
    return *selectInstance(profile, environment, u"/home/u"_s, u"/home/u"_s);
}

RefusalFacts factsOf(ServiceVerb verb, const QProcessEnvironment &environment = {},
                     const std::optional<QString> &profile = u"rescue"_s)
{
    return {.verb = verb,
            .selection = selected(environment, profile),
            .environment = environment,
            .isInteractive = true};
}

QProcessEnvironment with(const QString &name, const QString &value)
{
    QProcessEnvironment environment;
    environment.insert(name, value);
    return environment;
}

using Change = std::function<void(RefusalFacts &)>;

} // namespace
Q_DECLARE_METATYPE(Change)

class TestServiceRefusals : public QObject
{
    Q_OBJECT

private slots:
    void rules_data()
    {
        QTest::addColumn<RefusalFacts>("facts");
        QTest::addColumn<QString>("sentence"); // empty: allowed

        for (const ServiceVerb verb : {ServiceVerb::Install, ServiceVerb::Uninstall, ServiceVerb::Start,
                                       ServiceVerb::Stop, ServiceVerb::Restart})
            QTest::addRow("nothing against it, %d", int(verb)) << factsOf(verb) << QString();
        QTest::newRow("the default profile") << factsOf(ServiceVerb::Install, {}, std::nullopt) << QString();

        const auto row = [](const char *name, RefusalFacts facts, const QString &sentence,
                            const Change &change = {}) {
            if (change)
                change(facts);
            QTest::newRow(name) << facts << sentence;
        };
        row("R1: a directory without a name",
            factsOf(ServiceVerb::Install, with(u"WS_AGENT_STATE_DIR"_s, u"/srv/state"_s), std::nullopt),
            u"This state directory has no profile name; a service would take over the default name. "
            "Use --profile <name>."_s);
        row("R1: a config without a name",
            factsOf(ServiceVerb::Stop, with(u"WS_AGENT_CONFIG_PATH"_s, u"/srv/x.json"_s), std::nullopt),
            u"This state directory has no profile name; a service would take over the default name. "
            "Use --profile <name>."_s);
        row("R1 does not hold for a named one",
            factsOf(ServiceVerb::Install, with(u"WS_AGENT_STATE_DIR"_s, u"/srv/state"_s)), QString());
        row("R2: another home", factsOf(ServiceVerb::Install, with(u"WS_AGENT_HOME"_s, u"/srv/home"_s)),
            u"Services belong to the account's own home."_s);
        row("R3: another unit",
            factsOf(ServiceVerb::Install, with(u"WS_AGENT_SYSTEMD_UNIT"_s, u"mine.service"_s)),
            u"Unset WS_AGENT_SYSTEMD_UNIT; the name follows the profile."_s);
        row("R3: another label",
            factsOf(ServiceVerb::Start, with(u"WS_AGENT_LAUNCHD_LABEL"_s, u"ai.ws-agent.gateway"_s)),
            u"Unset WS_AGENT_LAUNCHD_LABEL; the name follows the profile."_s);
        row("R3: another task",
            factsOf(ServiceVerb::Install, with(u"WS_AGENT_WINDOWS_TASK_NAME"_s, u"WsAgent Gateway"_s)),
            u"Unset WS_AGENT_WINDOWS_TASK_NAME; the name follows the profile."_s);
        row("R3 does not hold for its own",
            factsOf(ServiceVerb::Install,
                    with(u"WS_AGENT_SYSTEMD_UNIT"_s, u"ws-agent-gateway-rescue.service"_s)),
            QString());
        row("R4: not isolated", factsOf(ServiceVerb::Install), u"port 19789 is taken"_s,
            [](RefusalFacts &facts) { facts.validatorError = u"port 19789 is taken"_s; });
        for (const ServiceVerb verb : {ServiceVerb::Install, ServiceVerb::Uninstall, ServiceVerb::Stop})
            row(qPrintable(u"R5: from inside, %1"_s.arg(int(verb))), factsOf(verb),
                u"Run this from another shell."_s, [](RefusalFacts &facts) { facts.isInside = true; });
        row("R5 lets a restart through", factsOf(ServiceVerb::Restart), QString(),
            [](RefusalFacts &facts) { facts.isInside = true; });
        row("R6: anybody can write it", factsOf(ServiceVerb::Install), u"/u/x.service: unsafe permissions"_s,
            [](RefusalFacts &facts) { facts.unsafePaths = {u"/u/x.service"_s}; });
        row("R7: two secrets", factsOf(ServiceVerb::Install), u"Set gateway.auth.mode."_s,
            [](RefusalFacts &facts) { facts.hasBothSecrets = true; });
        row("R8: a script stops it", factsOf(ServiceVerb::Stop),
            u"Pass --force to stop a running gateway from a script."_s, [](RefusalFacts &facts) {
                facts.isHealthy = true;
                facts.isInteractive = false;
            });
        row("R8 gives way", factsOf(ServiceVerb::Stop), QString(), [](RefusalFacts &facts) {
            facts.isHealthy = true;
            facts.isInteractive = false;
            facts.isForced = true;
        });
        row("R9: open to all", factsOf(ServiceVerb::Install),
            u"gateway.bind is lan, which lets others in, and gateway.auth.mode is none"_s,
            [](RefusalFacts &facts) { facts.wideBind = u"lan"_s; });
        row("a broken config", factsOf(ServiceVerb::Install), u"gateway.port: expected a number"_s,
            [](RefusalFacts &facts) { facts.configError = u"gateway.port: expected a number"_s; });
        row("looked after by others",
            factsOf(ServiceVerb::Install, with(u"WS_AGENT_SUPERVISOR_MODE"_s, u"external"_s)),
            u"Something else looks after this gateway (WS_AGENT_SUPERVISOR_MODE=external)."_s);
        row("restart is for those, too",
            factsOf(ServiceVerb::Restart, with(u"WS_AGENT_SUPERVISOR_MODE"_s, u"external"_s)), QString());
        QProcessEnvironment sudo = with(u"SUDO_UID"_s, u"1000"_s);
        sudo.insert(u"USER"_s, u"root"_s);
        row("with sudo", factsOf(ServiceVerb::Install, sudo),
            u"A service belongs to the user who has called sudo, and this is root."_s);
    }
    void rules()
    {
        QFETCH(RefusalFacts, facts);
        QFETCH(QString, sentence);

        const auto refused = serviceRefusal(facts);

        QCOMPARE(refused ? refused->message : QString(), sentence);
        QVERIFY(!refused || !refused->fix.isEmpty());
    }

    void whatOthersCanWrite()
    {
        QTemporaryDir home;
        const QString folder = home.filePath(u"units"_s);
        const QString file = folder + u"/x.service"_s;
        QCOMPARE(unsafePaths(file), QStringList()); // nothing there yet
        QVERIFY(QDir().mkdir(folder));
        QFile unit(file);
        QVERIFY(unit.open(QIODevice::WriteOnly));
        const auto own = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
        QVERIFY(QFile::setPermissions(folder, own));
        QVERIFY(unit.setPermissions(own | QFile::ReadGroup | QFile::ReadOther));
        QCOMPARE(unsafePaths(file), QStringList());
        QVERIFY(unit.setPermissions(own | QFile::WriteGroup));
        QCOMPARE(unsafePaths(file), QStringList{file});
        QVERIFY(QFile::setPermissions(folder, own | QFile::WriteOther));
        QCOMPARE(unsafePaths(file), (QStringList{folder, file}));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestServiceRefusals)
#include "tst_servicerefusals.moc"
