#include "gateway/config/configwriter.h"
#include "tests/support/configfolder.h"
#include "tests/support/testprogram.h"

#include <QCryptographicHash>
#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr char base[] = "// mine\n{\n  gateway: { mode: 'local', port: 18789 },\n"
                        "  env: { vars: { A: 'a', B: 'b' } },\n  session: { parent: { x: 1 } },\n}\n";

QString hashOf(const QByteArray &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

JsonEdit set(const QString &path, const QJsonValue &value)
{
    return {*parseJsonPath(path), value};
}

} // namespace

/// D4: changes to different keys merge, a change to a key that was changed meanwhile is refused.
class TestConfigMerge : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::ConfigFolder>(); }

    void meanwhile_data()
    {
        QTest::addColumn<QByteArray>("replaced");
        QTest::addColumn<QByteArray>("with");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("conflict");
        const auto row = [](const char *name, const char *replaced, const char *with, const char *path,
                            const QJsonValue &value, const QString &conflict = {}) {
            QTest::newRow(name) << QByteArray(replaced) << QByteArray(with) << QString::fromLatin1(path)
                                << value << conflict;
        };
        row("nothing", "", "", "env.vars.A", u"new"_s);
        row("another key", "'b'", "'c'", "env.vars.A", u"new"_s);
        row("only a comment", "// mine", "// ours", "env.vars.A", u"new"_s);
        row("a new neighbour", "B: 'b'", "B: 'b', C: 'c'", "env.vars.A", u"new"_s);
        row("the neighbour is gone", ", B: 'b'", "", "env.vars.A", u"new"_s);
        row("the stamp", "}\n", "  meta: { lastTouchedAt: '2026-01-01T00:00:00.000Z' } }\n", "meta",
            QJsonObject{{u"lastTouchedVersion"_s, u"1"_s}});
        row("the same key", "'a'", "'z'", "env.vars.A", u"new"_s, u"env.vars.A"_s);
        row("the same key, the same value", "'a'", "'new'", "env.vars.A", u"new"_s);
        row("the key is gone", "A: 'a', ", "", "env.vars.A", u"new"_s, u"env.vars.A"_s);
        row("gone, and to be removed", "A: 'a', ", "", "env.vars.A", QJsonValue::Undefined);
        row("changed, and to be removed", "'a'", "'z'", "env.vars.A", QJsonValue::Undefined, u"env.vars.A"_s);
        row("new for both", "B: 'b'", "B: 'b', C: 'c'", "env.vars.C", u"new"_s, u"env.vars.C"_s);
        row("a key within", "'a'", "'z'", "env.vars", QJsonObject(), u"env.vars.A"_s);
        row("the parent is gone", "  env: { vars: { A: 'a', B: 'b' } },\n", "", "env.vars.A", u"new"_s,
            u"env"_s);
        row("the parent is another thing", "{ A: 'a', B: 'b' }", "7", "env.vars.A", u"new"_s, u"env.vars"_s);
        row("the order", "A: 'a', B: 'b'", "B: 'b', A: 'a'", "env.vars.A", u"new"_s);
    }

    void meanwhile()
    {
        QFETCH(QByteArray, replaced);
        QFETCH(QByteArray, with);
        QFETCH(QString, path);
        QFETCH(QJsonValue, value);
        QFETCH(QString, conflict);
        QByteArray now = base;
        if (!replaced.isEmpty()) {
            QVERIFY(now.contains(replaced));
            now.replace(now.lastIndexOf(replaced), replaced.size(), with);
        }
        const JsonEdit edit = set(path, value);

        for (const bool byHash : {false, true}) {
            m_folder->write(u"ws-agent.json"_s, now);
            m_folder->write(u"ws-agent.json.bak.2"_s, base);
            ConfigChange change{.edits = {edit}};
            if (byHash)
                change.baseHash = hashOf(base);
            else
                change.base = base;

            const auto result = writeConfig(m_folder->source(), m_schema, change);

            QCOMPARE(bool(result), conflict.isEmpty());
            if (!result) {
                QCOMPARE(result.error().kind, ErrorKind::Conflict);
                QVERIFY2(result.error().message.startsWith(conflict), qPrintable(result.error().message));
                QCOMPARE(m_folder->read(), now);
                continue;
            }
            QJsonObject expected = Json5Document::parse(now)->value().toObject();
            expected = withValueAt(expected, edit.path, edit.value).toObject();
            QJsonObject found = Json5Document::parse(m_folder->read())->value().toObject();
            expected.remove("meta"_L1);
            found.remove("meta"_L1);
            QCOMPARE(found, expected);
        }
    }

    void hash_data()
    {
        QTest::addColumn<QByteArray>("present");
        QTest::addColumn<QString>("hash");
        QTest::addColumn<bool>("accepted");

        QTest::newRow("of the file") << QByteArray(base) << hashOf(base) << true;
        QTest::newRow("of a text nobody remembers") << QByteArray(base) << hashOf("{}") << false;
        QTest::newRow("of nothing, and there is nothing") << QByteArray() << hashOf("") << true;
        QTest::newRow("of nothing, but there is a file") << QByteArray(base) << hashOf("") << false;
        QTest::newRow("of no form") << QByteArray(base) << u"x"_s << false;
    }

    void hash()
    {
        QFETCH(QByteArray, present);
        QFETCH(QString, hash);
        QFETCH(bool, accepted);
        if (!present.isEmpty())
            m_folder->write(u"ws-agent.json"_s, present);

        const auto result = writeConfig(m_folder->source(), m_schema,
                                        {.edits = {set(u"gateway.port"_s, 18809)}, .baseHash = hash});

        QCOMPARE(bool(result), accepted);
        if (!accepted) {
            QCOMPARE(result.error().kind, ErrorKind::Conflict);
            QCOMPARE(m_folder->read(), present);
        }
    }

    /// Somebody who has looked at the file five writes ago can still be merged, six are too many.
    void remembersFiveWrites()
    {
        m_folder->write(u"ws-agent.json"_s, base);
        for (int i = 1; i <= 6; ++i) {
            QVERIFY(writeConfig(m_folder->source(), m_schema, {.edits = {set(u"gateway.port"_s, 2000 + i)}}));
            const auto late = writeConfig(
                m_folder->source(), m_schema,
                {.edits = {set(u"env.vars.A"_s, u"new"_s)}, .baseHash = hashOf(base), .dryRun = true});
            QCOMPARE(bool(late), i < 6);
        }
    }

private:
    std::unique_ptr<test::ConfigFolder> m_folder;
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigMerge)
#include "tst_configmerge.moc"
