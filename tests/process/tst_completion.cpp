#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Three profiles; the config of "work" has a key of its own.
test::CliHome someHome()
{
    test::CliHome home;
    const QString program = QStringLiteral(WSAGENT_PROGRAM);
    home.environment.insert(u"PATH"_s, QFileInfo(program).path() + u":/usr/bin:/bin"_s);
    home.write(u".ws-agent/ws-agent.json"_s, "{}");
    home.write(u".ws-agent-rescue/ws-agent.json"_s, "{}");
    home.write(u".ws-agent-work/ws-agent.json"_s,
               "{ gateway: { port: 20000 }, env: { vars: { MINE: 'x' } } }");
    return home;
}

QStringList lines(const QByteArray &text)
{
    return QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts);
}

/// What the program answers, without descriptions.
QStringList answer(const test::CliHome &home, const QStringList &words)
{
    const auto result = home.run(QStringList{u"__complete"_s, u"ws-agent"_s} + words);
    if (result.exitCode != 0 || !result.err.isEmpty())
        return {u"failed: "_s + QString::fromUtf8(result.err)};
    QStringList values;
    for (const QString &line : lines(result.out))
        values += line.section(u'\t', 0, 0);
    return values;
}

/// Presses Tab in a shell: `script` gets the words as its arguments.
QStringList pressTab(const test::CliHome &home, const QString &shell, const QString &script,
                     const QStringList &words)
{
    QProcess process;
    process.setProcessEnvironment(home.environment);
    process.setWorkingDirectory(home.path());
    process.start(shell, QStringList{u"-c"_s, script, u"-"_s, u"ws-agent"_s} + words);
    if (!process.waitForFinished(30'000))
        return {u"failed: "_s + process.errorString()};
    const QByteArray errors = process.readAllStandardError();
    return errors.isEmpty() ? lines(process.readAllStandardOutput())
                            : QStringList{u"failed: "_s + QString::fromUtf8(errors)};
}

const QString bashTab = u"source <(ws-agent completion --shell bash); "
                        u"COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
                        u"_ws_agent; printf '%s\\n' \"${COMPREPLY[@]}\""_s;

} // namespace

class TestCompletion : public QObject
{
    Q_OBJECT

private slots:
    void next_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("expected");

        QTest::newRow("a command") << QStringList{u"prof"_s} << QStringList{u"profiles"_s};
        QTest::newRow("a command below it")
            << QStringList{u"profiles"_s, u"re"_s} << QStringList{u"remove"_s, u"rename"_s};
        QTest::newRow("an option") << QStringList{u"config"_s, u"patch"_s, u"--rep"_s}
                                   << QStringList{u"--replace-path"_s};
        QTest::newRow("an option of the command above")
            << QStringList{u"config"_s, u"get"_s, u"--js"_s} << QStringList{u"--json"_s};
        QTest::newRow("a root option") << QStringList{u"config"_s, u"--pro"_s} << QStringList{u"--profile"_s};
        QTest::newRow("a profile") << QStringList{u"--profile"_s, u"re"_s} << QStringList{u"rescue"_s};
        QTest::newRow("every profile")
            << QStringList{u"--profile"_s, u""_s} << QStringList{u"default"_s, u"rescue"_s, u"work"_s};
        QTest::newRow("a profile in one word")
            << QStringList{u"--profile=re"_s} << QStringList{u"--profile=rescue"_s};
        QTest::newRow("a profile after an equals sign of its own")
            << QStringList{u"--profile"_s, u"="_s, u"re"_s} << QStringList{u"rescue"_s};
        QTest::newRow("right after the equals sign")
            << QStringList{u"--profile"_s, u"="_s} << QStringList{u"default"_s, u"rescue"_s, u"work"_s};
        QTest::newRow("a command after a profile")
            << QStringList{u"--profile"_s, u"="_s, u"rescue"_s, u"setu"_s} << QStringList{u"setup"_s};
        QTest::newRow("a profile to remove")
            << QStringList{u"profiles"_s, u"remove"_s, u"w"_s} << QStringList{u"work"_s};
        QTest::newRow("profiles to check")
            << QStringList{u"profiles"_s, u"check"_s, u"work"_s, u"r"_s} << QStringList{u"rescue"_s};
        QTest::newRow("one of a few words")
            << QStringList{u"setup"_s, u"--mode"_s, u"l"_s} << QStringList{u"local"_s};
        QTest::newRow("a directory") << QStringList{u"setup"_s, u"--workspace"_s, u""_s}
                                     << QStringList{u":dirs"_s};
        QTest::newRow("a file") << QStringList{u"config"_s, u"patch"_s, u"--file"_s, u""_s}
                                << QStringList{u":files"_s};
        QTest::newRow("a section of the config")
            << QStringList{u"config"_s, u"get"_s, u"gatew"_s} << QStringList{u"gateway."_s, u":nospace"_s};
        QTest::newRow("a key") << QStringList{u"config"_s, u"set"_s, u"gateway.por"_s}
                               << QStringList{u"gateway.port"_s};
        QTest::newRow("a key that is set")
            << QStringList{u"--profile"_s, u"work"_s, u"config"_s, u"unset"_s, u"gateway."_s}
            << QStringList{u"gateway.port"_s};
        QTest::newRow("no key of another profile")
            << QStringList{u"--profile"_s, u"rescue"_s, u"config"_s, u"unset"_s, u""_s} << QStringList{};
        QTest::newRow("a key the schema has no name for")
            << QStringList{u"--profile"_s, u"work"_s, u"config"_s, u"get"_s, u"env.vars.M"_s}
            << QStringList{u"env.vars.MINE"_s};
        QTest::newRow("a value") << QStringList{u"config"_s, u"set"_s, u"gateway.bind"_s, u"la"_s}
                                 << QStringList{u"lan"_s};
        QTest::newRow("a switch") << QStringList{u"config"_s, u"set"_s, u"browser.enabled"_s, u""_s}
                                  << QStringList{u"true"_s, u"false"_s};
        QTest::newRow("an unknown command") << QStringList{u"nonsense"_s, u"x"_s} << QStringList{};
        QTest::newRow("an unknown key")
            << QStringList{u"config"_s, u"get"_s, u"no.such[.key"_s} << QStringList{};
        QTest::newRow("an impossible profile")
            << QStringList{u"--profile"_s, u"!"_s, u"config"_s, u"set"_s, u"gateway.por"_s}
            << QStringList{u"gateway.port"_s};
    }

    void next()
    {
        QFETCH(QStringList, words);

        QTEST(answer(someHome(), words), "expected");
    }

    void hiddenAndSilent()
    {
        const test::CliHome home = someHome();

        QVERIFY(!answer(home, {u""_s}).contains(u"__complete"_s));
        QVERIFY(!home.run({u"--help"_s}).out.contains("__complete"));
        QCOMPARE(home.run({u"__complete"_s}).err, QByteArray());
        QCOMPARE(home.run({u"__complete"_s}).exitCode, 0);
    }

    void aDamagedConfigAndRegistryAreNoTrouble()
    {
        const test::CliHome home = someHome();
        home.write(u".ws-agent/ws-agent.json"_s, "{ oops");
        home.write(u".config/ws-agent/profiles.json"_s, "{ oops");

        QCOMPARE(answer(home, {u"config"_s, u"set"_s, u"gateway.por"_s}), QStringList{u"gateway.port"_s});
        QCOMPARE(answer(home, {u"--profile"_s, u"w"_s}), QStringList{u"work"_s});
    }

    void anEmptyWordCanBeSaid()
    {
        const test::CliHome home = someHome();
        const auto result = home.run({u"__complete"_s, u"--at-new-word"_s, u"ws-agent"_s, u"--profile"_s});

        QCOMPARE(lines(result.out), (QStringList{u"default"_s, u"rescue"_s, u"work"_s}));
    }

    /// The bar is 15 ms; the best of many, as other programs run, too.
    void bash_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("expected");

        QTest::newRow("a command") << QStringList{u"prof"_s} << QStringList{u"profiles"_s};
        QTest::newRow("a profile") << QStringList{u"--profile"_s, u"re"_s} << QStringList{u"rescue"_s};
        QTest::newRow("after an equals sign")
            << QStringList{u"--profile"_s, u"="_s, u"re"_s} << QStringList{u"rescue"_s};
        QTest::newRow("a key") << QStringList{u"config"_s, u"get"_s, u"gateway.por"_s}
                               << QStringList{u"gateway.port"_s};
        QTest::newRow("a file") << QStringList{u"config"_s, u"patch"_s, u"--file"_s, u"my"_s}
                                << QStringList{u"my patch.json"_s};
        QTest::newRow("a file after an equals sign")
            << QStringList{u"config"_s, u"patch"_s, u"--file"_s, u"="_s, u"my"_s}
            << QStringList{u"my patch.json"_s};
        QTest::newRow("a directory, no file")
            << QStringList{u"setup"_s, u"--workspace"_s, u"fo"_s} << QStringList{u"folder"_s};
        QTest::newRow("nothing") << QStringList{u"nonsense"_s, u"x"_s} << QStringList{};
    }

    void bash()
    {
        const QString bash = QStandardPaths::findExecutable(u"bash"_s);
        if (bash.isEmpty())
            QSKIP("bash is not installed");
        QFETCH(QStringList, words);
        const test::CliHome home = someHome();
        home.write(u"my patch.json"_s, "{}");
        home.write(u"folder/file"_s, "");
        home.write(u"foot.json"_s, "");

        QTEST(pressTab(home, bash, bashTab, words), "expected");
    }

    void fish()
    {
        const QString fish = QStandardPaths::findExecutable(u"fish"_s);
        if (fish.isEmpty())
            QSKIP("fish is not installed");
        const test::CliHome home = someHome();
        const QString tab = u"ws-agent completion --shell fish | source; complete -C \"$argv[2..]\""_s;

        QCOMPARE(pressTab(home, fish, tab, {u"--profile"_s, u"re"_s}), QStringList{u"rescue"_s});
        QCOMPARE(
            pressTab(home, fish, tab, {u"config"_s, u"get"_s, u"gateway.por"_s}).first().section(u'\t', 0, 0),
            u"gateway.port"_s);
    }

    /// The completion widgets of zsh need a terminal; without one the script can be read and registered.
    void zsh()
    {
        const QString zsh = QStandardPaths::findExecutable(u"zsh"_s);
        if (zsh.isEmpty())
            QSKIP("zsh is not installed");
        const test::CliHome home = someHome();
        const QString script =
            u"autoload -Uz compinit; compinit -u; source <(ws-agent completion --shell zsh);"
            u" print $_comps[ws-agent]; whence -w _ws_agent"_s;

        QCOMPARE(pressTab(home, zsh, script, {}), (QStringList{u"_ws_agent"_s, u"_ws_agent: function"_s}));
    }

    void installedOnceForTheUser()
    {
        const test::CliHome home = someHome();
        home.write(u".bashrc"_s, "alias l=ls");
        const QStringList install{u"completion"_s, u"--shell"_s, u"bash"_s, u"--install"_s, u"--yes"_s};

        QCOMPARE(home.run(install).exitCode, 0);
        const QByteArray once = home.read(u".bashrc"_s);
        QCOMPARE(home.run(install).exitCode, 0);

        QVERIFY(once.startsWith("alias l=ls\n"));
        QCOMPARE(once.count(".local/share/ws-agent/completion/ws-agent.bash"), 2); // tested, then read
        QCOMPARE(home.read(u".bashrc"_s), once);
        const QString bash = QStandardPaths::findExecutable(u"bash"_s);
        if (bash.isEmpty())
            QSKIP("bash is not installed");
        QCOMPARE(pressTab(home, bash, u". ./.bashrc; complete -p ws-agent"_s, {}),
                 QStringList{u"complete -F _ws_agent ws-agent"_s});
    }

    void keptInTheStateDirectory()
    {
        const test::CliHome home = someHome();

        QCOMPARE(home.run({u"--profile"_s, u"work"_s, u"completion"_s, u"--shell"_s, u"fish"_s,
                           u"--write-state"_s})
                     .exitCode,
                 0);
        QVERIFY(home.read(u".ws-agent-work/completions/ws-agent.fish"_s).contains("complete -c ws-agent"));

        const auto missing = home.run({u"--profile"_s, u"nobody"_s, u"completion"_s, u"--shell"_s, u"fish"_s,
                                       u"--write-state"_s, u"--json"_s});
        QCOMPARE(missing.exitCode, 1);
        QCOMPARE(missing.json()["error"_L1]["type"_L1].toString(), u"not_found"_s);
        QVERIFY(!QFile::exists(home.path(u".ws-agent-nobody"_s)));
    }

    void theShellOfTheUserIsTheDefault()
    {
        test::CliHome home = someHome();
        home.environment.insert(u"SHELL"_s, u"/usr/bin/fish"_s);
        QVERIFY(home.run({u"completion"_s}).out.contains("complete -c ws-agent"));

        home.environment.insert(u"SHELL"_s, u"/bin/dash"_s);
        QCOMPARE(home.run({u"completion"_s}).exitCode, 2);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestCompletion)
#include "tst_completion.moc"
