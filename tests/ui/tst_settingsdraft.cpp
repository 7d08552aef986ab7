#include "tests/support/testprogram.h"
#include "tests/ui/profilehome.h"
#include "ui/settings/settingsdraft.h"

#include <QTest>

#include <algorithm>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QByteArray mainConfig = "{\n"
                              "  // the one for everyday\n"
                              "  gateway: { port: 18789, auth: { token: 'main-token' } }, // the usual port\n"
                              "}\n";
const QByteArray rescueConfig = "{\n"
                                "  // must work when main does not\n"
                                "  gateway: { port: 19789, auth: { token: 'rescue-token' } },\n"
                                "}\n";

bool has(const QList<Finding> &findings, const QString &code)
{
    return std::any_of(findings.begin(), findings.end(),
                       [&code](const Finding &finding) { return finding.code == code; });
}

} // namespace

/// Changes that are not written yet, on real files.
class TestSettingsDraft : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::ProfileHome>();
        m_home->add(u"main"_s, mainConfig);
        m_home->add(u"rescue"_s, rescueConfig);
        m_draft = draft();
    }

    void nothingIsChangedAtFirst()
    {
        QCOMPARE(m_draft->profiles(), (QStringList{u"main"_s, u"rescue"_s}));
        QCOMPARE(m_draft->changedProfiles(), QStringList());
        QCOMPARE(m_draft->objection(), QString());
    }

    void aChangeAndBackIsNone()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 20789));
        QCOMPARE(m_draft->changedProfiles(), QStringList{u"rescue"_s});
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 19789));
        QCOMPARE(m_draft->changedProfiles(), QStringList());
    }

    void collisions_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("code");
        QTest::addColumn<SettingsField>("field");
        QTest::addColumn<bool>("blocks");

        QTest::newRow("the port of another")
            << u"gateway.port"_s << QJsonValue(18789) << u"port.conflict"_s << SettingsField::Base << true;
        QTest::newRow("nine ports away") << u"gateway.port"_s << QJsonValue(18798)
                                         << u"port.spacing.below_minimum"_s << SettingsField::Base << true;
        QTest::newRow("ranges that overlap") << u"gateway.port"_s << QJsonValue(18829)
                                             << u"port.range.overlap"_s << SettingsField::Base << false;
        QTest::newRow("a range beyond the last port")
            << u"gateway.port"_s << QJsonValue(65500) << u"port.derived.out_of_range"_s << SettingsField::Base
            << true;
        QTest::newRow("a secret of another")
            << u"gateway.auth.token"_s << QJsonValue(u"main-token"_s) << u"gateway.auth.shared_token"_s
            << SettingsField::Secret << false;
    }

    void collisions()
    {
        QFETCH(QString, path);
        QFETCH(QJsonValue, value);
        QFETCH(QString, code);
        QFETCH(SettingsField, field);
        QFETCH(bool, blocks);

        QVERIFY(m_draft->set(u"rescue"_s, path, value));

        const QList<Finding> findings = m_draft->findingsOf(u"rescue"_s);
        const auto found = std::find_if(findings.begin(), findings.end(),
                                        [&code](const Finding &finding) { return finding.code == code; });
        QVERIFY2(found != findings.end(), qPrintable(code));
        QCOMPARE(fieldOf(*found, u"rescue"_s), field);
        QCOMPARE(!m_draft->objection().isEmpty(), blocks);
        if (!blocks)
            QVERIFY(has(m_draft->newWarnings(), code));
        m_draft->discard(u"rescue"_s);
        QCOMPARE(m_draft->objection(), QString());
    }

    void whatIsNoPortIsSaidBesideTheField()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, u"many"_s));

        QVERIFY(!m_draft->objection().isEmpty());
        QCOMPARE(m_draft->findingsAt({SettingsField::Base}, u"rescue"_s).size(), 1);
        QCOMPARE(m_draft->findingsAt({SettingsField::Secret}, u"rescue"_s).size(), 0);
    }

    void aSectionThatWasMadeForOneKeyGoesWithIt()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"browser.enabled"_s, false));
        QVERIFY(m_draft->set(u"rescue"_s, u"browser.enabled"_s, QJsonValue::Undefined));

        QCOMPARE(m_draft->changedProfiles(), QStringList());
    }

    void theSuggestionHasNoFindings()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 18789));
        const auto base = m_draft->suggestedBase(u"rescue"_s);
        QVERIFY(base);
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, *base));
        QCOMPARE(m_draft->objection(), QString());
        QVERIFY(!has(m_draft->findingsOf(u"rescue"_s), u"port.range.overlap"_s));
    }

    void savingKeepsComments()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 20789));
        QVERIFY(m_draft->save(u"rescue"_s));

        QVERIFY(m_home->config(u"rescue"_s).contains("// must work when main does not"));
        QVERIFY(m_home->config(u"rescue"_s).contains("20789"));
        QCOMPARE(m_home->config(u"main"_s), mainConfig);
        QCOMPARE(m_draft->changedProfiles(), QStringList());
        QCOMPARE(m_draft->saved(u"rescue"_s).facts.gatewayPort.toInt(), 20789);
    }

    void whatOthersWroteElsewhereIsKept()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 20789));
        m_home->add(u"rescue"_s,
                    QByteArray(rescueConfig).replace("},\n", "},\n  logging: { level: 'debug' },\n"));

        QVERIFY(m_draft->save(u"rescue"_s));

        QVERIFY(m_home->config(u"rescue"_s).contains("level: 'debug'"));
        QVERIFY(m_home->config(u"rescue"_s).contains("20789"));
    }

    void theSameKeyChangedTwiceIsAConflict()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 20789));
        const QByteArray theirs = QByteArray(rescueConfig).replace("19789", "21789");
        m_home->add(u"rescue"_s, theirs);

        const auto refused = m_draft->save(u"rescue"_s);

        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QCOMPARE(m_home->config(u"rescue"_s), theirs);
        QVERIFY(m_draft->isChanged(u"rescue"_s));

        QVERIFY(m_draft->save(u"rescue"_s, true));
        QVERIFY(m_home->config(u"rescue"_s).contains("20789"));
    }

    /// Free when it was looked at; taken by the time it is saved.
    void aMergeThatCollidesIsRefused()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"logging.level"_s, u"debug"_s));
        const QByteArray theirs = QByteArray(rescueConfig).replace("19789", "18789");
        m_home->add(u"rescue"_s, theirs);

        const auto refused = m_draft->save(u"rescue"_s);

        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Isolation);
        QCOMPARE(m_home->config(u"rescue"_s), theirs);
    }

    void textInErrorIsNeverSaved()
    {
        m_draft->setText(u"rescue"_s, "{ gateway: { port: 19789, }");

        QVERIFY(m_draft->isChanged(u"rescue"_s));
        QVERIFY2(m_draft->objection().contains("rescue"_L1), qPrintable(m_draft->objection()));
        QVERIFY(!m_draft->set(u"rescue"_s, u"logging.level"_s, u"debug"_s)); // and what was typed stays
        QCOMPARE(m_draft->text(u"rescue"_s), "{ gateway: { port: 19789, }"_ba);
    }

    void textIsSavedAsTyped()
    {
        const QByteArray typed =
            QByteArray(rescueConfig).replace("19789", "20789").replace("//", "// really");
        m_draft->setText(u"rescue"_s, typed);
        QVERIFY(m_draft->save(u"rescue"_s));
        QVERIFY(m_home->config(u"rescue"_s).contains("// really must work"));
    }

    void effectOfSaving()
    {
        QVERIFY(m_draft->set(u"rescue"_s, u"gateway.port"_s, 20789));
        QCOMPARE(m_draft->effect(u"rescue"_s), SaveEffect::Nothing); // it does not run
        QVERIFY(m_draft->plan(u"rescue"_s).restartGateway);
    }

private:
    std::unique_ptr<SettingsDraft> draft() const
    {
        auto schema = std::make_shared<ConfigSchema>();
        Fleet fleet = surveyFleet(m_home->user(), *schema, {.listeners = false});
        return std::make_unique<SettingsDraft>(std::move(fleet), m_home->user(), schema);
    }

    std::unique_ptr<test::ProfileHome> m_home;
    std::unique_ptr<SettingsDraft> m_draft;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSettingsDraft)
#include "tst_settingsdraft.moc"
