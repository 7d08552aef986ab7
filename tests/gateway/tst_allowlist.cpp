#include "gateway/agents/exec/allowlist.h"
#include "gateway/agents/exec/safebins.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// A machine with a few programs. `link` is a link to the shell, `sub/tool` lies in the workspace.
JudgeFacts machine(const QList<AllowEntry> &entries)
{
    const auto lookUp = [](const QString &name) -> QString {
        static const QStringList programs{u"ls"_s,    u"cat"_s,   u"git"_s,  u"env"_s,     u"sudo"_s,
                                          u"bash"_s,  u"sh"_s,    u"grep"_s, u"find"_s,    u"xargs"_s,
                                          u"tar"_s,   u"jq"_s,    u"sort"_s, u"head"_s,    u"echo"_s,
                                          u"link"_s,  u"rsync"_s, u"man"_s,  u"python3"_s, u"timeout"_s,
                                          u"nohup"_s, u"wc"_s,    u"tr"_s,   u"cut"_s,     u"busybox"_s};
        if (name.startsWith(u'/'))
            return name;
        if (name.contains(u'/'))
            return QDir::cleanPath(u"/home/u/work/"_s + name);
        return programs.contains(name) ? u"/usr/bin/"_s + name : QString();
    };
    const auto resolve = [](const QString &path) {
        return path == "/usr/bin/link"_L1 || path == "/home/u/work/innocent"_L1 ? u"/usr/bin/bash"_s : path;
    };
    return {.entries = entries,
            .safeBins = defaultSafeBins(),
            .cwd = u"/home/u/work"_s,
            .home = u"/home/u"_s,
            .lookUp = lookUp,
            .resolve = resolve};
}

QList<AllowEntry> patterns(const QStringList &list)
{
    QList<AllowEntry> entries;
    for (const QString &pattern : list)
        entries += AllowEntry{.id = u"id:"_s + pattern, .pattern = pattern};
    return entries;
}

} // namespace

