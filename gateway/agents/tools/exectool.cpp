#include "gateway/agents/tools/exectool.h"

#include "gateway/agents/exec/containers.h"
#include "gateway/agents/exec/execenvironment.h"
#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"

#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownTail = 400; ///< in the line that tells of a command in the background
constexpr qsizetype shownSoFar = 4000;
constexpr int progressMs = 200;

/// The shell of the user; fish speaks another language.
QString shell(const QProcessEnvironment &environment)
{
    const QString own = environment.value(u"SHELL"_s);
    const QString name = own.section(u'/', -1);
    const bool usable = own.startsWith(u'/') && QFileInfo(own).isExecutable() && name != "fish"_L1 &&
                        name != "nologin"_L1 && name != "false"_L1 && name != "csh"_L1 && name != "tcsh"_L1;
    if (usable)
        return own;
    const QString bash = QStandardPaths::findExecutable(u"bash"_s);
    return bash.isEmpty() ? u"/bin/sh"_s : bash;
}

QString outcome(const Command &command)
{
    if (!command.failure().isEmpty())
        return u"could not be started: %1"_s.arg(command.failure());
    if (command.isRunning())
        return u"running"_s;
    if (command.timedOut())
        return u"ended after its time of %1 s"_s.arg(command.spec().timeout.count());
    const int code = command.exitCode().value_or(0);
    return code < 0 ? u"ended by signal %1"_s.arg(-code) : u"exit code %1"_s.arg(code);
}

/// One call: from the arguments to a running command, or to the reason why not.
class ExecCall
{
public:
    ExecCall(Commands &commands, ExecGate &gate, const QJsonObject &arguments, const ToolContext &context)
        : m_commands(commands)
        , m_gate(gate)
        , m_arguments(arguments)
        , m_context(context)
        , m_settings(context.settings["exec"_L1].toObject())
    {}

    ToolAbort start(const ToolDone &done) const
    {
        auto spec = prepared();
        if (!spec) {
            done(ToolResult::error(spec.error().message +
                                       (spec.error().fix.isEmpty() ? QString() : u"; "_s + spec.error().fix),
                                   {{"status"_L1, u"failed"_s}}));
            return {};
        }
        const ExecVerdict verdict =
            m_gate.judge(request(*spec), [call = *this, spec = *spec](const ExecVerdict &later) {
                call.afterApproval(spec, later);
            });
        switch (verdict.step) {
        case ExecStep::Deny:
            done(ToolResult::error(verdict.reason, {{"status"_L1, u"failed"_s}}));
            return {};
        case ExecStep::Ask:
            done(ToolResult::text(
                u"The owner is asked whether this may run (approval %1). Go on with something else; what "
                "comes of it is told to this session."_s.arg(verdict.approvalId),
                {{"status"_L1, u"approval-pending"_s}, {"approvalId"_L1, verdict.approvalId}}));
            return {};
        case ExecStep::Run:
            return run(*spec, verdict.command, done);
        }
        Q_UNREACHABLE();
    }

private:
    Result<CommandSpec> prepared() const
    {
        if (m_arguments["host"_L1] == "node"_L1)
            return Error{u"commands on nodes are run with the tool nodes"_s};
        QStringList prepend;
        const QJsonArray places = m_settings["pathPrepend"_L1].toArray();
        for (const QJsonValue &place : places)
            prepend += place.toString();
        auto environment = commandEnvironment(m_context.environment, m_arguments["env"_L1].toObject(),
                                              prepend, m_context.sessionKey);
        if (!environment)
            return environment.error();
        PathGuard guard(m_context);
        const QString directory = guard.absolute(m_arguments["workdir"_L1].toString(u"."_s));
        if (const auto opened = guard.openDirectory(directory); !opened)
            return opened.error();
        const qint64 seconds =
            m_arguments["timeout"_L1].toInteger(m_settings["timeoutSec"_L1].toInteger(1800));
        CommandSpec spec{.commandLine = m_arguments["command"_L1].toString(),
                         .directory = directory,
                         .environment = *std::move(environment),
                         .terminal = m_arguments["pty"_L1].toBool(),
                         .timeout = std::chrono::seconds(seconds),
                         .agentId = m_context.agentId,
                         .sessionKey = m_context.sessionKey};
        if (m_context.reach == Reach::Confined) {
            spec.environment.insert(u"TMPDIR"_s, m_context.tempDir);
            auto confinement = Confinement::onlyWithin({m_context.workspace, m_context.tempDir});
            if (!confinement)
                return confinement.error();
            spec.confinement = *confinement;
        } else {
            spec.confinement = Confinement::behindWalls(m_context.walls);
        }
        return spec;
    }

