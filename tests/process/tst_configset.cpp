#include "gateway/base/json5.h"
#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QString config = u".ws-agent/ws-agent.json"_s;
const QString part = u".ws-agent/env.json5"_s;

constexpr char begin[] = "{ // mine\n  gateway: { mode: 'local', auth: { token: 'hidden' } },\n"
                         "  env: { $include: 'env.json5' },\n"
                         "  tools: { allow: ['read', 'write'] },\n}\n";
constexpr char beginOfPart[] = "{ // theirs\n  vars: { A: 'a' } }\n";

/// The command line as one would type it; no argument holds a space.
QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(u' ');
}

QJsonObject parsed(const QByteArray &text)
{
    const auto document = Json5Document::parse(text);
    return document ? document->value().toObject() : QJsonObject();
}

} // namespace

/// `config set`, `unset` and `patch` with the real program, on a config of two files.
class TestConfigSet : public QObject
{
    Q_OBJECT

private slots:
    /// More than a pipe holds, so that it comes in pieces.
    void patchFromALongPipe()
    {
        const test::CliHome home;
        home.write(config, "{ gateway: { mode: 'local' } }\n");
        const QByteArray patch = QByteArray(300 * 1024, ' ') + "{ logging: { level: 'debug' } }";
        const auto result = home.run({u"config"_s, u"patch"_s, u"--stdin"_s}, patch);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(parsed(home.read(config))["logging"_L1]["level"_L1].toString(), u"debug"_s);
    }

