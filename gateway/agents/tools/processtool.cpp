#include "gateway/agents/tools/processtool.h"

#include "gateway/agents/exec/terminalkeys.h"
#include "gateway/agents/tools/exectool.h"
#include "gateway/agents/tools/toolschema.h"
#include "gateway/base/jsontexts.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 logLines = 200;

QString listed(const QList<Command *> &commands)
{
    QStringList lines;
    for (const Command *command : commands) {
        const QString state = command->isRunning()  ? u"running"_s
                              : command->exitCode() ? u"ended %1"_s.arg(*command->exitCode())
                                                    : u"failed"_s;
        lines += u"%1  %2  %3  %4"_s.arg(command->id(), state, command->startedAt().toString(Qt::ISODate),
                                         command->spec().commandLine.left(120));
    }
    return lines.isEmpty() ? u"no command is in the background"_s : lines.join(u'\n');
}

ToolResult log(const Command &command, const QJsonObject &arguments)
{
    const QStringList lines = command.output().split(u'\n');
    const qint64 limit = arguments["limit"_L1].toInteger(logLines);
    const qint64 from =
        std::clamp<qint64>(arguments["offset"_L1].toInteger(lines.size() - limit), 0, lines.size());
    const QStringList shown = lines.mid(from, limit);
    return ToolResult::text(
        shown.join(u'\n'),
        {{"fromLine"_L1, from}, {"lines"_L1, lines.size()}, {"dropped"_L1, command.dropped()}});
}

QStringList texts(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().split(u' ', Qt::SkipEmptyParts);
    return textsIn(value);
}

/// The bytes to write for an action; an error when there is nothing to write.
Result<QByteArray> input(const QString &action, const QJsonObject &arguments)
{
    const QString text = arguments["text"_L1].toString(arguments["data"_L1].toString());
    if (action == "write"_L1)
        return text.toUtf8();
    if (action == "submit"_L1)
        return text.toUtf8() + '\r';
    if (action == "paste"_L1) {
        // A program may take it as one piece; whatever is pasted must not end that itself.
        QString safe = text;
        safe.remove(u"\x1b[201~"_s);
        return arguments["bracketed"_L1].toBool(true) ? "\x1b[200~" + safe.toUtf8() + "\x1b[201~"
                                                      : safe.toUtf8();
    }
    QByteArray bytes = arguments["literal"_L1].toString().toUtf8();
    for (const QString &code : texts(arguments["hex"_L1])) {
        bool isNumber = false;
        const uint value = code.toUInt(&isNumber, 16);
        if (!isNumber || value > 255)
            return Error{u"\"%1\" is no byte"_s.arg(code.left(20))};
        bytes += char(value);
    }
    const auto keys = terminalKeys(texts(arguments["keys"_L1]));
    return keys ? Result<QByteArray>(bytes + *keys) : keys;
}

ToolResult act(Commands &commands, const QJsonObject &arguments, const ToolContext &context)
{
    const QString action = arguments["action"_L1].toString();
    if (action == "list"_L1)
        return ToolResult::text(listed(commands.of(context.agentId)));
    const QString id = arguments["sessionId"_L1].toString();
    Command *command = commands.find(context.agentId, id);
    if (!command)
        return ToolResult::error(u"there is no command %1; see process list"_s.arg(id.left(40)));
    if (action == "poll"_L1)
        return commandResult(*command, command->takeNew());
    if (action == "log"_L1)
        return log(*command, arguments);
    if (action == "clear"_L1) {
        command->clearOutput();
        return ToolResult::text(u"the output of %1 is cleared"_s.arg(id));
    }
    if (action == "kill"_L1) {
        command->end();
        return ToolResult::text(u"%1 is ended"_s.arg(id));
    }
    if (action == "remove"_L1) {
        command->end();
        commands.forgetWhenEnded(command);
        return ToolResult::text(u"%1 is ended and forgotten"_s.arg(id));
    }
    if (!command->isRunning())
        return ToolResult::error(u"%1 has ended"_s.arg(id));
    const auto bytes = input(action, arguments);
    if (!bytes)
        return ToolResult::error(bytes.error().message);
    command->write(*bytes);
    if (arguments["eof"_L1].toBool())
        command->closeInput();
    return ToolResult::text(u"%1 bytes are sent to %2"_s.arg(bytes->size()).arg(id));
}

} // namespace

Tool processTool(Commands &commands)
{
    const QJsonArray actions{u"list"_s,   u"poll"_s,  u"log"_s,  u"write"_s, u"send-keys"_s,
                             u"submit"_s, u"paste"_s, u"kill"_s, u"clear"_s, u"remove"_s};
    QJsonObject parameters = parameterSchema(
        {{u"action"_s, u"string"_s, u"What to do"_s, true, {{"enum"_L1, actions}}},
         {u"sessionId"_s, u"string"_s, u"Which command, as exec named it"_s},
         {u"data"_s, u"string"_s, u"For write"_s, false, {{"maxLength"_L1, 1'000'000}}},
         {u"text"_s, u"string"_s, u"For submit and paste"_s, false, {{"maxLength"_L1, 1'000'000}}},
         {u"keys"_s,
          u"array"_s,
          u"For send-keys: Enter, C-c, Up, …"_s,
          false,
          {{"items"_L1, QJsonObject{{"type"_L1, u"string"_s}}}, {"maxItems"_L1, 500}}},
         {u"hex"_s,
          u"array"_s,
          u"For send-keys: bytes"_s,
          false,
          {{"items"_L1, QJsonObject{{"type"_L1, u"string"_s}}}, {"maxItems"_L1, 4096}}},
         {u"literal"_s, u"string"_s, u"For send-keys: text as it is"_s},
         {u"bracketed"_s, u"boolean"_s, u"For paste"_s},
         {u"eof"_s, u"boolean"_s, u"Close its input afterwards"_s},
         {u"offset"_s, u"integer"_s, u"For log: first line"_s, false, {{"minimum"_L1, 0}}},
         {u"limit"_s,
          u"integer"_s,
          u"For log: how many lines"_s,
          false,
          {{"minimum"_L1, 1}, {"maximum"_L1, 5000}}}});
    return {
        .name = u"process"_s,
        .label = u"Process"_s,
        .summary = u"Look at commands in the background, write to them, end them"_s,
        .parameters = parameters,
        .group = u"runtime"_s,
        .start = [&commands](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
            done(act(commands, arguments, context));
            return ToolAbort();
        }};
}

} // namespace wsagent
