#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <span>

namespace wsagent {

/// One slash command: what a client shows and what it takes.
struct ChatCommand
{
    QLatin1StringView name;
    QLatin1StringView description;
    QLatin1StringView category;       ///< session, options, status, management, tools
    QLatin1StringView arguments = {}; ///< how they are written in the help; empty: none
    bool isDirective = false;         ///< may also stand inside a message, for that message only
    bool adminOnly = false;
    QLatin1StringView elsewhere = {}; ///< what to do instead of it, where it cannot be had: it is not shown
};

/// All of them, as `/commands` and `commands.list` show them.
std::span<const ChatCommand> chatCommands();
const ChatCommand *findChatCommand(const QString &name);

/// A message that is a command, and nothing else.
struct ParsedCommand
{
    const ChatCommand *command = nullptr;
    QString arguments = {}; ///< trimmed, as written

    QString first() const { return arguments.section(u' ', 0, 0, QString::SectionSkipEmpty); }
    QString rest() const { return arguments.section(u' ', 1, -1, QString::SectionSkipEmpty); }
};

/// `/name args`, `/name: args`, `/name@bot args`, `! args` for `/bash`. Nothing for text that is no command
/// of ours.
std::optional<ParsedCommand> parseCommand(const QString &message);

/// What stood inside a message for that message only, and the message without it.
struct InlineDirectives
{
    QString message = {};
    QString model = {};
    QString thinking = {};
};
InlineDirectives takeDirectives(const QString &message);

/// off, minimal, low, medium, high, xhigh.
const QStringList &thinkingLevels();

} // namespace wsagent