class TestAllowlist : public QObject
{
    Q_OBJECT

private slots:
    void waysAroundTheList_data()
    {
        QTest::addColumn<QString>(
            "command"); // /usr/bin/{ls,cat,git,bash,find,tar,rsync,man,python3,link} and ~/work/** are listed

        const auto row = [](const char *name, const QString &command) {
            QTest::newRow(name) << command;
        };
        row("a program that is not listed", u"sudo ls"_s);
        row("after and", u"ls && env"_s);
        row("after or", u"ls || rm x"_s);
        row("after a semicolon", u"ls; rm x"_s);
        row("after a semicolon without space", u"ls;rm x"_s);
        row("in a pipe", u"ls | rm"_s);
        row("in a pipe with errors", u"ls |& rm"_s);
        row("in the background", u"ls & rm x"_s);
        row("only in the background", u"ls &"_s);
        row("on a second line", u"ls\nrm x"_s);
        row("behind a carriage return", u"ls\rrm x"_s);
        row("on a continued line", u"ls \\\nrm"_s);
        row("behind a line separator", u"ls\u2028rm"_s);
        row("behind a zero byte", u"ls"_s + QChar::Null + u"rm"_s);
        row("behind a form feed", u"ls\frm"_s);
        row("with a mark that turns the text", u"ls \u202Erm"_s);
        row("with a space that is none", u"ls\u00A0x"_s);
        row("substitution", u"ls $(rm x)"_s);
        row("substitution in double quotes", u"ls \"$(rm x)\""_s);
        row("substitution by backticks", u"ls `rm x`"_s);
        row("backticks in double quotes", u"ls \"`rm x`\""_s);
        row("arithmetic", u"ls $((1+1))"_s);
        row("a process as a file", u"cat <(rm x)"_s);
        row("a process that is written to", u"cat >(rm x)"_s);
        row("a variable", u"ls $HOME"_s);
        row("a variable as the program", u"$SHELL x"_s);
        row("a variable in double quotes", u"ls \"$HOME\""_s);
        row("a variable with braces", u"ls ${HOME}"_s);
        row("the separator of fields", u"ls$IFS-l"_s);
        row("ANSI quotes", u"ls $'\\x41'"_s);
        row("translated quotes", u"ls $\"x\""_s);
        row("output to a file", u"ls > x"_s);
        row("output to a file without space", u"ls>x"_s);
        row("errors to a file", u"ls 2>x"_s);
        row("appended to a file", u"ls >> x"_s);
        row("both to a file", u"ls &> x"_s);
        row("input from a file", u"cat < /etc/passwd"_s);
        row("a here document", u"cat << x"_s);
        row("a here string", u"cat <<< x"_s);
        row("a variable before the program", u"LD_PRELOAD=x ls"_s);
        row("a quoted variable before the program", u"A='1' ls"_s);
        row("a variable appended to", u"PATH+=:/x ls"_s);
        row("only a variable", u"A=1"_s);
        row("env", u"env ls"_s);
        row("env with a variable", u"env A=1 ls"_s);
        row("env by its path", u"/usr/bin/env ls"_s);
        row("env in quotes", u"'env' ls"_s);
        row("env in pieces", u"e'n'v ls"_s);
        row("env behind a backslash", u"\\env ls"_s);
        row("timeout", u"timeout 5 ls"_s);
        row("nohup", u"nohup ls"_s);
        row("xargs", u"ls | xargs rm"_s);
        row("busybox", u"busybox rm x"_s);
        row("a shell with a text", u"bash -c 'rm x'"_s);
        row("a shell with a text, options joined", u"bash -xc 'rm x'"_s);
        row("a shell with a text, an option before", u"bash -x -c 'rm x'"_s);
        row("a shell that reads a pipe", u"cat x | bash"_s);
        row("a shell told to read a pipe", u"cat x | bash -s"_s);
        row("a shell with a long option", u"bash --rcfile x"_s);
        row("a shell by a link", u"link -c 'rm x'"_s);
        row("a shell by a link in the workspace", u"./innocent -c 'rm x'"_s);
        row("eval", u"eval ls"_s);
        row("exec", u"exec ls"_s);
        row("command", u"command ls"_s);
        row("builtin", u"builtin ls"_s);
        row("a dot", u". ./x"_s);
        row("source", u"source x"_s);
        row("another directory first", u"cd /tmp && ./tool"_s);
        row("an alias", u"alias ls=rm"_s);
        row("a trap", u"trap 'rm x' EXIT"_s);
        row("a subshell", u"(rm x)"_s);
        row("a group", u"{ ls; }"_s);
        row("braces", u"ls {a,b}"_s);
        row("a function", u"ls() { rm x; }"_s);
        row("a loop", u"for i in a; do ls; done"_s);
        row("a condition", u"if ls; then ls; fi"_s);
        row("a negation", u"! ls"_s);
        row("a comment", u"ls # x"_s);
        row("a test", u"[[ -f x ]] && ls"_s);
        row("an end of a case", u"ls ;; ls"_s);
        row("a program by a pattern", u"/usr/bin/l*"_s);
        row("a program by another pattern", u"/?s?/bi?/ls"_s);
        row("a program by a set", u"/usr/bin/[l]s"_s);
        row("a program by equals", u"=ls"_s);
        row("the home of somebody", u"ls ~root"_s);
        row("an old directory", u"ls ~-"_s);
        row("a program in the home", u"~/work/tool"_s);
        row("a program that only looks like it", u"/usr/bin/../../tmp/ls"_s);
        row("a program that begins like it", u"/usr/bin/lsx"_s);
        row("a name that is not there", u"nothing"_s);
        row("a quote that stays open", u"ls 'x"_s);
        row("a double quote that stays open", u"ls \"x"_s);
        row("a backslash at the end", u"ls \\"_s);
        row("nothing before a pipe", u"| ls"_s);
        row("nothing after a pipe", u"ls |"_s);
        row("nothing between", u"ls && && ls"_s);
        row("only a separator", u";"_s);
        row("nothing", u""_s);
        row("only quotes", u"''"_s);
        row("find that runs", u"find . -exec rm x +"_s);
        row("find that deletes", u"find . -delete"_s);
        row("find that writes", u"find . -fprintf x y"_s);
        row("tar that runs", u"tar xf x --to-command=rm"_s);
        row("tar that runs, shortened", u"tar xf x --to-com=rm"_s);
        row("tar with a program", u"tar -I rm -xf x"_s);
        row("tar with a program in one word", u"tar -Irm -xf x"_s);
        row("tar with a program among its letters", u"tar -cI 'sh x.sh' -f o.tar X"_s);
        row("tar with a program among letters without a dash", u"tar cIf 'sh x.sh' o.tar X"_s);
        row("tar with a script for the next tape", u"tar -cMF x.sh -f o.tar X"_s);
        row("tar with a list of files, which may hold options", u"tar -cT list -f o.tar"_s);
        row("tar with files that may read like options", u"tar cf o.tar *"_s);
        row("files that may read like options", u"ls *.txt"_s);
        row("files that may read like options after a letter", u"ls a*"_s);
        row("files that begin like an option", u"ls -*"_s);
        row("files that begin like an option, in quotes", u"ls '-'*"_s);
        row("rsync with a program among its letters", u"rsync -ae 'sh x.sh' x y:z"_s);
        row("man with a pager among its letters", u"man -aP 'sh x.sh' ls"_s);
        row("git that opens files", u"git grep -nO'sh x.sh' x"_s);
        row("git with a setting", u"git -c core.pager=rm log"_s);
        row("git elsewhere", u"git -C /tmp/evil status"_s);
        row("a safe program with a file", u"grep root /etc/passwd"_s);
        row("a safe program with a file after its pattern", u"grep -e root passwd"_s);
        row("a safe program that looks everywhere", u"grep -r root"_s);
        row("a safe program with patterns from a file", u"grep -f x"_s);
        row("a safe program that writes", u"sort -o x"_s);
        row("a safe program that runs another", u"sort --compress-program=rm"_s);
        row("a safe program with a list of files", u"wc --files0-from=x"_s);
        row("a safe program that goes on for ever", u"head x"_s);
        row("a safe program that reads the environment", u"jq 'env'"_s);
        row("a safe program that reads the environment otherwise", u"jq '$ENV.TOKEN'"_s);
        row("a safe program with a pattern for files", u"grep *"_s);
        row("a safe program from elsewhere", u"/tmp/grep x"_s);
    }

