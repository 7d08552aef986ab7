#include "app/doctor/securityaudit.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

DoctorFacts factsWith(const QByteArray &config)
{
    DoctorFacts facts{.name = u"rescue"_s, .profile = *ProfileName::parse(u"rescue"_s)};
    facts.paths = canonicalPaths(facts.profile, u"/home/u"_s);
    const ConfigSchema schema;
    facts.loaded = evaluateConfig(
        config,
        {.configPath = facts.paths.configPath, .stateDir = facts.paths.stateDir, .home = u"/home/u"_s},
        schema);
    return facts;
}

QStringList idsOf(const QList<SecurityFinding> &findings)
{
    QStringList ids;
    for (const SecurityFinding &finding : findings)
        ids += finding.checkId;
    return ids;
}

constexpr char fine[] =
    "{ gateway: { mode: 'local', auth: { mode: 'token', token: 'CANARY-CANARY-CANARY-CANARY' } } }";

} // namespace

class TestSecurityAudit : public QObject
{
    Q_OBJECT

private slots:
    void configs_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QStringList>("ids");

        QTest::newRow("fine") << QByteArray(fine) << QStringList();
        QTest::newRow("open to this computer")
            << QByteArray("{ gateway: { auth: { mode: 'none' } }, browser: { enabled: false } }")
            << QStringList{u"gateway.bind_no_auth"_s};
        QTest::newRow("open, with a browser")
            << QByteArray("{ gateway: { auth: { mode: 'none' } } }")
            << (QStringList{u"gateway.bind_no_auth"_s, u"browser.control_no_auth"_s});
        QTest::newRow("a short token") << QByteArray("{ gateway: { auth: { token: 'CANARY-1' } } }")
                                       << QStringList{u"gateway.token_too_short"_s};
        QTest::newRow("funnel") << QByteArray("{ gateway: { tailscale: { mode: 'funnel' }, auth: { token: "
                                              "'CANARY-CANARY-CANARY-CANARY' } } }")
                                << QStringList{u"gateway.tailscale_funnel"_s};
        QTest::newRow("one token for two")
            << QByteArray("{ hooks: { enabled: true, token: 'CANARY-CANARY-CANARY-CANARY' },"
                          "  gateway: { auth: { token: 'CANARY-CANARY-CANARY-CANARY' } } }")
            << QStringList{u"hooks.token_reuse_gateway_token"_s};
        QTest::newRow("strangers")
            << QByteArray("{ channels: { telegram: { dmPolicy: 'open', allowFrom: ['*'] } } }")
            << QStringList{u"channels.telegram.dm.open"_s};
        QTest::newRow("every command") << QByteArray("{ tools: { exec: { security: 'full' } } }")
                                       << QStringList{u"tools.exec.security_full"_s};
    }
    void configs()
    {
        QFETCH(QByteArray, config);
        const QList<SecurityFinding> findings = auditSecurity(factsWith(config));
        QTEST(idsOf(findings), "ids");
        for (const SecurityFinding &finding : findings) {
            QVERIFY(!finding.remediation.isEmpty());
            QVERIFY(!finding.detail.contains("CANARY"_L1));
        }
    }

    void files_data()
    {
        QTest::addColumn<PrivatePath>("path");
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("critical");
        const InstancePaths paths = canonicalPaths(*ProfileName::parse(u"rescue"_s), u"/home/u"_s);
        const auto read = QFile::ReadOwner | QFile::ReadOther;
        const auto write = QFile::ReadOwner | QFile::WriteGroup;
        QTest::newRow("config read") << PrivatePath{paths.configPath, false, read}
                                     << u"fs.config.perms_world_readable"_s << false;
        QTest::newRow("config written")
            << PrivatePath{paths.configPath, false, write} << u"fs.config.perms_world_writable"_s << true;
        QTest::newRow("state written")
            << PrivatePath{paths.stateDir, true, write} << u"fs.state_dir.perms_world_writable"_s << true;
        QTest::newRow("another") << PrivatePath{paths.stateDir + u"/.env"_s, false, read}
                                 << u"fs.state_file.perms_world_readable"_s << false;
    }
    void files()
    {
        QFETCH(PrivatePath, path);
        QFETCH(QString, id);
        QFETCH(bool, critical);
        DoctorFacts facts = factsWith(fine);
        facts.privatePaths = {path};
        const QList<SecurityFinding> findings = auditSecurity(facts);
        QCOMPARE(idsOf(findings), QStringList{id});
        QCOMPARE(findings.first().severity == SecurityFinding::Severity::Critical, critical);
    }

    void aFolderThatIsCopiedElsewhere()
    {
        DoctorFacts facts = factsWith(fine);
        facts.paths.stateDir = u"/home/u/Dropbox/.ws-agent"_s;
        QCOMPARE(idsOf(auditSecurity(facts)), QStringList{u"fs.synced_dir"_s});
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSecurityAudit)
#include "tst_securityaudit.moc"
