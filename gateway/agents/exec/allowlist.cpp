#include "gateway/agents/exec/allowlist.h"

#include "gateway/agents/exec/safebins.h"
#include "gateway/agents/filewalk.h"

#include <QDir>
#include <QRegularExpression>
#include <QUuid>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Programs that run others: which one, a list of programs cannot tell.
bool isWrapper(const QString &name)
{
    static const QStringList names{u"env"_s,
                                   u"sudo"_s,
                                   u"doas"_s,
                                   u"su"_s,
                                   u"pkexec"_s,
                                   u"runuser"_s,
                                   u"setpriv"_s,
                                   u"nohup"_s,
                                   u"nice"_s,
                                   u"ionice"_s,
                                   u"chrt"_s,
                                   u"taskset"_s,
                                   u"timeout"_s,
                                   u"time"_s,
                                   u"xargs"_s,
                                   u"parallel"_s,
                                   u"setsid"_s,
                                   u"stdbuf"_s,
                                   u"unbuffer"_s,
                                   u"script"_s,
                                   u"strace"_s,
                                   u"ltrace"_s,
                                   u"gdb"_s,
                                   u"watch"_s,
                                   u"entr"_s,
                                   u"chroot"_s,
                                   u"unshare"_s,
                                   u"nsenter"_s,
                                   u"bwrap"_s,
                                   u"firejail"_s,
                                   u"flock"_s,
                                   u"busybox"_s,
                                   u"toybox"_s,
                                   u"systemd-run"_s,
                                   u"at"_s,
                                   u"batch"_s,
                                   u"crontab"_s,
                                   u"start-stop-daemon"_s,
                                   u"ld.so"_s,
                                   u"ld-linux-x86-64.so.2"_s,
                                   u"ld-linux-aarch64.so.1"_s,
                                   u"dbus-run-session"_s,
                                   u"xvfb-run"_s,
                                   u"fakeroot"_s,
                                   u"ssh"_s,
                                   u"cmd.exe"_s,
                                   u"powershell"_s,
                                   u"pwsh"_s};
    return names.contains(name.toLower());
}

/// Words that the shell itself understands, and by which it would run or change something else.
bool isShellWord(const QString &word)
{
    static const QStringList words{
        u"."_s,       u"source"_s,    u"eval"_s,     u"exec"_s,     u"command"_s, u"builtin"_s, u"alias"_s,
        u"unalias"_s, u"trap"_s,      u"export"_s,   u"set"_s,      u"unset"_s,   u"hash"_s,    u"enable"_s,
        u"declare"_s, u"typeset"_s,   u"local"_s,    u"readonly"_s, u"shopt"_s,   u"bind"_s,    u"complete"_s,
        u"cd"_s,      u"pushd"_s,     u"popd"_s,     u"if"_s,       u"then"_s,    u"else"_s,    u"elif"_s,
        u"fi"_s,      u"for"_s,       u"while"_s,    u"until"_s,    u"do"_s,      u"done"_s,    u"case"_s,
        u"esac"_s,    u"select"_s,    u"function"_s, u"coproc"_s,   u"time"_s,    u"[["_s,      u"]]"_s,
        u"noglob"_s,  u"nocorrect"_s, u"autoload"_s, u"zmodload"_s, u"fc"_s,      u"history"_s, u"umask"_s,
        u"ulimit"_s,  u"read"_s,      u"mapfile"_s,  u"wait"_s,     u"jobs"_s,    u"fg"_s,      u"bg"_s};
    return words.contains(word);
}

bool isShell(const QString &name)
{
    static const QStringList names{u"sh"_s,   u"bash"_s, u"dash"_s, u"zsh"_s, u"ksh"_s,  u"mksh"_s,
                                   u"fish"_s, u"csh"_s,  u"tcsh"_s, u"ash"_s, u"rbash"_s};
    return names.contains(name.toLower());
}

/// A shell may run a script that is named, not a text, nor what comes through a pipe.
bool runsText(const QStringList &arguments)
{
    for (const QString &argument : arguments) {
        if (!argument.startsWith(u'-') && !argument.startsWith(u'+'))
            return false;
        if (argument.startsWith("--"_L1) || argument.contains(u'c') || argument.contains(u's') ||
            argument.contains(u'o') || argument.contains(u'O') || argument == "-"_L1)
            return true;
    }
    return true; // no script at all: it reads its input
}

/// How a program that is harmless otherwise is told to run another one.
struct Running
{
    QStringList letters = {}; ///< of short options, which may stand together in one word
    QStringList words = {};   ///< whole words, or before a "="; long ones also shortened
    bool dashless = false;    ///< its first word are letters, with a dash or without
};