    void waysAroundTheList()
    {
        QFETCH(QString, command);
        QList<AllowEntry> entries = patterns({u"/usr/bin/ls"_s, u"/usr/bin/cat"_s, u"/usr/bin/git"_s,
                                              u"/usr/bin/find"_s, u"/usr/bin/tar"_s, u"/usr/bin/rsync"_s,
                                              u"/usr/bin/man"_s, u"/usr/bin/python3"_s, u"~/work/**"_s});
        if (!command.startsWith("/usr/bin/../"_L1))
            entries += patterns({u"/usr/bin/bash"_s, u"/usr/bin/link"_s, u"/usr/bin/env"_s});
        const Judgement judgement = judgeCommand(command, machine(entries));

        QVERIFY2(!judgement.allowed, qPrintable(judgement.sealed));
        QVERIFY(!judgement.reason.isEmpty());
        QVERIFY(judgement.sealed.isEmpty());
    }

    void whatIsAllowed_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("sealed");

        QTest::newRow("a program") << u"ls"_s << u"'/usr/bin/ls'"_s;
        QTest::newRow("with arguments") << u"  ls -la  x "_s << u"'/usr/bin/ls' '-la' 'x'"_s;
        QTest::newRow("by its path") << u"/usr/bin/ls"_s << u"'/usr/bin/ls'"_s;
        QTest::newRow("in quotes") << u"'ls' \"a b\" c\\ d"_s << u"'/usr/bin/ls' 'a b' 'c d'"_s;
        QTest::newRow("signs in single quotes")
            << u"ls '$(x) `y` > z & ; | \\'"_s << u"'/usr/bin/ls' '$(x) `y` > z & ; | \\'"_s;
        QTest::newRow("signs behind backslashes") << u"ls \\$x \\; \\>"_s << u"'/usr/bin/ls' '$x' ';' '>'"_s;
        QTest::newRow("a quote in quotes") << u"ls \"it's\""_s << u"'/usr/bin/ls' 'it'\\''s'"_s;
        QTest::newRow("an empty word") << u"ls '' x"_s << u"'/usr/bin/ls' '' 'x'"_s;
        QTest::newRow("one after the other")
            << u"ls && git status; ls || cat x;"_s
            << u"'/usr/bin/ls' && '/usr/bin/git' 'status' ; '/usr/bin/ls' || '/usr/bin/cat' 'x'"_s;
        QTest::newRow("a pattern for files")
            << u"ls ./*.txt /a[bc]? 'x*'"_s << u"'/usr/bin/ls' '.''/'*'.''t''x''t' '/''a'['b''c'']'? 'x*'"_s;
        QTest::newRow("a pattern in the home") << u"ls ~/*.txt"_s << u"'/usr/bin/ls' ~/*'.''t''x''t'"_s;
        QTest::newRow("letters that are harmless")
            << u"tar czf o.tar ./* && tar -xf o.tar"_s
            << u"'/usr/bin/tar' 'czf' 'o.tar' '.''/'* && '/usr/bin/tar' '-xf' 'o.tar'"_s;
        QTest::newRow("the home") << u"ls ~ ~/x"_s << u"'/usr/bin/ls' ~ ~/'x'"_s;
        QTest::newRow("a value with equals")
            << u"ls --color=auto a=b"_s << u"'/usr/bin/ls' '--color=auto' 'a=b'"_s;
        QTest::newRow("a filter")
            << u"ls | grep -i 'x y' | sort -k 2 -n | head -n 5 | wc -l"_s
            << u"'/usr/bin/ls' | '/usr/bin/grep' '-i' 'x y' | '/usr/bin/sort' '-k' '2' '-n' | '/usr/bin/head' '-n' '5' | '/usr/bin/wc' '-l'"_s;
        QTest::newRow("a filter of JSON")
            << u"cat x | jq -r '.a[0].b'"_s << u"'/usr/bin/cat' 'x' | '/usr/bin/jq' '-r' '.a[0].b'"_s;
        QTest::newRow("a script of the workspace")
            << u"./sub/tool.sh x"_s << u"'/home/u/work/sub/tool.sh' 'x'"_s;
        QTest::newRow("a shell with a script") << u"bash x.sh -c y"_s << u"'/usr/bin/bash' 'x.sh' '-c' 'y'"_s;
        QTest::newRow("a search") << u"find . -name '*.h'"_s << u"'/usr/bin/find' '.' '-name' '*.h'"_s;
    }

    void whatIsAllowed()
    {
        QFETCH(QString, command);
        QFETCH(QString, sealed);
        const Judgement judgement = judgeCommand(
            command,
            machine(patterns({u"/USR/bin/ls"_s, u"/usr/bin/c?t"_s, u"/usr/*/git"_s, u"/usr/bin/bash"_s,
                              u"/usr/bin/find"_s, u"/usr/bin/tar"_s, u"~/work/**"_s})));

        QVERIFY2(judgement.allowed, qPrintable(judgement.reason));
        QCOMPARE(judgement.sealed, sealed);
    }

    void bareNamesAndStarsInOneFolder()
    {
        QVERIFY(!judgeCommand(u"ls"_s, machine(patterns({u"ls"_s, u"*"_s, u"/usr/*"_s, u"**ls"_s}))).allowed);
        QVERIFY(judgeCommand(u"ls"_s, machine(patterns({u"/usr/**"_s}))).allowed);
    }

    void anEntryForOneCommandHoldsForThatOnly()
    {
        const auto entry = entryFor(u"git push 'a.b' \"c d\""_s, machine({}));
        QVERIFY(entry);
        QCOMPARE(entry->pattern, u"/usr/bin/git"_s);
        const JudgeFacts facts = machine({*entry});
        QVERIFY(judgeCommand(u"git push a.b 'c d'"_s, facts).allowed);
        QVERIFY(!judgeCommand(u"git push axb 'c d'"_s, facts).allowed);
        QVERIFY(!judgeCommand(u"git push a.b c d"_s, facts).allowed);
        QVERIFY(!judgeCommand(u"git push a.b 'c d' --force"_s, facts).allowed);
        QVERIFY(!judgeCommand(u"git push a.b 'c d' *"_s, facts).allowed);
        QVERIFY(!judgeCommand(u"git"_s, facts).allowed);
        JudgeFacts elsewhere = facts;
        elsewhere.cwd = u"/tmp"_s;
        QVERIFY(!judgeCommand(u"git push a.b 'c d'"_s, elsewhere).allowed);

        const auto bare = entryFor(u"ls"_s, machine({}));
        QVERIFY(bare);
        QVERIFY(judgeCommand(u"ls"_s, machine({*bare})).allowed);
        QVERIFY(!judgeCommand(u"ls x"_s, machine({*bare})).allowed);
        QVERIFY(!entryFor(u"ls && git"_s, machine({})));
        QVERIFY(!entryFor(u"sudo ls"_s, machine({})));
        QVERIFY(!entryFor(u"ls *"_s, machine({})));
    }

    /// What is given to the shell is what was judged: a real shell shows which words it makes of it.
    void aRealShellReadsTheSame_data()
    {
        QTest::addColumn<QString>("shell");
        for (const auto shell : {"sh", "bash", "dash", "zsh"})
            QTest::newRow(shell) << QString::fromLatin1(shell);
    }

    void aRealShellReadsTheSame()
    {
        QFETCH(QString, shell);
        if (QStandardPaths::findExecutable(shell).isEmpty())
            QSKIP("it is not installed");
        const QStringList words{u"a b"_s, u"it's"_s, u"$HOME"_s, u"`id`"_s,  u"\\"_s,
                                u"*"_s,   u"~"_s,    u"-n"_s,    u"\"q\""_s, u"!x"_s,
                                u"ü€"_s,  u""_s,     u"a=b"_s,   u"#c"_s,    u"{a,b}"_s};
        CommandLine line{.segments = {{CommandWord{.text = u"printf"_s}, CommandWord{.text = u"[%s]"_s}}}};
        for (const QString &word : words)
            line.segments[0] += CommandWord{.text = word};
        QProcess process;
        process.start(shell, {u"-c"_s, line.sealed({u"/usr/bin/printf"_s})});
        QVERIFY(process.waitForFinished());
        QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()), u'[' + words.join("]["_L1) + u']');
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestAllowlist)
#include "tst_allowlist.moc"