    ExecRequest request(const CommandSpec &spec) const
    {
        return {.command = spec.commandLine,
                .cwd = spec.directory,
                .setsVariables = !m_arguments["env"_L1].toObject().isEmpty(),
                .modes = {{"security"_L1, m_arguments["security"_L1]}, {"ask"_L1, m_arguments["ask"_L1]}},
                .context = m_context};
    }

    Command *launch(CommandSpec spec, const QString &commandLine, QString &why) const
    {
        spec.argv = {shell(spec.environment), u"-c"_s, commandLine};
        if (m_context.reach == Reach::Container) {
            const auto arguments =
                containerArguments(spec.commandLine, spec.directory, m_context, [](const QString &program) {
                    return QStandardPaths::findExecutable(program);
                });
            if (!arguments) {
                why = arguments.error().message;
                return nullptr;
            }
            spec.argv = *arguments;
        }
        Command *command = m_commands.start(spec);
        if (!command)
            why = u"%1 commands of this agent are running; end one with process"_s.arg(
                Commands::mostOfOneAgent);
        return command;
    }

    ToolAbort run(const CommandSpec &spec, const QString &commandLine, const ToolDone &done) const
    {
        QString why;
        Command *command = launch(spec, commandLine, why);
        if (!command) {
            done(ToolResult::error(why, {{"status"_L1, u"failed"_s}}));
            return {};
        }
        const bool background = m_arguments["background"_L1].toBool();
        const auto yield = std::chrono::milliseconds(
            background
                ? 0
                : m_arguments["yieldMs"_L1].toInteger(m_settings["backgroundMs"_L1].toInteger(10'000)));
        return wait(command, yield, done);
    }

    /// Until it ends, or goes to the background.
    ToolAbort wait(Command *command, std::chrono::milliseconds yield, const ToolDone &done) const
    {
        auto *waiting = new QObject(command); // its end ends the waiting
        QObject::connect(command, &Command::ended, waiting, [this_ = *this, command, waiting, done] {
            waiting->deleteLater();
            waiting->disconnect();
            const ToolResult result = commandResult(*command, command->takeNew());
            this_.m_commands.forgetWhenEnded(command);
            done(result);
        });
        if (m_context.progress) {
            auto *pause = new QTimer(waiting);
            pause->setSingleShot(true);
            QObject::connect(pause, &QTimer::timeout, waiting, [command, progress = m_context.progress] {
                progress(command->output().right(shownSoFar));
            });
            QObject::connect(command, &Command::outputCame, pause, [pause] {
                if (!pause->isActive())
                    pause->start(progressMs);
            });
        }
        QTimer::singleShot(yield, waiting, [this_ = *this, command, waiting, done] {
            delete waiting;
            this_.goToBackground(command);
            done(commandResult(*command, command->takeNew()));
        });
        command->start();
        return [command = QPointer(command), commands = &m_commands, waiting = QPointer(waiting), done] {
            if (!command || !waiting)
                return;
            delete waiting;
            command->end();
            ToolResult result = ToolResult::aborted();
            if (!command->output().isEmpty())
                result.content.prepend(ToolResult::text(command->output()).content.first());
            commands->forgetWhenEnded(command);
            done(result);
        };
    }

    void goToBackground(Command *command) const
    {
        if (!m_settings["notifyOnExit"_L1].toBool(true) || !m_context.systemEvent)
            return;
        QObject::connect(command, &Command::ended, command,
                         [command, context = m_context] { tell(context, *command); });
    }

    static void tell(const ToolContext &context, const Command &command)
    {
        if (!context.systemEvent || command.wasEnded())
            return;
        context.systemEvent(context.sessionKey,
                            u"Exec finished (%1, %2) %3\n%4"_s.arg(command.id(), outcome(command),
                                                                   command.spec().commandLine.left(200),
                                                                   command.output().right(shownTail)));
    }

    void afterApproval(const CommandSpec &spec, const ExecVerdict &verdict) const
    {
        const auto say = [context = m_context](const QString &text) {
            if (context.systemEvent)
                context.systemEvent(context.sessionKey, text);
        };
        const QString shown = spec.commandLine.left(200);
        if (verdict.step != ExecStep::Run)
            return say(u"Exec denied (approval %1, %2) %3"_s.arg(verdict.approvalId, verdict.reason, shown));
        QString why;
        Command *command = launch(spec, verdict.command, why);
        if (!command)
            return say(u"Exec failed (approval %1, %2) %3"_s.arg(verdict.approvalId, why, shown));
        QObject::connect(command, &Command::ended, command,
                         [command, context = m_context] { tell(context, *command); });
        const auto notice =
            std::chrono::milliseconds(m_settings["approvalRunningNoticeMs"_L1].toInteger(10'000));
        if (notice.count() > 0) {
            QTimer::singleShot(notice, command, [command, say, shown] {
                if (command->isRunning())
                    say(u"Exec running (%1) %2"_s.arg(command->id(), shown));
            });
        }
        command->start();
    }

    Commands &m_commands;
    ExecGate &m_gate;
    QJsonObject m_arguments;
    ToolContext m_context;
    QJsonObject m_settings;
};

QJsonObject words(const QStringList &list)
{
    return {{"enum"_L1, QJsonArray::fromStringList(list)}};
}

} // namespace

ToolResult commandResult(const Command &command, const QString &output)
{
    const bool failed = !command.failure().isEmpty() || command.timedOut();
    QJsonObject details{
        {"status"_L1, command.isRunning() ? u"running"_s
                      : failed            ? u"failed"_s
                                          : u"completed"_s},
        {"output"_L1, output},
        {"exitCode"_L1, command.exitCode() ? QJsonValue(*command.exitCode()) : QJsonValue::Null}};
    if (command.isRunning())
        details.insert("sessionId"_L1, command.id());
    const QString dropped = command.dropped() > 0
                                ? u"[%1 characters before this are gone]\n"_s.arg(command.dropped())
                                : QString();
    const QString note = command.isRunning()
                             ? u"[still running as %1: process poll, write or kill]"_s.arg(command.id())
                             : u"[%1]"_s.arg(outcome(command));
    const bool plain = command.exitCode() == 0 && !failed && !output.isEmpty();
    const QString text =
        dropped + output +
        (plain ? QString() : (output.isEmpty() || output.endsWith(u'\n') ? QString() : u"\n"_s) + note);
    ToolResult result = failed ? ToolResult::error(text, details) : ToolResult::text(text, details);
    return result;
}

Tool execTool(Commands &commands, ExecGate &gate)
{
    return {
        .name = u"exec"_s,
        .label = u"Run"_s,
        .summary = u"Run a shell command"_s,
        .description =
            u"Runs a command line of the shell. After yieldMs it goes on in the background (see process). "
            "What it leaves running behind itself ends with it: use background for a server. A command "
            "may have to be approved by the owner first."_s,
        .parameters = parameterSchema(
            {{u"command"_s,
              u"string"_s,
              u"The command line"_s,
              true,
              {{"minLength"_L1, 1}, {"maxLength"_L1, 100'000}}},
             {u"workdir"_s, u"string"_s, u"Where; the workspace if not given"_s},
             {u"env"_s,
              u"object"_s,
              u"More variables"_s,
              false,
              {{"additionalProperties"_L1, QJsonObject{{"type"_L1, u"string"_s}}},
               {"maxProperties"_L1, 100}}},
             {u"yieldMs"_s,
              u"integer"_s,
              u"How long to wait before it goes on in the background"_s,
              false,
              {{"minimum"_L1, 10}, {"maximum"_L1, 600'000}}},
             {u"background"_s, u"boolean"_s, u"At once in the background"_s},
             {u"timeout"_s,
              u"integer"_s,
              u"Seconds until it is ended"_s,
              false,
              {{"minimum"_L1, 1}, {"maximum"_L1, 86'400}}},
             {u"pty"_s, u"boolean"_s, u"In a terminal, for programs that need one"_s},
             {u"elevated"_s, u"boolean"_s, u"On the host although the session is sandboxed"_s},
             {u"host"_s, u"string"_s, u"Where it runs"_s, false,
              words({u"sandbox"_s, u"gateway"_s, u"node"_s})},
             {u"security"_s, u"string"_s, u"Only stricter than what is set"_s, false,
              words({u"deny"_s, u"allowlist"_s, u"full"_s})},
             {u"ask"_s, u"string"_s, u"Only stricter than what is set"_s, false,
              words({u"off"_s, u"on-miss"_s, u"always"_s})},
             {u"node"_s, u"string"_s, u"Which node"_s}}),
        .group = u"runtime"_s,
        .start = [&commands, &gate](const QJsonObject &arguments, const ToolContext &context,
                                    const ToolDone &done) {
            return ExecCall(commands, gate, arguments, context).start(done);
        }};
}

} // namespace wsagent
