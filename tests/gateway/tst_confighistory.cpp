#include "gateway/base/files.h"
#include "gateway/config/confighistory.h"
#include "gateway/config/configwriter.h"
#include "tests/support/testprogram.h"

#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

JsonEdit edit(const QString &key, const QJsonValue &value)
{
    return {*parseJsonPath(key), value};
}

QStringList namesOf(const QList<ConfigCopy> &copies)
{
    QStringList names;
    for (const ConfigCopy &copy : copies)
        names += copy.name;
    names.sort();
    return names;
}

} // namespace

class TestConfigHistory : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_source = {.configPath = m_folder->filePath(u"ws-agent.json"_s),
                    .stateDir = m_folder->path(),
                    .home = m_folder->path()};
        write("{ gateway: { mode: 'local', port: 20000, auth: { token: 'first-token-first-token-1' } } }");
    }

    void theNewestCopyIsTheOneBefore()
    {
        change(u"gateway.port"_s, 20001);
        change(u"gateway.port"_s, 20002);
        const auto copies = configHistory(m_source, m_schema);
        QCOMPARE(namesOf(copies), (QStringList{u"bak"_s, u"bak.1"_s}));
        const auto copy = findCopy(u"bak"_s, m_source, m_schema);
        QVERIFY(copy && copy->isValid && !copy->isCurrent);
        QCOMPARE(copy->loaded.config.port, 20001);
    }

    void secretsDifferWithoutBeingShown()
    {
        change(u"gateway.auth.token"_s, u"second-token-second-token"_s);
        const auto copy = findCopy(u"bak"_s, m_source, m_schema);
        QVERIFY(copy);
        const auto now = loadConfig(m_source, m_schema);
        const auto differences = configDifferences(copy->loaded.source, now.source, m_schema);
        QCOMPARE(differences.size(), 1);
        QCOMPARE(differences.first().path, u"gateway.auth.token"_s);
        QVERIFY(differences.first().isSecret);
        QCOMPARE(differences.first().before.toString(), u"***"_s);
    }

    /// A restore can be undone by another one.
    void restoredAndBack()
    {
        change(u"gateway.port"_s, 20001);
        QVERIFY(restore(u"bak"_s));
        QCOMPARE(loadConfig(m_source, m_schema).config.port, 20000);
        QVERIFY(restore(u"bak"_s));
        QCOMPARE(loadConfig(m_source, m_schema).config.port, 20001);
    }

    void whoGetsInIsNotDecidedByAnOlderFile()
    {
        change(u"gateway.auth.token"_s, u"second-token-second-token"_s);
        const auto refused = restore(u"bak"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QVERIFY(restore(u"bak"_s, true));
    }

    void aBrokenConfigIsPutAside()
    {
        change(u"gateway.port"_s, 20001);
        write("{ gateway: ");
        QVERIFY(restore(u"bak"_s));
        QCOMPARE(loadConfig(m_source, m_schema).config.port, 20000);
        const QStringList names = namesOf(configHistory(m_source, m_schema));
        QVERIFY(std::any_of(names.begin(), names.end(),
                            [](const QString &name) { return name.startsWith("clobbered."_L1); }));
    }

    void aCopyThatIsWrongIsRefused()
    {
        QVERIFY(replaceFile(m_source.configPath + u".bak"_s, "{ gateway: { port: 'x' } }"));
        const auto refused = restore(u"bak"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::ConfigInvalid);
        QCOMPARE(loadConfig(m_source, m_schema).config.port, 20000);
    }

    void noSuchCopy()
    {
        QCOMPARE(findCopy(u"bak.7"_s, m_source, m_schema).error().kind, ErrorKind::NotFound);
        QCOMPARE(findCopy(u"../../etc/passwd"_s, m_source, m_schema).error().kind, ErrorKind::NotFound);
    }

private:
    void write(const QByteArray &text) { QVERIFY(replaceFile(m_source.configPath, text)); }
    void change(const QString &key, const QJsonValue &value)
    {
        const auto written = writeConfig(m_source, m_schema, {.edits = {edit(key, value)}});
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
    }
    Result<void> restore(const QString &name, bool access = false)
    {
        const auto copy = findCopy(name, m_source, m_schema);
        return copy ? restoreCopy(*copy, m_source, m_schema, access) : copy.error();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    ConfigSource m_source;
    ConfigSchema m_schema;
};

WSAGENT_TEST_WITH(QCoreApplication, TestConfigHistory)
#include "tst_confighistory.moc"