Running runningBy(const QString &name)
{
    static const QHash<QString, Running> all{
        {u"find"_s,
         {.words = {u"-exec"_s, u"-execdir"_s, u"-ok"_s, u"-okdir"_s, u"-delete"_s, u"-fprint"_s,
                    u"-fprint0"_s, u"-fprintf"_s, u"-fls"_s}}},
        {u"tar"_s,
         {.letters = {u"I"_s, u"F"_s, u"T"_s}, // a list of files may hold options
          .words = {u"--to-command"_s, u"--checkpoint-action"_s, u"--use-compress-program"_s,
                    u"--rsh-command"_s, u"--rmt-command"_s, u"--info-script"_s, u"--new-volume-script"_s,
                    u"--files-from"_s},
          .dashless = true}},
        {u"git"_s,
         {.letters = {u"O"_s},
          .words = {u"-c"_s, u"-C"_s, u"--exec"_s, u"--exec-path"_s, u"--upload-pack"_s, u"--receive-pack"_s,
                    u"--config-env"_s, u"--open-files-in-pager"_s, u"--extcmd"_s}}},
        {u"rsync"_s,
         {.letters = {u"e"_s, u"M"_s}, .words = {u"--rsh"_s, u"--rsync-path"_s, u"--remote-option"_s}}},
        {u"scp"_s, {.letters = {u"S"_s, u"o"_s, u"F"_s}}},
        {u"sftp"_s, {.letters = {u"S"_s, u"o"_s, u"F"_s, u"D"_s}}},
        {u"sort"_s, {.words = {u"--compress-program"_s}}},
        {u"split"_s, {.words = {u"--filter"_s}}},
        {u"install"_s, {.words = {u"--strip-program"_s}}},
        {u"wget"_s, {.letters = {u"e"_s}, .words = {u"--execute"_s, u"--use-askpass"_s, u"--config"_s}}},
        {u"rg"_s, {.words = {u"--pre"_s, u"--hostname-bin"_s}}},
        {u"fd"_s, {.letters = {u"x"_s, u"X"_s}, .words = {u"--exec"_s, u"--exec-batch"_s}}},
        {u"man"_s,
         {.letters = {u"P"_s, u"H"_s, u"C"_s}, .words = {u"--pager"_s, u"--html"_s, u"--config-file"_s}}},
        {u"zip"_s, {.letters = {u"TT"_s}, .words = {u"--unzip-command"_s}}},
        {u"vim"_s, {.letters = {u"c"_s, u"S"_s, u"s"_s, u"u"_s}, .words = {u"--cmd"_s}}}};
    return all.value(name.toLower());
}

bool isWordOf(const QStringList &words, const QString &argument)
{
    return std::any_of(words.begin(), words.end(), [&argument](const QString &word) {
        return argument == word || argument.startsWith(word + u'=') ||
               (word.startsWith("--"_L1) && argument.size() > 3 &&
                word.startsWith(argument.section(u'=', 0, 0)));
    });
}

/// A value in the same word is taken for letters too: rather one too many refused.
bool runsAnother(const QString &name, const QStringList &arguments)
{
    const Running running = runningBy(name);
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (isWordOf(running.words, argument))
            return true;
        const bool isLetters = (argument.startsWith(u'-') && !argument.startsWith("--"_L1)) ||
                               (running.dashless && i == 0 && !argument.startsWith(u'-'));
        if (isLetters && std::any_of(running.letters.begin(), running.letters.end(),
                                     [&argument](const QString &each) { return argument.contains(each); }))
            return true;
    }
    return false;
}

/// A pattern that does not begin with a place may become the name of a file that reads like an option.
bool mayBecomeOption(const CommandWord &word)
{
    static const QStringList places{u"/"_s, u"./"_s, u"../"_s, u"~/"_s};
    return word.hasGlob && std::none_of(places.begin(), places.end(), [&word](const QString &place) {
               return word.text.startsWith(place);
           });
}

bool globMatches(const QString &pattern, const QString &path, const QString &home)
{
    const QString full = pattern.startsWith("~/"_L1) ? home + pattern.mid(1) : pattern;
    if (!full.contains(u'/'))
        return false; // a bare name would mean whatever PATH finds
    const QRegularExpression expression(QRegularExpression::anchoredPattern(globExpression(full)),
                                        QRegularExpression::CaseInsensitiveOption |
                                            QRegularExpression::DotMatchesEverythingOption);
    return expression.match(path).hasMatch();
}

QStringList argumentsOf(const QList<CommandWord> &segment)
{
    QStringList arguments;
    for (const CommandWord &word : segment.mid(1))
        arguments += word.text;
    return arguments;
}

class Judge
{
public:
    Judge(const QList<CommandWord> &segment, const JudgeFacts &facts)
        : m_segment(segment)
        , m_facts(facts)
        , m_arguments(argumentsOf(segment))
    {}

    QString program() const { return m_program; }
    QString entryId() const { return m_entryId; }

