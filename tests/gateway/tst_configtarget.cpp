#include "gateway/config/configwriter.h"
#include "tests/support/configfolder.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

JsonEdit set(const QString &path, const QJsonValue &value)
{
    return {*parseJsonPath(path), value};
}

} // namespace

/// Which file a change goes to when the config includes others (`config.md` 1.2).
class TestConfigTarget : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::ConfigFolder>(); }

    void goesTo_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("file");

        const QByteArray single = "{ gateway: { mode: 'local' }, env: { $include: 'parts/env.json5' } }";
        QTest::newRow("beside an include") << single << u"gateway.port"_s << u"ws-agent.json"_s;
        QTest::newRow("below an include") << single << u"env.vars.A"_s << u"parts/env.json5"_s;
        QTest::newRow("new, below an include") << single << u"env.vars.NEW"_s << u"parts/env.json5"_s;
        QTest::newRow("through two") << "{ env: { $include: './two.json5' } }"_ba << u"env.vars.A"_s
                                     << u"parts/vars.json5"_s;
        QTest::newRow("beside the second")
            << "{ env: { $include: './two.json5' } }"_ba << u"env.shellEnv.enabled"_s << u"two.json5"_s;
    }

    void goesTo()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, path);
        QFETCH(QString, file);
        writeParts(config);

        const QJsonValue value = path == u"gateway.port"_s ? QJsonValue(18809) : QJsonValue(true);
        const QJsonValue text = path.contains(u"vars"_s) ? QJsonValue(u"new"_s) : value;
        const auto result = change({.edits = {set(path, text)}});

        QVERIFY2(bool(result), result ? "" : qPrintable(result.error().message));
        QCOMPARE(result->writtenFile, QFileInfo(m_folder->path(file)).canonicalFilePath());
        for (const QString &name : all) {
            const bool changed = m_folder->read(name) != m_before[name];
            QVERIFY2(changed == (name == file), qPrintable(name));
            QCOMPARE(QFile::exists(m_folder->path(name + u".bak"_s)), changed);
        }
        QVERIFY(m_folder->read(file).startsWith(file == u"ws-agent.json"_s ? "{" : "// kept\n"));
        const LoadedConfig after = loadConfig(m_folder->source(), m_schema);
        QCOMPARE(valueAt(after.assembled, *parseJsonPath(path)), text);
        QCOMPARE(after.assembled, result->after.assembled);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QList<JsonEdit>>("edits");
        QTest::addColumn<QString>("named");
        const QList<JsonEdit> one{set(u"env.vars.A"_s, u"new"_s)};

        QTest::newRow("the whole file is an include")
            << "{ $include: 'whole.json5' }"_ba << one << u"ws-agent.json"_s;
        QTest::newRow("several files")
            << "{ env: { $include: ['parts/env.json5', 'two.json5'] } }"_ba << one << u"ws-agent.json"_s;
        QTest::newRow("other keys beside the include")
            << "{ env: { $include: 'parts/env.json5', shellEnv: {} } }"_ba << one << u"ws-agent.json"_s;
        QTest::newRow("the include itself") << "{ env: { $include: 'parts/env.json5' } }"_ba
                                            << QList{set(u"env"_s, QJsonObject())} << u"ws-agent.json"_s;
        QTest::newRow("an include that is gone")
            << "{ env: { $include: 'gone.json5' } }"_ba << one << u"gone.json5"_s;
        QTest::newRow("one file in two places")
            << "{ env: { vars: { $include: 'parts/vars.json5' } }, ui: { $include: 'parts/vars.json5' } }"_ba
            << one << u"vars.json5"_s;
        QTest::newRow("two files at once")
            << "{ gateway: { mode: 'local' }, env: { $include: 'parts/env.json5' } }"_ba
            << one + QList{set(u"gateway.port"_s, 18809)} << u"env.json5"_s;
    }

    void refused()
    {
        QFETCH(QByteArray, config);
        QFETCH(QList<JsonEdit>, edits);
        QFETCH(QString, named);
        writeParts(config);

        const auto result = change({.edits = edits});

        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Usage);
        const QString said = result.error().message + result.error().fix;
        QVERIFY2(said.contains(named), qPrintable(said));
        for (const QString &name : all)
            QCOMPARE(m_folder->read(name), m_before[name]);
    }

    /// A secret that is shown as "***" comes back from where it is.
    void secretsComeBack()
    {
        writeParts("{ gateway: { mode: 'local', auth: { $include: 'auth.json5' } } }");
        m_folder->write(u"auth.json5"_s, "{ mode: 'token', token: 'so secret' }");
        const auto same = change({.edits = {set(u"gateway.auth.token"_s, u"***"_s)}});
        QVERIFY2(bool(same), same ? "" : qPrintable(same.error().message));
        QVERIFY(!same->changed);
        QVERIFY(!change({.edits = {set(u"gateway.auth.password"_s, u"***"_s)}}));
        QCOMPARE(m_folder->read(u"auth.json5"_s), "{ mode: 'token', token: 'so secret' }");
    }

    void neverOutside()
    {
        const test::ConfigFolder elsewhere;
        elsewhere.write(u"env.json5"_s, "{ vars: { A: 'theirs' } }");
        const QString outside = elsewhere.path(u"env.json5"_s);
        QVERIFY(QFile::link(outside, m_folder->path(u"link.json5"_s)));
        for (const QString &include : {outside, u"link.json5"_s}) {
            writeParts("{ env: { $include: '" + include.toUtf8() + "' } }");
            QVERIFY2(!change({.edits = {set(u"env.vars.A"_s, u"new"_s)}}), qPrintable(include));
            QCOMPARE(elsewhere.read(u"env.json5"_s), "{ vars: { A: 'theirs' } }");
        }
    }

    /// Temporary files that a killed writer left go with the next change of the same file.
    void leavesNothingBehind()
    {
        writeParts("{ env: { $include: 'parts/env.json5' } }");
        const QString left =
            m_folder->path(u"parts/env.json5.4711.01234567-89ab-cdef-0123-456789abcdef.tmp"_s);
        m_folder->write(u"parts/env.json5.4711.01234567-89ab-cdef-0123-456789abcdef.tmp"_s, "half");
        QVERIFY(change({.edits = {set(u"env.vars.A"_s, u"new"_s)}}));
        QVERIFY(!QFile::exists(left));
    }

private:
    void writeParts(const QByteArray &config)
    {
        m_folder->write(u"ws-agent.json"_s, config);
        m_folder->write(u"parts/env.json5"_s, "// kept\n{ vars: { A: 'a' } }\n");
        m_folder->write(u"parts/vars.json5"_s, "// kept\n{ A: 'a' }\n");
        m_folder->write(u"two.json5"_s, "// kept\n{ vars: { $include: 'parts/vars.json5' } }\n");
        m_folder->write(u"whole.json5"_s, "// kept\n{ env: { vars: { A: 'a' } } }\n");
        for (const QString &name : all)
            m_before[name] = m_folder->read(name);
    }

    Result<ConfigWriteResult> change(const ConfigChange &change) const
    {
        return writeConfig(m_folder->source(), m_schema, change);
    }

    const QStringList all{u"ws-agent.json"_s, u"parts/env.json5"_s, u"parts/vars.json5"_s, u"two.json5"_s,
                          u"whole.json5"_s};
    std::unique_ptr<test::ConfigFolder> m_folder;
    QHash<QString, QByteArray> m_before;
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigTarget)
#include "tst_configtarget.moc"
