#include "gateway/config/schemalookup.h"
#include "gateway/methods/configrequest.h"
#include "tests/support/configfolder.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

using Kind = ConfigRequest::Kind;

constexpr char begin[] = "// mine\n{\n  gateway: { port: 18789, auth: { token: 't0ken' } }, // ports\n"
                         "  logging: { level: 'info' },\n}\n";
const QString configName = u"ws-agent.json"_s;

} // namespace

class TestConfigRequest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<test::ConfigFolder>();
        m_folder->write(configName, begin);
    }

    void refused_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("baseHash"); // "now": the hash of the file
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, Kind kind, const QByteArray &raw, const QString &base,
                            const QString &message) {
            QTest::newRow(name) << int(kind) << raw << base << message;
        };
        row("whole, without a base", Kind::Whole, "{}", {},
            u"config base hash required; re-run config.get and retry"_s);
        row("patch of what is there, without a base", Kind::Patch, "{gateway: {port: 1}, logging: null}", {},
            u"config base hash required for gateway.port, logging; re-run config.get and retry with baseHash"_s);
        row("another base", Kind::Patch, "{gateway: {port: 1}}", u"stale"_s,
            u"config changed since last load; re-run config.get and retry"_s);
        row("no JSON5", Kind::Whole, "{", u"now"_s, u"SyntaxError: JSON5: "_s);
        row("a patch that is a list", Kind::Patch, "[]", u"now"_s, u"config.patch raw must be an object"_s);
        row("a whole config that is a list", Kind::Whole, "[]", u"now"_s,
            u"invalid config: <root>: must be an object"_s);
        row("out of range", Kind::Patch, "{gateway: {port: 123456}}", u"now"_s,
            u"invalid config: gateway.port: "_s);
        row("a secret that nobody stored", Kind::Patch,
            "{gateway: {auth: {password: '__OPENCLAW_REDACTED__'}}}", u"now"_s, {});
        row("half of a large file gone", Kind::Whole, "{}", u"large"_s, u"the change was refused: "_s);
    }
    void refused()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, raw);
        QFETCH(QString, baseHash);
        QFETCH(QString, message);
        if (baseHash == "large"_L1)
            m_folder->write(configName, "{ env: { vars: { A: '" + QByteArray(1000, 'x') + "' } } }");
        const QByteArray before = m_folder->read();
        const bool now = baseHash == "now"_L1 || baseHash == "large"_L1;
        const auto result = request({.kind = Kind(kind), .raw = raw, .baseHash = now ? hash() : baseHash});
        QVERIFY(!result);
        QVERIFY2(result.error().message.startsWith(message), qPrintable(result.error().message));
        QCOMPARE(m_folder->read(), before);
    }

    void tellsEveryObjection()
    {
        const auto result =
            request({.kind = Kind::Patch, .raw = "{gateway: {port: 123456, bind: 7}}", .baseHash = hash()});
        QVERIFY(!result);
        QStringList paths;
        for (const ConfigIssue &issue : result.error().issues)
            paths += issue.path;
        QVERIFY2(paths.contains(u"gateway.port"_s) && paths.contains(u"gateway.bind"_s),
                 qPrintable(paths.join(u' ')));
    }

    void patches()
    {
        const auto result =
            request({.kind = Kind::Patch, .raw = "{gateway: {port: 18809}}", .baseHash = hash()});
        QVERIFY2(bool(result), message(result));
        QVERIFY(result->plan.changedPaths.contains(u"gateway.port"_s));
        QVERIFY(result->plan.restartGateway);
        const QByteArray text = m_folder->read();
        QVERIFY2(
            text.startsWith("// mine\n{\n  gateway: { port: 18809, auth: { token: 't0ken' } }, // ports\n"),
            text.constData());
        QCOMPARE(result->after.hash, hash());
    }

    void addsWithoutABase()
    {
        QVERIFY(request({.kind = Kind::Patch, .raw = "{logging: {consoleLevel: 'debug'}}"}));
        QCOMPARE(m_folder->read().count("consoleLevel"), 1);
    }

    void changesNothing()
    {
        const auto result = request({.kind = Kind::Patch, .raw = "{gateway: {port: 18789}}"});
        QVERIFY2(bool(result), message(result));
        QVERIFY(!result->changed);
        QCOMPARE(m_folder->read(), QByteArray(begin));
    }

    /// What a program sends has no comments; those of the file are not its to remove.
    void aWholeConfigOfAProgramKeepsComments()
    {
        const auto result =
            request({.kind = Kind::Whole,
                     .raw = R"({"gateway":{"port":18809,"auth":{"token":"__OPENCLAW_REDACTED__"}}})",
                     .baseHash = hash()});
        QVERIFY2(bool(result), message(result));
        const QByteArray text = m_folder->read();
        QVERIFY2(
            text.startsWith("// mine\n{\n  gateway: { port: 18809, auth: { token: 't0ken' } }, // ports\n"),
            text.constData());
        QVERIFY2(!text.contains("logging"), text.constData());
    }

    void aWholeTextOfAPersonIsTakenAsItIs()
    {
        const auto result =
            request({.kind = Kind::Whole,
                     .raw = "/* new */ { gateway: { auth: { token: '***' }, /* half */ port: 18809 } }",
                     .baseHash = hash()});
        QVERIFY2(bool(result), message(result));
        const QByteArray text = m_folder->read();
        QVERIFY2(text.startsWith("/* new */ { gateway: { auth: { token: 't0ken' }, /* half */ port: 18809 }"),
                 text.constData());
        QVERIFY(!text.contains("// mine"));
        QCOMPARE(m_folder->read(u"ws-agent.json.bak"_s), QByteArray(begin));
    }

    void aWholeConfigStartsAndMendsAFile_data()
    {
        QTest::addColumn<QByteArray>("present");
        QTest::newRow("broken") << QByteArray("{ gateway: ");
        QTest::newRow("none") << QByteArray();
    }
    void aWholeConfigStartsAndMendsAFile()
    {
        QFETCH(QByteArray, present);
        if (present.isEmpty())
            QVERIFY(QFile::remove(m_folder->path()));
        else
            m_folder->write(configName, present);
        const auto result = request({.kind = Kind::Whole,
                                     .raw = "{ gateway: { port: 18809 } }",
                                     .baseHash = present.isEmpty() ? QString() : hash()});
        QVERIFY2(bool(result), message(result));
        QCOMPARE(loadConfig(m_folder->source(), m_schema).config.port, std::optional(18809));
    }

    void looksUpTheSchema_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("normal"); // null: there is no such place
        QTest::addColumn<QString>("child");  // its path
        QTest::newRow("root") << u"."_s << u""_s << u"gateway"_s;
        QTest::newRow("section") << u"gateway"_s << u"gateway"_s << u"gateway.port"_s;
        QTest::newRow("slashes") << u"gateway/auth"_s << u"gateway.auth"_s << u"gateway.auth.token"_s;
        QTest::newRow("leaf") << u"gateway.port"_s << u"gateway.port"_s << QString();
        QTest::newRow("list") << u"agents.list"_s << u"agents.list"_s << u"agents.list[]"_s;
        QTest::newRow("element") << u"agents.list[]"_s << u"agents.list[]"_s << u"agents.list[].id"_s;
        QTest::newRow("free-form") << u"env.vars.*"_s << u"env.vars.*"_s << QString();
        QTest::newRow("unknown") << u"gateway.prot"_s << QString() << QString();
        QTest::newRow("below a leaf") << u"gateway.port.x"_s << QString() << QString();
    }
    void looksUpTheSchema()
    {
        QFETCH(QString, path);
        QFETCH(QString, normal);
        QFETCH(QString, child);
        const auto found = lookUpSchema(m_schema, path);
        QCOMPARE(bool(found), !normal.isNull());
        if (!found)
            return;
        QCOMPARE(found->value("path"_L1).toString(), normal);
        QVERIFY(!found->value("schema"_L1).toObject().contains("properties"_L1));
        QStringList children;
        const QJsonArray entries = found->value("children"_L1).toArray();
        for (const QJsonValue &entry : entries) {
            children += entry["path"_L1].toString();
            QVERIFY(lookUpSchema(m_schema, children.last()));
        }
        QCOMPARE(children.isEmpty(), child.isEmpty());
        QVERIFY2(child.isEmpty() || children.contains(child), qPrintable(children.join(u' ')));
    }

    void tellsWhatAChangeMeans()
    {
        QCOMPARE(lookUpSchema(m_schema, u"gateway.port"_s)->value("reloadKind"_L1).toString(), u"restart"_s);
        QCOMPARE(lookUpSchema(m_schema, u"logging.level"_s)->value("reloadKind"_L1).toString(), u"none"_s);
    }

private:
    Result<ConfigWriteResult, ConfigRefusal> request(const ConfigRequest &request) const
    {
        return carryOut(request, m_folder->source(), m_schema, {});
    }
    QString hash() const { return loadConfig(m_folder->source(), m_schema).hash; }
    static const char *message(const Result<ConfigWriteResult, ConfigRefusal> &result)
    {
        return result ? "" : qPrintable(result.error().message);
    }

    std::unique_ptr<test::ConfigFolder> m_folder;
    ConfigSchema m_schema;
};

WSAGENT_TEST_WITH(QCoreApplication, TestConfigRequest)
#include "tst_configrequest.moc"
