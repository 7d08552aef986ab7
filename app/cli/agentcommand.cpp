#include "app/cli/agentcommand.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "app/cli/networkloader.h"
#include "app/cli/secretaccess.h"
#include "app/cli/standardinput.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>
#include <QUuid>

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct AgentOptions : RpcOptions
{
    std::string message = {};
    std::string sessionKey = {};
    std::string sessionId = {};
    std::string agent = {};
    std::string to = {};
    std::string channel = {};
    std::string account = {};
    std::string replyTo = {};
    std::string thinking = {};
    std::string model = {};
    int runTimeout = 600; ///< s
    bool deliver = false;
    bool local = false;
    bool verbose = false;
};

struct TuiOptions : RpcOptions
{
    std::string sessionKey = "main";
    std::string message = {};
    std::string thinking = {};
    int history = 20;
    int runTimeout = 0; ///< ms
};

QJsonObject paramsFrom(const AgentOptions &options)
{
    QJsonObject params{{"message"_L1, text(options.message)},
                       {"idempotencyKey"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces)},
                       {"timeout"_L1, options.runTimeout}};
    addGiven(params, {{"sessionKey"_L1, options.sessionKey},
                      {"sessionId"_L1, options.sessionId},
                      {"agentId"_L1, options.agent},
                      {"to"_L1, options.to},
                      {"channel"_L1, options.channel},
                      {"accountId"_L1, options.account},
                      {"replyTo"_L1, options.replyTo},
                      {"thinking"_L1, options.thinking},
                      {"model"_L1, options.model}});
    if (options.deliver)
        params.insert("deliver"_L1, true);
    return params;
}

void write(const QString &delta)
{
    const QByteArray bytes = delta.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
    std::fflush(stdout);
}

QString replyOf(const QJsonObject &payload)
{
    QStringList texts;
    const QJsonArray payloads = payload["result"_L1]["payloads"_L1].toArray();
    for (const QJsonValue &each : payloads)
        texts += each["text"_L1].toString();
    return texts.join(u"\n\n"_s);
}

QJsonObject documentOf(const QJsonObject &payload)
{
    const QJsonValue meta = payload["result"_L1]["meta"_L1];
    const QJsonValue agent = meta["agentMeta"_L1];
    const QString model = agent["provider"_L1].toString() + u'/' + agent["model"_L1].toString();
    return {{"runId"_L1, payload["runId"_L1]},
            {"status"_L1, payload["status"_L1]},
            {"payloads"_L1, payload["result"_L1]["payloads"_L1]},
            {"meta"_L1, QJsonObject{{"model"_L1, model},
                                    {"usage"_L1, agent["usage"_L1]},
                                    {"durationMs"_L1, meta["durationMs"_L1]},
                                    {"sessionId"_L1, agent["sessionId"_L1]}}}};
}

/// Shows the reply while it is written. What replaces something that has been shown begins a new paragraph:
/// on paper, and in a pipe, nothing can be taken back.
class ReplyPrinter
{
public:
    void add(const QString &delta, bool replaces)
    {
        if (replaces && !m_shown.isEmpty())
            write(u"\n\n"_s);
        if (replaces)
            m_shown.clear();
        m_shown += delta;
        write(delta);
    }
    /// A reply that came in one piece, or a rest that was held back.
    void finish(const QString &reply)
    {
        if (reply.startsWith(m_shown))
            write(reply.mid(m_shown.size()));
        write(u"\n"_s);
    }

private:
    QString m_shown;
};

