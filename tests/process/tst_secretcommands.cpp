#include "tests/support/cliprocess.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using wsagent::test::answerOnTerminal;
using wsagent::test::CliHome;
using wsagent::test::CliResult;

namespace {

const QString name = u"channels.telegram.botToken"_s;

QStringList store(const QStringList &rest, const QString &profile = {})
{
    QStringList arguments{u"secrets"_s, u"store"_s};
    if (!profile.isEmpty())
        arguments = QStringList{u"--profile"_s, profile} + arguments;
    return arguments + rest;
}

/// Below a session bus with a keyring that is unlocked, and nothing of the caller's.
QProcessEnvironment inSession(const CliHome &home)
{
    QProcessEnvironment environment = home.environment;
    environment.insert(u"XDG_RUNTIME_DIR"_s, home.path());
    environment.insert(u"XDG_DATA_HOME"_s, home.path(u"data"_s));
    return environment;
}

QString missingForKeyring()
{
    for (const QString &program : {u"dbus-run-session"_s, u"gnome-keyring-daemon"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return program;
    }
    return {};
}

/// In the script, $1 is the program.
CliResult runWithKeyring(const CliHome &home, const QByteArray &script)
{
    const QByteArray unlock =
        "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n";
    return home.runProgram(u"dbus-run-session"_s,
                           {u"--"_s, u"sh"_s, u"-c"_s, QString::fromUtf8(unlock + script), u"sh"_s,
                            QStringLiteral(WSAGENT_PROGRAM)},
                           inSession(home));
}

} // namespace

class TestSecretCommands : public QObject
{
    Q_OBJECT

private slots:
    void keepsAndForgets()
    {
        const CliHome home;
        const CliResult set = home.run(store({u"set"_s, name, u"--json"_s}), "tok-123\n");
        QVERIFY2(set.exitCode == 0, set.err.constData());
        QCOMPARE(set.json()["name"_L1].toString(), name);

        const QJsonArray entries = home.run(store({u"list"_s, u"--json"_s})).json()["entries"_L1].toArray();
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0]["name"_L1].toString(), name);
        QVERIFY(entries[0]["store"_L1].toString().contains(u"secrets.sealed"_s));
        QCOMPARE(home.run(store({u"get"_s, name})).out, "***\n");
        QCOMPARE(home.run(store({u"get"_s, name, u"--reveal"_s})).out, "tok-123\n");
        QCOMPARE(home.run(store({u"rm"_s, name})).exitCode, 0);
        QCOMPARE(home.run(store({u"rm"_s, name})).exitCode, 1);
        QCOMPARE(home.run(store({u"get"_s, name})).exitCode, 1);
        QCOMPARE(home.run(store({u"get"_s, name, u"--require"_s})).exitCode, 3);
    }

    void profilesDoNotShare()
    {
        const CliHome home;
        QCOMPARE(home.run(store({u"set"_s, name}, u"main"_s), "of-main").exitCode, 0);
        QCOMPARE(home.run(store({u"set"_s, name}, u"rescue"_s), "of-rescue").exitCode, 0);
        QCOMPARE(home.run(store({u"get"_s, name, u"--reveal"_s}, u"main"_s)).out, "of-main\n");
        QCOMPARE(home.run(store({u"get"_s, name}, u"other"_s)).exitCode, 1);
        QVERIFY2(!QFile::exists(home.path(u".ws-agent-other"_s)), "asking makes no instance");
    }

    void nothingIsLeftInTheOpen()
    {
        const CliHome home;
        const CliResult set = home.run(store({u"set"_s, name}), "tok-123");
        QVERIFY(!set.out.contains("tok-123") && !set.err.contains("tok-123"));
        QDirIterator files(home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("tok-123"), qPrintable(file.fileName()));
            QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), 0);
        }
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("on the command line")
            << store({u"set"_s, name, u"--value"_s, u"tok-123"_s}) << QByteArray();
        QTest::newRow("an empty one") << store({u"set"_s, name}) << QByteArray("\n");
        QTest::newRow("too long") << store({u"set"_s, name}) << QByteArray(64 * 1024 + 1, 'x');
        QTest::newRow("a name of blanks") << store({u"set"_s, u"  x"_s.left(2)}) << QByteArray("x");
        QTest::newRow("nothing to import") << store({u"import"_s, u"-"_s}) << QByteArray("# empty\n");
        QTest::newRow("a number to import") << store({u"import"_s, u"-"_s}) << QByteArray("{\"a\": 1}");
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, input);
        const CliHome home;
        const CliResult result = home.run(arguments, input);
        QVERIFY2(result.exitCode == 2, result.err.constData());
        QVERIFY(!result.err.contains("tok-123"));
        QVERIFY(!QFile::exists(home.path(u".ws-agent/credentials"_s)));
    }

    void isAskedForWithoutShowingIt()
    {
        const CliHome home;
        const auto dialog =
            answerOnTerminal(home, store({u"set"_s, name}), "Secret for " + name.toUtf8(), "tok-123\n");
        QVERIFY2(dialog.exitCode == 0, dialog.shown.constData());
        QVERIFY2(!dialog.shown.contains("tok-123"), dialog.shown.constData());
        QVERIFY(dialog.showsTyping);
        QCOMPARE(home.run(store({u"get"_s, name, u"--reveal"_s})).out, "tok-123\n");
    }

    void controlCLeavesTheTerminalAsItWas()
    {
        const CliHome home;
        const auto dialog =
            answerOnTerminal(home, store({u"set"_s, name}), "Secret for " + name.toUtf8(), "tok\x03");
        QCOMPARE(dialog.exitCode, -1);
        QVERIFY(dialog.showsTyping);
        QVERIFY(!QFile::exists(home.path(u".ws-agent/credentials"_s)));
    }

    void imports()
    {
        const CliHome home;
        home.write(u"secrets.env"_s, "# mine\nOPENAI_API_KEY=sk-1\nexport TELEGRAM=\"t 2\"\n");
        const CliResult result = home.run(store({u"import"_s, home.path(u"secrets.env"_s), u"--json"_s}));
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QCOMPARE(result.json()["imported"_L1].toArray().size(), 2);
        QCOMPARE(home.run(store({u"get"_s, u"TELEGRAM"_s, u"--reveal"_s})).out, "t 2\n");
        QCOMPARE(home.run(store({u"import"_s, u"-"_s}), "{\"a.b\": \"c\"}").exitCode, 0);
        QCOMPARE(home.run(store({u"get"_s, u"a.b"_s, u"--reveal"_s})).out, "c\n");
    }

    void tellsWhetherAReferenceResolves_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<bool>("resolves");
        QTest::newRow("keychain, which needs no provider") << u"keychain"_s << u"default"_s << true;
        QTest::newRow("provider of the config") << u"exec"_s << u"vault"_s << true;
        QTest::newRow("provider for another source") << u"file"_s << u"vault"_s << false;
        QTest::newRow("no such provider") << u"exec"_s << u"other"_s << false;
    }
    void tellsWhetherAReferenceResolves()
    {
        QFETCH(QString, source);
        QFETCH(QString, provider);
        QFETCH(bool, resolves);
        const CliHome home;
        const QString vault = u"{source: \"exec\", command: \"/bin/true\"}"_s;
        QCOMPARE(home.run({u"config"_s, u"set"_s, u"secrets.providers.vault"_s, vault}).exitCode, 0);
        QCOMPARE(home.run(store({u"set"_s, u"a"_s}), "tok-123").exitCode, 0);
        const QStringList set{u"config"_s,       u"set"_s,      u"gateway.auth.token"_s,
                              u"--ref-source"_s, source,        u"--ref-provider"_s,
                              provider,          u"--ref-id"_s, source == u"file"_s ? u"/a"_s : u"a"_s,
                              u"--json"_s};
        const CliResult tried = home.run(set + QStringList{u"--dry-run"_s});
        QVERIFY2(tried.exitCode == (resolves ? 0 : 1), tried.err.constData());
        QCOMPARE(tried.json()["checks"_L1]["resolvability"_L1].toBool(), resolves);

        QCOMPARE(home.run(set).exitCode, 0);
        const CliResult validated = home.run({u"config"_s, u"validate"_s, u"--json"_s});
        QCOMPARE(validated.exitCode == 0, resolves);
        QCOMPARE(validated.json()["issues"_L1].toArray().isEmpty(), resolves);
    }

    void lostKeyIsSaid()
    {
        const CliHome home;
        QCOMPARE(home.run(store({u"set"_s, name}), "tok-123").exitCode, 0);
        QVERIFY(QFile::remove(home.path(u".ws-agent/identity/sealing.key"_s)));
        const QByteArray before = home.read(u".ws-agent/credentials/secrets.sealed"_s);
        for (const QStringList &rest :
             {QStringList{u"get"_s, name}, QStringList{u"list"_s}, QStringList{u"set"_s, name}}) {
            const CliResult result = home.run(store(rest), "other");
            QCOMPARE(result.exitCode, 1);
            QVERIFY2(result.err.contains("is lost"), result.err.constData());
        }
        QCOMPARE(home.read(u".ws-agent/credentials/secrets.sealed"_s), before);
    }

    /// Also by those who do not read the secret for anything.
    void deadReferencesAreSaid_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("losesKey");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("the key is lost")
            << u"gateway.auth.token"_s << u"keychain"_s << name << true << QByteArray("is lost");
        QTest::newRow("nothing of that name")
            << u"channels.telegram.botToken"_s << u"keychain"_s << u"other"_s << false << QByteArray("other");
        QTest::newRow("no such variable") << u"channels.telegram.botToken"_s << u"env"_s << u"NOPE_X"_s
                                          << false << QByteArray("NOPE_X is not set");
    }
    void deadReferencesAreSaid()
    {
        QFETCH(QString, key);
        QFETCH(QString, source);
        QFETCH(QString, id);
        QFETCH(bool, losesKey);
        QFETCH(QByteArray, said);
        const CliHome home;
        QCOMPARE(home.run({u"setup"_s, u"--baseline"_s}).exitCode, 0);
        QCOMPARE(home.run(store({u"set"_s, name}), "tok-123").exitCode, 0);
        QCOMPARE(
            home.run({u"config"_s, u"set"_s, key, u"--ref-source"_s, source, u"--ref-id"_s, id}).exitCode, 0);
        if (losesKey)
            QVERIFY(QFile::remove(home.path(u".ws-agent/identity/sealing.key"_s)));

        const CliResult validated = home.run({u"config"_s, u"validate"_s});
        QVERIFY2(validated.out.contains(said), validated.out.constData());
        const CliResult examined = home.run({u"doctor"_s, u"--json"_s});
        QVERIFY2(examined.out.contains(said), examined.out.constData());
        QVERIFY(!(validated.out + examined.out).contains("tok-123"));
        // Without its own secret the gateway does not start.
        QCOMPARE(examined.json()["ok"_L1].toBool(), key != "gateway.auth.token"_L1);
    }

    void noServiceOnTheBus()
    {
        if (QStandardPaths::findExecutable(u"dbus-run-session"_s).isEmpty())
            QSKIP("needs dbus-run-session (package dbus)");
        const CliHome home;
        home.write(u"bus.conf"_s,
                   "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>"
                   "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                   "<allow eavesdrop=\"true\"/>"
                   "<allow own=\"*\"/></policy></busconfig>");
        const QByteArray script =
            "printf tok-123 | \"$1\" secrets store set " + name.toUtf8() + " && \"$1\" secrets store list";
        const CliResult result =
            home.runProgram(u"dbus-run-session"_s,
                            {u"--config-file"_s, home.path(u"bus.conf"_s), u"--"_s, u"sh"_s, u"-c"_s,
                             QString::fromUtf8(script), u"sh"_s, QStringLiteral(WSAGENT_PROGRAM)},
                            inSession(home));
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY2(result.out.contains("sealed file"), result.out.constData());
    }

    void realKeychain()
    {
        if (const QString program = missingForKeyring(); !program.isEmpty())
            QSKIP(qPrintable(u"needs "_s + program));
        const CliHome home;
        const QByteArray script = "printf tok-123 | \"$1\" secrets store set " + name.toUtf8() +
                                  " || exit 10\n"
                                  "\"$1\" secrets store get " +
                                  name.toUtf8() +
                                  " --reveal\n"
                                  "\"$1\" --profile other secrets store get " +
                                  name.toUtf8() +
                                  " >/dev/null 2>&1 && exit 11\n"
                                  "\"$1\" secrets store list\n"
                                  "\"$1\" secrets store rm " +
                                  name.toUtf8() +
                                  " || exit 12\n"
                                  "\"$1\" secrets store get " +
                                  name.toUtf8() + " --require >/dev/null 2>&1; test $? = 3 || exit 13\n";
        const CliResult result = runWithKeyring(home, script);
        QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
        QVERIFY2(result.out.contains("tok-123\n"), result.out.constData());
        QVERIFY2(result.out.contains("***     the keychain"), result.out.constData());
        QVERIFY(!QFile::exists(home.path(u".ws-agent/credentials/secrets.sealed"_s)));
        const QByteArray list = home.read(u".ws-agent/credentials/keychain.json"_s);
        QVERIFY(!list.isEmpty() && !list.contains("tok-123"));
    }

    void keychain_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("another place for the same name is another instance")
            << QByteArray("printf one | \"$1\" secrets store set a.b || exit 10\n"
                          "export WS_AGENT_STATE_DIR=\"$HOME/elsewhere\"\n"
                          "\"$1\" secrets store get a.b && exit 11\n"
                          "printf two | \"$1\" secrets store set a.b || exit 12\n"
                          "unset WS_AGENT_STATE_DIR\n"
                          "test \"$(\"$1\" secrets store get a.b --reveal)\" = one || exit 13\n");
        QTest::newRow("a new name brings its secrets along")
            << QByteArray("\"$1\" --profile old setup --port 28789 || exit 10\n"
                          "printf one | \"$1\" --profile old secrets store set a.b || exit 11\n"
                          "\"$1\" profiles rename old new || exit 12\n"
                          "test \"$(\"$1\" --profile new secrets store get a.b --reveal)\" = one || exit 13\n"
                          "\"$1\" --profile old secrets store get a.b && exit 14\n"
                          "true\n");
        QTest::newRow("a name that is taken keeps its secrets") << QByteArray(
            "\"$1\" --profile old setup --port 28789 || exit 10\n"
            "\"$1\" --profile new setup --port 29789 || exit 11\n"
            "printf one | \"$1\" --profile old secrets store set a.b || exit 12\n"
            "printf two | \"$1\" --profile new secrets store set a.b || exit 13\n"
            "\"$1\" profiles rename old new && exit 14\n"
            "test \"$(\"$1\" --profile old secrets store get a.b --reveal)\" = one || exit 15\n"
            "test \"$(\"$1\" --profile new secrets store get a.b --reveal)\" = two || exit 16\n");
        QTest::newRow("secrets are found in both stores")
            << QByteArray("printf one | \"$1\" secrets store set a.b || exit 10\n"
                          "export WS_AGENT_SECRET_STORE=file\n"
                          "test \"$(\"$1\" secrets store get a.b --reveal)\" = one || exit 11\n"
                          "printf two | \"$1\" secrets store set c.d || exit 12\n"
                          "unset WS_AGENT_SECRET_STORE\n"
                          "\"$1\" secrets store list | grep 'a.b .*the keychain' || exit 13\n"
                          "\"$1\" secrets store list | grep 'c.d .*secrets.sealed' || exit 14\n"
                          "test \"$(\"$1\" secrets store get c.d --reveal)\" = two || exit 15\n");
    }
    void keychain()
    {
        QFETCH(QByteArray, script);
        if (const QString program = missingForKeyring(); !program.isEmpty())
            QSKIP(qPrintable(u"needs "_s + program));
        const CliHome home;
        const CliResult result = runWithKeyring(home, script);
        QVERIFY2(result.exitCode == 0,
                 (QByteArray::number(result.exitCode) + result.out + result.err).constData());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSecretCommands)
#include "tst_secretcommands.moc"
