#include "app/cli/completioncommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/completer.h"
#include "app/cli/completionscript.h"
#include "app/cli/completionsources.h"
#include "app/cli/findingsview.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct CompletionOptions
{
    std::string shell;
    bool install = false;
    bool writeState = false;
    bool yes = false;
};

Result<Shell> chosenShell(const CommandContext &context, const CompletionOptions &options)
{
    const QString name =
        options.shell.empty() ? context.selection.environment.value(u"SHELL"_s) : text(options.shell);
    if (const auto shell = shellNamed(name))
        return *shell;
    return Error{name.isEmpty() ? u"which shell is not known, as SHELL is not set"_s
                                : u"there is no completion for %1"_s.arg(name),
                 u"ws-agent completion --shell bash"_s, ErrorKind::Usage};
}

/// Writes only what is new; adds the path to `written` then.
Result<void> writeScript(const QString &path, const QByteArray &script, QStringList &written)
{
    if (const auto present = readFile(path, 1024 * 1024); present && *present == script)
        return {};
    if (const auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
        return made;
    if (const auto replaced = replaceFile(path, script); !replaced)
        return replaced;
    written += path;
    return {};
}

/// The file belongs to the user: only a line at its end is added, so links and modes stay.
Result<void> addLine(const QString &path, const QString &line, QStringList &written)
{
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).absolutePath()) || !file.open(QIODevice::ReadWrite))
        return Error{u"%1 cannot be changed: %2"_s.arg(path, file.errorString()), u"add this line: "_s + line,
                     ErrorKind::Io};
    const QByteArray content = file.readAll();
    if (content.contains(line.toUtf8()))
        return {};
    const QByteArray gap = content.isEmpty() || content.endsWith('\n') ? "" : "\n";
    const QByteArray added = gap + "# Completion of ws-agent\n" + line.toUtf8() + '\n';
    if (file.write(added) != added.size() || !file.flush())
        return Error{u"%1 cannot be written: %2"_s.arg(path, file.errorString()), {}, ErrorKind::Io};
    written += path;
    return {};
}

Result<void> install(const CompletionPlaces &places, const QByteArray &script, QStringList &written)
{
    if (const auto wrote = writeScript(places.script, script, written); !wrote)
        return wrote;
    return places.startupFile.isEmpty() ? Result<void>()
                                        : addLine(places.startupFile, places.startupLine, written);
}

Result<void> writeState(const CommandContext &context, Shell shell, QStringList &written)
{
    const QString stateDir = context.selection.paths.stateDir;
    if (!QFileInfo(stateDir).isDir())
        return Error{u"%1 does not exist"_s.arg(stateDir), context.hint(u"setup"_s), ErrorKind::NotFound};
    return writeScript(stateDir + "/completions/"_L1 + completionFileName(shell), completionScript(shell),
                       written);
}

int report(const CommandContext &context, Shell shell, const QStringList &written)
{
    const Output &out = context.out;
    if (out.json())
        out.document({{"ok"_L1, true},
                      {"shell"_L1, shellName(shell)},
                      {"written"_L1, QJsonArray::fromStringList(written)}});
    for (const QString &path : written)
        out.line(u"written  %1"_s.arg(out.shortPath(path)));
    out.line(written.isEmpty() ? u"Nothing to do: the completion is in place already."_s
                               : u"New shells complete ws-agent."_s);
    return ExitSuccess;
}

int completion(CommandContext &context, const CompletionOptions &options)
{
    const Output &out = context.out;
    const auto shell = chosenShell(context, options);
    if (!shell)
        return out.fail(shell.error());
    const QByteArray script = completionScript(*shell);
    if (!options.install && !options.writeState) {
        if (out.json())
            out.document({{"ok"_L1, true},
                          {"shell"_L1, shellName(*shell)},
                          {"script"_L1, text(script.toStdString())}});
        else
            out.raw(script);
        return ExitSuccess;
    }

    QStringList written;
    if (options.writeState) {
        if (const auto wrote = writeState(context, *shell, written); !wrote)
            return out.fail(wrote.error());
    }
    if (options.install) {
        const auto places =
            completionPlaces(*shell, context.selection.paths.home, context.selection.environment);
        const QString question = places.startupFile.isEmpty()
                                     ? u"Write %1?"_s.arg(out.shortPath(places.script))
                                     : u"Add a line to %1?"_s.arg(out.shortPath(places.startupFile));
        if (!confirm(out, question, options.yes))
            return ExitFailure;
        if (const auto installed = install(places, script, written); !installed)
            return out.fail(installed.error());
    }
    return report(context, *shell, written);
}

} // namespace

int answerCompletion(const CLI::App &root, QStringList words, const QString &accountHome)
{
    if (words.value(0) == "--at-new-word"_L1) {
        words.removeFirst();
        words += QString();
    }
    const PartialLine line = readPartialLine(root, words);
    const Completions next = complete(line, completionSources(line.profile, accountHome));

    QByteArray answer;
    for (const Candidate &candidate : next.candidates) {
        answer += candidate.text.toUtf8();
        if (!candidate.description.isEmpty())
            answer += '\t' + candidate.description.simplified().toUtf8();
        answer += '\n';
    }
    if (next.paths == Completions::Paths::Any)
        answer += ":files\n";
    if (next.paths == Completions::Paths::Directories)
        answer += ":dirs\n";
    if (next.open)
        answer += ":nospace\n";
    Output(false, false, {}).raw(answer);
    return ExitSuccess;
}

void addCompletionCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<CompletionOptions>();
    CLI::App *command =
        root.add_subcommand("completion", "Print or install the script that completes ws-agent in a shell");
    command->add_option("--shell", options->shell, "Default: the shell of the variable SHELL")
        ->check(CLI::IsMember({"bash", "zsh", "fish", "powershell"}));
    command->add_flag("--install", options->install, "Make new shells of this user read it");
    command->add_flag("--write-state", options->writeState, "Write it below the state directory");
    command->add_flag("--yes", options->yes, "Do not ask");
    onChosen(command, chosen, options, completion);
}

} // namespace wsagent