int agent(CommandContext &context, const AgentOptions &options)
{
    const Output &out = context.out;
    if (options.message.empty())
        return out.fail({u"there is no message"_s, context.hint(u"agent -m \"status\""_s), ErrorKind::Usage});
    const CommandApplication application;
    const auto network = loadNetwork();
    if (!network)
        return out.fail(network.error());
    ReplyPrinter printer;
    AgentTurn turn{.params = paramsFrom(options), .local = options.local};
    if (!out.json()) {
        turn.text = [&printer](const QString &delta, bool replaces) {
            printer.add(delta, replaces);
        };
        if (options.verbose)
            turn.toolStarted = [&out](const QString &tool, const QJsonObject &) {
                out.note(u"runs "_s + tool);
            };
    }
    const auto end = network->runAgent(context, options, turn);
    if (!end) {
        if (!out.json())
            write(u"\n"_s);
        return out.fail(end.error());
    }
    if (end->interruptedBy != 0) {
        out.note(u"the run was ended"_s);
        return end->interruptedBy == SIGTERM ? ExitTerminated : ExitInterrupted;
    }
    if (out.json())
        out.document(documentOf(end->payload));
    else
        printer.finish(replyOf(end->payload));
    return ExitSuccess;
}

int tui(CommandContext &context, const TuiOptions &options)
{
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0 || context.out.json())
        return context.out.fail(
            {u"a chat needs a terminal"_s, context.hint(u"agent -m \"status\""_s), ErrorKind::Usage});
    const CommandApplication application;
    const auto network = loadNetwork();
    if (!network)
        return context.out.fail(network.error());
    return network->chat(context, options,
                         {.sessionKey = text(options.sessionKey),
                          .message = text(options.message),
                          .thinking = text(options.thinking),
                          .history = options.history,
                          .runTimeout = options.runTimeout});
}

} // namespace

void addAgentCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<AgentOptions>();
    CLI::App *command = root.add_subcommand("agent", "Ask an agent, and show its reply while it is written");
    command->add_option("-m,--message", options->message, "What to say")->type_name("TEXT");
    command->add_option("--session-key", options->sessionKey, "In which session; without it: main")
        ->type_name("KEY");
    command->add_option("--session-id", options->sessionId, "Only when the session still has this id")
        ->type_name("ID");
    command->add_option("--agent", options->agent, "Which agent; without it: the default one")
        ->type_name("ID");
    command->add_option("--to", options->to, "For whom, on the channel")->type_name("TARGET");
    command->add_option("--channel", options->channel, "By which channel to deliver")->type_name("CHANNEL");
    command->add_option("--account", options->account, "By which of its accounts")->type_name("ACCOUNT");
    command->add_option("--reply-to", options->replyTo, "Deliver the reply somewhere else")
        ->type_name("TARGET");
    command->add_option("--thinking", options->thinking, "How much the model thinks")
        ->check(CLI::IsMember({"off", "minimal", "low", "medium", "high", "xhigh"}));
    command->add_option("--model", options->model, "Another model for this turn")->type_name("MODEL");
    command->add_flag("--deliver", options->deliver, "Also send the reply to the channel");
    command->add_flag("--local", options->local, "Without a running gateway, in this process");
    command->add_flag("--verbose", options->verbose, "Tell which tools are run");
    addTargetOptions(command, *options);
    command->remove_option(command->get_option("--timeout"));
    command->add_option("--timeout", options->runTimeout, "Seconds that the run may take; 0: any")
        ->type_name("S")
        ->check(CLI::Range(0, 86'400));
    onChosen(command, chosen, options, agent);

    const auto chat = std::make_shared<TuiOptions>();
    CLI::App *terminal = root.add_subcommand("tui", "Chat with an agent on this terminal");
    terminal->add_option("--session,--session-key", chat->sessionKey, "In which session; without it: main")
        ->type_name("KEY");
    terminal->add_option("--message", chat->message, "Say this at once")->type_name("TEXT");
    terminal->add_option("--thinking", chat->thinking, "How much the model thinks")
        ->check(CLI::IsMember({"off", "minimal", "low", "medium", "high", "xhigh"}));
    terminal->add_option("--history-limit", chat->history, "So many messages of before are shown")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    terminal->add_option("--timeout-ms", chat->runTimeout, "Milliseconds that a reply may take")
        ->type_name("MS")
        ->check(CLI::Range(1, 86'400'000));
    addTargetOptions(terminal, *chat);
    onChosen(terminal, chosen, chat, tui);
}

} // namespace wsagent
