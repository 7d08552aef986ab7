#include "tests/support/cliprocess.h"
#include "tests/support/findingcodes.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject findingNamed(const test::CliResult &result, const QString &code)
{
    for (const QJsonValue &finding : result.json()["findings"_L1].toArray()) {
        if (finding["code"_L1] == code)
            return finding.toObject();
    }
    return {};
}

QString valueOf(const test::CliHome &home, const QString &profile, const QString &key)
{
    return QString::fromUtf8(home.run({u"--profile"_s, profile, u"config"_s, u"get"_s, key}).out).trimmed();
}

void set(const test::CliHome &home, const QString &profile, const QString &key, const QString &value)
{
    const auto result = home.run({u"--profile"_s, profile, u"config"_s, u"set"_s, key, value});
    if (result.exitCode != 0)
        qFatal("%s", result.err.constData());
}

QString configOf(const QString &profile)
{
    return (profile == "default"_L1 ? u".ws-agent"_s : u".ws-agent-"_s + profile) + u"/ws-agent.json"_s;
}

} // namespace

/// What `profiles check --fix` and `doctor --fix` change, and what they leave alone.
class TestCheckFix : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        for (const QString &name : {u"default"_s, u"b"_s})
            QCOMPARE(m_home->run({u"--profile"_s, name, u"setup"_s}).exitCode, 0);
    }

    void onlyNamedProfilesChange_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<bool>("changes");

        QTest::newRow("all") << QStringList() << true;
        QTest::newRow("the one that has to give way") << QStringList{u"b"_s} << true;
        QTest::newRow("the other one") << QStringList{u"default"_s} << false;
    }

    void onlyNamedProfilesChange()
    {
        QFETCH(QStringList, names);
        QFETCH(bool, changes);
        for (const QString &name : {u"default"_s, u"b"_s})
            set(*m_home, name, u"browser.cdpUrl"_s, u"http://127.0.0.1:9333"_s);
        const QByteArray before = m_home->read(configOf(u"b"_s));

        const auto fixed = check(names + QStringList{u"--fix"_s});

        QCOMPARE(m_home->read(configOf(u"b"_s)) != before, changes);
        QCOMPARE(fixed.exitCode, changes ? 0 : 1);
        QCOMPARE(fixed.json()["fixed"_L1].toArray().isEmpty(), !changes);
        QCOMPARE(test::findingCodes(fixed.json()["findings"_L1]).contains(u"cdp.url.shared"_s), !changes);
    }

    /// To write the one would be to write the other.
    void whoSharesAConfigIsNotChanged()
    {
        QVERIFY(QFile::link(m_home->path(u".ws-agent-b"_s), m_home->path(u".ws-agent-c"_s)));
        set(*m_home, u"b"_s, u"gateway.port"_s, u"18789"_s);
        const QByteArray before = m_home->read(configOf(u"b"_s));

        const auto fixed = check({u"--fix"_s});

        QCOMPARE(fixed.exitCode, 1);
        QCOMPARE(m_home->read(configOf(u"b"_s)), before);
        QCOMPARE(fixed.json()["fixed"_L1].toArray(), QJsonArray());
        QVERIFY(test::findingCodes(fixed.json()["findings"_L1]).contains(u"path.config.shared"_s));
        QVERIFY(!findingNamed(fixed, u"port.conflict"_s).contains("fix"_L1));
        QVERIFY(!findingNamed(fixed, u"port.conflict"_s)["advice"_L1].toString().isEmpty());
    }

    /// No port in a config helps against a variable that overrules all of them.
    void whatAVariableSaysIsNotFixed()
    {
        const QByteArray own = m_home->read(configOf(u"default"_s));
        const QByteArray others = m_home->read(configOf(u"b"_s));
        m_home->environment.insert(u"WS_AGENT_GATEWAY_PORT"_s, u"36000"_s);

        const auto fixed = check({u"--fix"_s});

        QCOMPARE(fixed.exitCode, 1);
        QCOMPARE(m_home->read(configOf(u"default"_s)), own);
        QCOMPARE(m_home->read(configOf(u"b"_s)), others);
        QCOMPARE(findingNamed(fixed, u"port.conflict"_s)["advice"_L1].toString(),
                 u"unset WS_AGENT_GATEWAY_PORT"_s);
    }

    void aSharedSecretIsReplaced_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("changed");

        QTest::newRow("profiles check --fix") << QStringList{u"profiles"_s, u"check"_s, u"--fix"_s} << u"b"_s;
        QTest::newRow("doctor --fix of the one that gives way")
            << QStringList{u"--profile"_s, u"b"_s, u"doctor"_s, u"--fix"_s, u"--yes"_s} << u"b"_s;
        QTest::newRow("a new token for the other one")
            << QStringList{u"doctor"_s, u"--generate-gateway-token"_s, u"--fix"_s, u"--yes"_s}
            << u"default"_s;
    }

    void aSharedSecretIsReplaced()
    {
        QFETCH(QStringList, command);
        QFETCH(QString, changed);
        const QByteArray shared = "shared-shared-shared-shared";
        for (const QString &name : {u"default"_s, u"b"_s})
            set(*m_home, name, u"gateway.auth.token"_s, QString::fromLatin1(shared));
        QVERIFY(test::findingCodes(check({}).json()["findings"_L1]).contains(u"gateway.auth.shared_token"_s));

        const auto fixed = m_home->run(command);

        QVERIFY(
            !test::findingCodes(check({}).json()["findings"_L1]).contains(u"gateway.auth.shared_token"_s));
        for (const QString &name : {u"default"_s, u"b"_s})
            QCOMPARE(m_home->read(configOf(name)).contains(shared), name != changed);
        const QByteArray token = tokenIn(configOf(changed));
        QVERIFY(token.size() >= 24);
        QVERIFY(!(fixed.out + fixed.err).contains(token));
        QVERIFY(!(fixed.out + fixed.err).contains(shared));
    }

    void aRelativePathBecomesAbsolute()
    {
        set(*m_home, u"b"_s, u"agents.defaults.workspace"_s, u"work/b"_s);
        QVERIFY(test::findingCodes(check({}).json()["findings"_L1]).contains(u"path.relative"_s));

        const auto fixed = check({u"--fix"_s});

        QVERIFY2(!test::findingCodes(fixed.json()["findings"_L1]).contains(u"path.relative"_s),
                 fixed.out.constData());
        QCOMPARE(valueOf(*m_home, u"b"_s, u"agents.defaults.workspace"_s), m_home->path(u"work/b"_s));
    }

    void relativeVariables_data()
    {
        QTest::addColumn<bool>("setUp");

        QTest::newRow("nothing there yet") << false;
        QTest::newRow("an instance") << true;
    }

    void relativeVariables()
    {
        QFETCH(bool, setUp);
        m_home->environment.insert(u"WS_AGENT_STATE_DIR"_s, u"here"_s);
        if (setUp)
            QCOMPARE(m_home->run({u"setup"_s}).exitCode, 0);

        const auto result = check({});

        QCOMPARE(findingNamed(result, u"path.relative"_s)["message"_L1].toString(),
                 u"WS_AGENT_STATE_DIR \"here\" depends on the current directory."_s);
        const QStringList all = test::findingCodes(result.json()["findings"_L1]);
        QCOMPARE(std::count(all.begin(), all.end(), u"env.path.applies_to_all"_s), 1);
    }

private:
    test::CliResult check(const QStringList &arguments) const
    {
        return m_home->run(QStringList{u"profiles"_s, u"check"_s, u"--offline"_s, u"--json"_s} + arguments);
    }

    QByteArray tokenIn(const QString &config) const
    {
        const QByteArray text = m_home->read(config);
        const QByteArray key = "\"token\": \"";
        const qsizetype at = text.indexOf(key) + key.size();
        return text.mid(at, text.indexOf('"', at) - at);
    }

    std::unique_ptr<test::CliHome> m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestCheckFix)
#include "tst_checkfix.moc"