    void changes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *arguments, const char *path, const char *expected) {
            QTest::newRow(name) << words(arguments) << QString::fromLatin1(path)
                                << QString::fromLatin1(expected);
        };
        row("a number", "set gateway.port 18809", "gateway.port", "18809");
        row("text that is no JSON", "set logging.level debug", "logging.level", "'debug'");
        row("digits where only text fits", "set logging.file 12", "logging.file", "'12'");
        row("an object", "set gateway.reload {mode:'off'}", "gateway.reload", "{mode:'off'}");
        row("a reference", "set gateway.auth.token --ref-source env --ref-id MY_TOKEN", "gateway.auth.token",
            "{source:'env',provider:'default',id:'MY_TOKEN'}");
        row("in the included file", "set env.vars.A b", "env.vars.A", "'b'");
        row("merged into the included file", "set --merge env.vars {B:'b'}", "env.vars", "{A:'a',B:'b'}");
        row("without merging", "set env.vars {B:'b'}", "env.vars", "{B:'b'}");
        row("removed", "unset tools.allow", "tools", "{}");
        row("removed from the included file", "unset env.vars.A", "env.vars", "{}");
        row("only when it is like that", "set --expect-current-json 'a' env.vars.A b", "env.vars.A", "'b'");
        row("only when it is not there", "set --expect-current-absent env.vars.B b", "env.vars.B", "'b'");
        row("several", "set --batch-json [{path:'env.vars.A',unset:true},{path:'env.vars.B',value:'b'}]",
            "env.vars", "{B:'b'}");
    }

    void changes()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, path);
        QFETCH(QString, expected);
        const test::CliHome home = prepared();

        const auto result = home.run(QStringList{u"config"_s} + arguments);

        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QJsonValue wanted = Json5Document::parse(expected.toUtf8())->value();
        QCOMPARE(valueIn(home, path), wanted);
        const QString changed = path.startsWith(u"env"_s) ? part : config;
        QCOMPARE(home.read(config) == begin, changed != config);
        QCOMPARE(home.read(part) == beginOfPart, changed != part);
        QVERIFY(home.read(config).startsWith("{ // mine\n") && home.read(part).startsWith("{ // theirs\n"));
    }

    void patches()
    {
        const test::CliHome home = prepared();
        const auto result =
            home.run({u"config"_s, u"patch"_s, u"--stdin"_s},
                     "{ gateway: { port: 18809, auth: { token: '***' } }, tools: { allow: null } }");
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("tools.allow") && result.err.contains("--replace-path tools.allow"),
                 result.err.constData());
        QCOMPARE(home.read(config), QByteArray(begin));

        const auto named =
            home.run({u"config"_s, u"patch"_s, u"--stdin"_s, u"--replace-path"_s, u"tools.allow"_s},
                     "{ gateway: { port: 18809, auth: { token: '***' } }, tools: { allow: null } }");
        QVERIFY2(named.exitCode == 0, named.err.constData());
        QCOMPARE(valueIn(home, u"gateway.port"_s).toInt(), 18809);
        QCOMPARE(valueIn(home, u"gateway.auth.token"_s).toString(), u"hidden"_s);
        QVERIFY(!named.out.contains("hidden") && !named.err.contains("hidden"));
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *arguments, int exitCode, const char *said) {
            QTest::newRow(name) << words(arguments) << exitCode << QString::fromLatin1(said);
        };
        row("a wrong type", "set gateway.port high", 1, "gateway.port");
        row("a placeholder for no secret", "set channels.telegram.botToken ***", 2,
            "channels.telegram.botToken");
        row("what is not set", "unset env.vars.B", 1, "env.vars.B is not set");
        row("another value than expected", "set --expect-current-json 'z' env.vars.A b", 1, "env.vars.A");
        row("there, though it should not", "set --expect-current-absent env.vars.A b", 1, "set already");
        row("the include itself", "set env {}", 2, "env comes from included files");
        row("no JSON, though it must be", "set --strict-json logging.level debug", 2, "not valid JSON");
        row("the mode of the gateway", "unset gateway.mode", 1, "drop gateway.mode");
    }

    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, said);
        const test::CliHome home = prepared();

        const auto result = home.run(QStringList{u"config"_s} + arguments);

        QCOMPARE(result.exitCode, exitCode);
        QVERIFY2(result.err.contains(said.toUtf8()), result.err.constData());
        QVERIFY(!result.err.contains("hidden"));
        QCOMPARE(home.read(config), QByteArray(begin));
        QCOMPARE(home.read(part), QByteArray(beginOfPart));
    }

    void trialsChangeNothing()
    {
        const test::CliHome home = prepared();
        const auto result = home.run({u"config"_s, u"set"_s, u"--dry-run"_s, u"gateway.port"_s, u"18809"_s});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(home.read(config), QByteArray(begin));
        QVERIFY(!QFile::exists(home.path(config + u".bak"_s)));
    }

    void trialsSayWhatSpeaksAgainst_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("kind");
        QTest::newRow("nothing") << QStringList{u"set"_s, u"gateway.port"_s, u"18809"_s} << QString();
        QTest::newRow("a wrong type") << QStringList{u"set"_s, u"gateway.port"_s, u"many"_s} << u"schema"_s;
        QTest::newRow("a secret that is not there")
            << QStringList{u"set"_s,          u"channels.telegram.botToken"_s,
                           u"--ref-source"_s, u"env"_s,
                           u"--ref-id"_s,     u"NOPE_X"_s}
            << u"resolvability"_s;
        QTest::newRow("a variable that is not set")
            << QStringList{u"set"_s, u"ui.assistant.name"_s, u"a ${NOPE_X}"_s} << u"resolvability"_s;
        QTest::newRow("another value than expected")
            << QStringList{u"set"_s, u"gateway.port"_s, u"18809"_s, u"--expect-current-json"_s, u"1"_s}
            << u"conflict"_s;
        QTest::newRow("nothing to remove") << QStringList{u"unset"_s, u"talk.voiceId"_s} << u"missing-path"_s;
    }
    void trialsSayWhatSpeaksAgainst()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, kind);
        const test::CliHome home = prepared();
        const auto result =
            home.run(QStringList{u"config"_s} + words + QStringList{u"--dry-run"_s, u"--json"_s});
        const QJsonObject told = parsed(result.out);
        QCOMPARE(result.exitCode, kind.isEmpty() ? 0 : 1);
        QCOMPARE(told["ok"_L1].toBool(), kind.isEmpty());
        QCOMPARE(told["errors"_L1][0]["kind"_L1].toString(), kind);
        QCOMPARE(told["errors"_L1][0]["message"_L1].toString().isEmpty(), kind.isEmpty());
        QCOMPARE(told["checks"_L1]["schema"_L1].toBool(), kind != "schema"_L1);
        QCOMPARE(told["checks"_L1]["resolvability"_L1].toBool(), kind != "resolvability"_L1);
        QCOMPARE(home.read(config), QByteArray(begin));
    }

private:
    struct Prepared : test::CliHome
    {
        Prepared()
        {
            write(config, begin);
            write(part, beginOfPart);
        }
    };
    static Prepared prepared() { return {}; }

    static QJsonValue valueIn(const test::CliHome &home, const QString &path)
    {
        QJsonObject tree = parsed(home.read(config));
        tree[u"env"_s] = parsed(home.read(part));
        return valueAt(tree, *parseJsonPath(path));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestConfigSet)
#include "tst_configset.moc"