    /// Why not; empty: allowed.
    QString objection()
    {
        const QString word = m_segment.first().text;
        if (m_segment.first().hasGlob || m_segment.first().hasTilde)
            return u"the name of the program is a pattern"_s;
        if (isShellWord(word))
            return u"%1 is a word of the shell, not a program"_s.arg(word);
        m_program = m_facts.lookUp(word);
        if (m_program.isEmpty())
            return u"there is no program %1"_s.arg(word);
        const QString target = m_facts.resolve(m_program);
        for (const QString &path : {word, m_program, target}) {
            const QString name = path.section(u'/', -1);
            if (isWrapper(name))
                return u"%1 runs other programs"_s.arg(name);
            if (isShell(name) && runsText(m_arguments))
                return u"%1 runs a text"_s.arg(name);
            if (runsAnother(name, m_arguments))
                return u"%1 is told to run or change something else"_s.arg(name);
        }
        for (const CommandWord &each : m_segment) {
            if (mayBecomeOption(each))
                return u"a file that fits %1 may be taken for an option: write ./%1"_s.arg(each.text);
        }
        if (isListed(m_program) || isListed(target) || isSafeBin())
            return {};
        return u"%1 is not on the list"_s.arg(m_program);
    }

private:
    bool isListed(const QString &path)
    {
        for (const AllowEntry &entry : m_facts.entries) {
            if (!globMatches(entry.pattern, path, m_facts.home))
                continue;
            if (!entry.cwd.isEmpty() && QDir::cleanPath(entry.cwd) != QDir::cleanPath(m_facts.cwd))
                continue;
            if (!entry.argPattern.isEmpty() && !fitsArguments(entry))
                continue;
            m_entryId = entry.id;
            return true;
        }
        return false;
    }

    bool fitsArguments(const AllowEntry &entry) const
    {
        if (hasPattern())
            return false; // who knows what they will be
        const QRegularExpression expression(QRegularExpression::anchoredPattern(entry.argPattern));
        return expression.isValid() && expression.match(m_arguments.join(u'\n')).hasMatch();
    }

    bool hasPattern() const
    {
        return std::any_of(m_segment.begin(), m_segment.end(),
                           [](const CommandWord &word) { return word.hasGlob || word.hasTilde; });
    }

    /// By its name, from where the system keeps its programs.
    bool isSafeBin() const
    {
        static const QStringList places{u"/usr/bin"_s, u"/bin"_s, u"/usr/local/bin"_s,
                                        u"/opt/homebrew/bin"_s};
        const QString name = m_program.section(u'/', -1);
        return m_facts.safeBins.contains(name) && places.contains(m_program.section(u'/', 0, -2)) &&
               !hasPattern() && safeBinObjection(name, m_arguments).isEmpty();
    }

    const QList<CommandWord> &m_segment;
    const JudgeFacts &m_facts;
    QStringList m_arguments;
    QString m_program;
    QString m_entryId;
};

} // namespace

AllowEntry allowEntry(const QJsonObject &json)
{
    return {.id = json["id"_L1].toString(),
            .pattern = json["pattern"_L1].toString(),
            .argPattern = json["argPattern"_L1].toString(),
            .cwd = json["cwd"_L1].toString()};
}

Judgement judgeCommand(const QString &commandLine, const JudgeFacts &facts)
{
    const CommandLine line = readCommandLine(commandLine.trimmed());
    Judgement judgement{.allowed = true};
    if (!line.objection.isEmpty())
        return {.reason = line.objection};
    for (const auto &segment : line.segments) {
        Judge judge(segment, facts);
        const QString objection = judge.objection();
        if (!objection.isEmpty() && judgement.allowed) {
            judgement.allowed = false;
            judgement.reason = objection;
        }
        judgement.programs += judge.program();
        if (!judge.entryId().isEmpty())
            judgement.entryIds += judge.entryId();
    }
    if (judgement.allowed)
        judgement.sealed = line.sealed(judgement.programs);
    return judgement;
}

std::optional<AllowEntry> entryFor(const QString &commandLine, const JudgeFacts &facts)
{
    const CommandLine line = readCommandLine(commandLine.trimmed());
    if (!line.objection.isEmpty() || line.segments.size() != 1)
        return std::nullopt;
    const QList<CommandWord> &segment = line.segments.first();
    const QString program = facts.lookUp(segment.first().text);
    static const QRegularExpression globSigns(u"[*?\\[\\]{}]"_s);
    if (program.isEmpty() || program.contains(globSigns))
        return std::nullopt;
    AllowEntry entry{.id = QUuid::createUuid().toString(QUuid::WithoutBraces),
                     .pattern = program,
                     .argPattern = QRegularExpression::escape(argumentsOf(segment).join(u'\n')),
                     .cwd = facts.cwd};
    if (entry.argPattern.isEmpty())
        entry.argPattern = u"^$"_s;
    JudgeFacts withIt = facts;
    withIt.entries = {entry};
    if (!judgeCommand(commandLine, withIt).allowed)
        return std::nullopt; // a wrapper, or words that are patterns: it would not hold
    return entry;
}

} // namespace wsagent
