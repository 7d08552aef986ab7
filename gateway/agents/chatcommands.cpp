#include "gateway/agents/chatcommands.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView session{"session"};
constexpr QLatin1StringView options{"options"};
constexpr QLatin1StringView status{"status"};
constexpr QLatin1StringView management{"management"};

/// One that others have. It is answered, not given to the model as if it were said to it.
constexpr ChatCommand elsewhere(QLatin1StringView name, QLatin1StringView where)
{
    return {.name = name, .description = where, .category = management, .elsewhere = where};
}

constexpr std::array all{
    ChatCommand{.name = "help"_L1, .description = "What can be said here"_L1, .category = status},
    ChatCommand{.name = "commands"_L1, .description = "All commands"_L1, .category = status},
    ChatCommand{
        .name = "status"_L1, .description = "Model, tokens and state of this session"_L1, .category = status},
    ChatCommand{.name = "whoami"_L1, .description = "Who the gateway takes you for"_L1, .category = status},
    ChatCommand{.name = "id"_L1, .description = "The same as /whoami"_L1, .category = status},
    ChatCommand{.name = "context"_L1, .description = "What the model gets to see"_L1, .category = status},
    ChatCommand{.name = "new"_L1,
                .description = "Begin a new conversation"_L1,
                .category = session,
                .arguments = "[first message]"_L1,
                .adminOnly = true},
    ChatCommand{.name = "reset"_L1,
                .description = "Forget this conversation"_L1,
                .category = session,
                .arguments = "[first message]"_L1,
                .adminOnly = true},
    ChatCommand{.name = "stop"_L1, .description = "End what is going on"_L1, .category = session},
    ChatCommand{.name = "compact"_L1,
                .description = "Replace the older part of the conversation by a summary"_L1,
                .category = session,
                .arguments = "[what to keep]"_L1},
    ChatCommand{.name = "think"_L1,
                .description = "How much the model thinks"_L1,
                .category = options,
                .arguments = "off|minimal|low|medium|high|xhigh"_L1,
                .isDirective = true},
    ChatCommand{.name = "model"_L1,
                .description = "Show or choose the model of this session"_L1,
                .category = options,
                .arguments = "[provider/model|default]"_L1,
                .isDirective = true},
    ChatCommand{.name = "models"_L1, .description = "Models to choose from"_L1, .category = options},
    ChatCommand{.name = "queue"_L1,
                .description = "What becomes of messages while a reply is being written"_L1,
                .category = options,
                .arguments = "steer|followup|collect|interrupt|reset"_L1},
    ChatCommand{.name = "usage"_L1,
                .description = "A line about tokens below each reply"_L1,
                .category = options,
                .arguments = "off|tokens|full"_L1},
    ChatCommand{.name = "verbose"_L1,
                .description = "How much clients show of what tools do"_L1,
                .category = options,
                .arguments = "off|on|full"_L1,
                .adminOnly = true},
    ChatCommand{.name = "reasoning"_L1,
                .description = "Whether clients show what the model thinks"_L1,
                .category = options,
                .arguments = "off|on|stream"_L1,
                .adminOnly = true},
    ChatCommand{.name = "exec"_L1,
                .description = "How strict this session is with commands"_L1,
                .category = options,
                .arguments = "[security=deny|allowlist|full] [ask=off|on-miss|always] [reset]"_L1,
                .adminOnly = true},
    ChatCommand{.name = "skill"_L1,
                .description = "Let the agent use a skill"_L1,
                .category = options,
                .arguments = "<name> [what for]"_L1},
    ChatCommand{
        .name = "subagents"_L1, .description = "Sub-agents of this session"_L1, .category = management},
    ChatCommand{.name = "approve"_L1,
                .description = "Decide about a command that waits for approval"_L1,
                .category = management,
                .arguments = "<id> allow-once|allow-always|deny"_L1},
    elsewhere("elevated"_L1,
              "commands run where the config says, and wait for approval when they have to"_L1),
    elsewhere("send"_L1, "replies go to whoever listens to this session"_L1),
    elsewhere("activation"_L1, "it is for groups"_L1),
    elsewhere("allowlist"_L1, "say ws-agent pairing or ws-agent config set in a terminal"_L1),
    elsewhere("tts"_L1, "this gateway does not speak"_L1),
    elsewhere("config"_L1, "say ws-agent config in a terminal, or use the Control UI"_L1),
    elsewhere("debug"_L1, "say ws-agent config set in a terminal"_L1),
    elsewhere("restart"_L1, "say ws-agent gateway restart in a terminal"_L1),
    elsewhere("bash"_L1, "ask the agent to run it, or use a terminal"_L1),
};

} // namespace

std::span<const ChatCommand> chatCommands()
{
    return all;
}

const ChatCommand *findChatCommand(const QString &name)
{
    const auto found = std::find_if(all.begin(), all.end(), [&name](const ChatCommand &command) {
        return name.compare(command.name, Qt::CaseInsensitive) == 0;
    });
    return found == all.end() ? nullptr : &*found;
}

std::optional<ParsedCommand> parseCommand(const QString &message)
{
    static const QRegularExpression form(uR"(^/([A-Za-z][\w-]*)(?:@[\w-]+)?(?::|(?=\s)|$)\s*(.*)$)"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression shell(u"^!\\s"_s);
    const QString text = message.trimmed();
    const QRegularExpressionMatch match = form.match(QString(text).replace(shell, u"/bash "_s));
    const ChatCommand *command = match.hasMatch() ? findChatCommand(match.captured(1)) : nullptr;
    if (!command)
        return std::nullopt;
    return ParsedCommand{.command = command, .arguments = match.captured(2).trimmed()};
}

InlineDirectives takeDirectives(const QString &message)
{
    static const QRegularExpression think(
        uR"((?:^|(?<=\s))/think(?::|\s)\s*(off|minimal|low|medium|high|xhigh)(?=\s|$)\s?)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression model(uR"((?:^|(?<=\s))/model(?::|\s)\s*([\w.-]+/\S+)(?=\s|$)\s?)"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    InlineDirectives result{.message = message};
    const auto take = [&result](const QRegularExpression &form, QString &value) {
        const QRegularExpressionMatch match = form.match(result.message);
        if (!match.hasMatch())
            return;
        value = match.captured(1);
        result.message.remove(match.capturedStart(), match.capturedLength());
    };
    take(think, result.thinking);
    take(model, result.model);
    result.thinking = result.thinking.toLower();
    if (result.message != message)
        result.message = result.message.trimmed();
    return result;
}

const QStringList &thinkingLevels()
{
    static const QStringList levels{u"off"_s, u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s};
    return levels;
}

} // namespace wsagent
