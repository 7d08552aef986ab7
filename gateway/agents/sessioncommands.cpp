#include "gateway/agents/sessioncommands.h"

#include "gateway/agents/exec/execmodes.h"
#include "gateway/llm/modelcatalog.h"
#include "gateway/sessions/chosenmodel.h"

#include <QDateTime>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString line(const QString &name, const QString &value)
{
    return u"- %1: %2"_s.arg(name, value);
}

std::optional<int> milliseconds(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,7})(ms|s|m)?$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const int number = match.captured(1).toInt();
    const QString unit = match.captured(2);
    return unit == "m"_L1 ? number * 60'000 : unit == "s"_L1 ? number * 1000 : number;
}

void chooseModel(SessionEntry &entry, const ModelReference &model)
{
    chooseModel(entry, model.provider, model.model, model.account);
}

} // namespace

void SessionCommands::run(const ParsedCommand &command, const SessionKey &key, const CommandSpeaker &speaker,
                          const Done &done)
{
    if (command.command->adminOnly && !speaker.isAdmin)
        return done({.text = u"Only the owner may do that."_s, .isForbidden = true});
    if (command.command->name == "approve"_L1 && !speaker.mayApprove)
        return done({.text = u"Only who may approve commands may do that."_s, .isForbidden = true});
    if (command.command->name == "compact"_L1) {
        if (m.conversations->isBusy(key))
            return done({.text = u"A reply is being written; /stop it first, or wait."_s});
        return m.compact(key, command.arguments,
                         [done](const QString &sentence) { done({.text = sentence}); });
    }
    done(answer(command, key, speaker));
}

CommandAnswer SessionCommands::answer(const ParsedCommand &command, const SessionKey &key,
                                      const CommandSpeaker &speaker)
{
    const QLatin1StringView name = command.command->name;
    if (!command.command->elsewhere.isEmpty())
        return {.text = u"/%1 is not available here: %2."_s.arg(name, command.command->elsewhere)};
    if (name == "help"_L1 || name == "commands"_L1)
        return {.text = help(name == "commands"_L1, speaker)};
    if (name == "status"_L1)
        return {.text = status(key)};
    if (name == "whoami"_L1 || name == "id"_L1)
        return {.text =
                    u"You are %1, %2."_s.arg(speaker.name, speaker.isAdmin ? u"the owner of this gateway"_s
                                                                           : u"a client of this gateway"_s)};
    if (name == "context"_L1)
        return {.text = context(key)};
    if (name == "new"_L1 || name == "reset"_L1)
        return startAfresh(command, key);
    if (name == "stop"_L1)
        return {.text = stop(key, speaker)};
    if (name == "think"_L1)
        return {.text = think(key, command.first().toLower())};
    if (name == "model"_L1)
        return {.text = model(key, command.first())};
    if (name == "models"_L1)
        return {.text = u"Models to choose from:\n- %1\n\n/model <one of them> chooses it here."_s.arg(
                    m.models().join(u"\n- "_s))};
    if (name == "queue"_L1)
        return {.text = queue(key, command.arguments)};
    if (name == "usage"_L1)
        return {.text = usage(key, command.first().toLower())};
    if (name == "verbose"_L1 || name == "reasoning"_L1)
        return {.text = level(command, key)};
    if (name == "exec"_L1)
        return {.text = exec(key, command.arguments)};
    if (name == "skill"_L1)
        return skill(command);
    if (name == "subagents"_L1) {
        const QStringList subagents = m.subagents ? m.subagents(key) : QStringList();
        return {.text = subagents.isEmpty() ? u"No sub-agent works for this session."_s
                                            : u"Sub-agents:\n- "_s + subagents.join(u"\n- "_s)};
    }
    return {.text = approve(command)};
}

QString SessionCommands::help(bool all, const CommandSpeaker &speaker) const
{
    static const QStringList common{u"status"_s, u"new"_s,     u"stop"_s,
                                    u"model"_s,  u"compact"_s, u"commands"_s};
    QStringList lines{all ? u"All commands:"_s : u"Write to the agent, or use a command:"_s};
    for (const ChatCommand &command : chatCommands()) {
        if ((!all && !common.contains(command.name)) || !command.elsewhere.isEmpty())
            continue;
        const QString arguments = command.arguments.isEmpty() ? QString() : u" "_s + command.arguments;
        lines += u"- /%1%2 — %3"_s.arg(command.name, arguments, command.description);
    }
    const QStringList others = m.ownerHelp && speaker.isAdmin ? m.ownerHelp() : QStringList();
    if (!others.isEmpty())
        lines += u"About the instances that this one looks after:\n- "_s + others.join(u"\n- "_s);
    return lines.join(u'\n');
}

SessionEntry SessionCommands::entryOf(const SessionKey &key) const
{
    const auto entry = m.sessions->find(key);
    return entry && *entry ? **entry : SessionEntry();
}

QString SessionCommands::status(const SessionKey &key) const
{
    const SessionEntry entry = entryOf(key);
    const QStringList runs = m.conversations->activeRuns(key);
    QStringList lines{u"WsAgent %1, profile %2"_s.arg(m.version, m.profile)};
    lines += line(u"Session"_s, key.text());
    lines += line(u"Model"_s, m.modelOf(key));
    lines += line(u"Thinking"_s, m.thinkingOf(key));
    const qint64 window = entry.number("contextTokens"_L1);
    const qint64 total = entry.number("totalTokens"_L1);
    lines += line(u"Context"_s, window > 0 ? u"%1 of %2 tokens"_s.arg(total).arg(window) : u"empty"_s);
    lines +=
        line(u"Tokens"_s,
             u"%1 in, %2 out"_s.arg(entry.number("inputTokens"_L1)).arg(entry.number("outputTokens"_L1)));
    lines += line(u"Compactions"_s, QString::number(entry.number("compactionCount"_L1)));
    const qsizetype waiting = m.conversations->queued(key).size();
    lines +=
        line(u"Now"_s, runs.isEmpty() ? u"idle"_s : u"a reply is being written, %1 waiting"_s.arg(waiting));
    lines += line(u"Time"_s, QDateTime::currentDateTime().toString(Qt::ISODate));
    return lines.join(u'\n');
}

QString SessionCommands::context(const SessionKey &key) const
{
    const auto transcript = m.sessions->transcript(key);
    if (!transcript)
        return transcript.error().message;
    const auto context = (*transcript)->context();
    if (!context)
        return context.error().message;
    return u"The model reads %1 messages of this conversation, about %2 tokens%3."_s
        .arg(context->entries.size())
        .arg(estimatedTokens(llmMessages(*context)))
        .arg(context->summary.isEmpty() ? QString() : u", and a summary of what came before"_s);
}

CommandAnswer SessionCommands::startAfresh(const ParsedCommand &command, const SessionKey &key)
{
    const QString reason = command.command->name;
    tellHooks(u"command"_s, reason, key);
    tellHooks(u"session"_s, u"end"_s, key);
    (void)m.conversations->abort(key, {}, reason);
    const auto reset = m.sessions->reset(
        key, reason, reason == u"new" ? SessionStore::ResetKind::NewId : SessionStore::ResetKind::InPlace);
    if (!reset)
        return {.text = reset.error().message};
    tellHooks(u"session"_s, u"start"_s, key);
    return {.text = command.arguments.isEmpty() ? u"A new conversation has begun."_s : QString(),
            .prompt = command.arguments};
}

void SessionCommands::tellHooks(const QString &type, const QString &action, const SessionKey &key) const
{
    if (m.event)
        m.event(type, action, key);
}

QString SessionCommands::stop(const SessionKey &key, const CommandSpeaker &speaker)
{
    tellHooks(u"command"_s, u"stop"_s, key);
    QStringList stopped = m.conversations->abort(key, {}, u"stop"_s);
    stopped.removeAll(speaker.runId);
    if (m.stopSubagents)
        stopped += m.stopSubagents(key);
    if (stopped.isEmpty())
        return u"Nothing was going on."_s;
    return stopped.size() == 1 ? u"Stopped."_s
                               : u"Stopped; %1 messages were waiting or answered."_s.arg(stopped.size());
}

QString SessionCommands::set(const SessionKey &key, const std::function<void(SessionEntry &)> &edit,
                             const QString &said)
{
    const auto changed = m.sessions->change(key, edit, {.reason = u"patch"_s});
    return changed ? said : changed.error().message;
}

QString SessionCommands::think(const SessionKey &key, const QString &level)
{
    if (level.isEmpty())
        return u"Thinking: %1. Levels: %2."_s.arg(m.thinkingOf(key), thinkingLevels().join(u", "_s));
    if (!thinkingLevels().contains(level))
        return u"There is no level \"%1\". Levels: %2."_s.arg(level, thinkingLevels().join(u", "_s));
    return set(
        key, [&level](SessionEntry &entry) { entry.set("thinkingLevel"_L1, level); },
        u"Thinking: %1, from the next message on."_s.arg(level));
}

QString SessionCommands::model(const SessionKey &key, const QString &name)
{
    if (name.isEmpty())
        return u"The model here is %1. /models lists others, /model default goes back to the usual one."_s
            .arg(m.modelOf(key));
    if (name == "default"_L1) {
        const QString said = set(
            key, [](SessionEntry &entry) { chooseModel(entry, {}); }, QString());
        return said.isEmpty() ? u"The model here is %1 again."_s.arg(m.modelOf(key)) : said;
    }
    const auto found = m.findModel(name, key.agentId);
    if (!found)
        return found.error().message;
    return set(
        key, [&found](SessionEntry &entry) { chooseModel(entry, parseModelReference(*found)); },
        u"The model here is %1 from the next message on."_s.arg(*found));
}

/// What clients show; the words are those of the command and of the session.
QString SessionCommands::level(const ParsedCommand &command, const SessionKey &key)
{
    const QString name = command.command->name;
    const QString field = name + u"Level"_s;
    const QByteArray member = field.toLatin1();
    const QStringList words = QString(command.command->arguments).split(u'|');
    const QString wanted = command.first().toLower();
    if (wanted.isEmpty())
        return u"/%1 is %2 here. Say one of %3."_s.arg(
            name, entryOf(key).others[field].toString(words.first()), words.join(u", "_s));
    if (!words.contains(wanted))
        return u"There is no \"%1\". Say one of %2."_s.arg(wanted, words.join(u", "_s));
    return set(
        key, [&](SessionEntry &entry) { entry.set(QLatin1StringView(member), wanted); },
        u"/%1 is %2 here now."_s.arg(name, wanted));
}

/// It can only be made stricter than the config is.
QString SessionCommands::exec(const SessionKey &key, const QString &arguments)
{
    const SessionEntry now = entryOf(key);
    QJsonValue security = now.value("execSecurity"_L1);
    QJsonValue ask = now.value("execAsk"_L1);
    const QStringList words = arguments.toLower().simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const QString name = word.section(u'=', 0, 0);
        const QString value = word.section(u'=', 1);
        if (word == "reset"_L1)
            security = ask = QJsonValue();
        else if (name == "security"_L1 && securityFrom(value))
            security = value;
        else if (name == "ask"_L1 && askFrom(value))
            ask = value;
        else
            return u"\"%1\" is not understood. For example: /exec security=allowlist ask=always"_s.arg(word);
    }
    const QString said = u"Commands in this session: security %1, ask %2; never laxer than the config."_s.arg(
        security.toString(u"as configured"_s), ask.toString(u"as configured"_s));
    if (words.isEmpty())
        return said;
    return set(
        key,
        [&](SessionEntry &entry) {
            entry.set("execSecurity"_L1, security);
            entry.set("execAsk"_L1, ask);
        },
        said);
}

CommandAnswer SessionCommands::skill(const ParsedCommand &command)
{
    if (command.first().isEmpty())
        return {.text = u"Say /skill <name> and what for."_s};
    return {.prompt =
                u"Use the skill \"%1\": read its SKILL.md first. %2"_s.arg(command.first(), command.rest())
                    .trimmed()};
}

QString SessionCommands::queue(const SessionKey &key, const QString &arguments)
{
    const QStringList words = arguments.simplified().split(u' ', Qt::SkipEmptyParts);
    QJsonObject values;
    for (const QString &word : words) {
        const QString name = word.section(u':', 0, 0).toLower();
        const QString value = word.section(u':', 1);
        if (word.toLower() == "reset"_L1)
            values = {{"queueMode"_L1, QJsonValue()},
                      {"queueDebounceMs"_L1, QJsonValue()},
                      {"queueCap"_L1, QJsonValue()},
                      {"queueDrop"_L1, QJsonValue()}};
        else if (const auto mode = queueModeFrom(word))
            values.insert("queueMode"_L1, queueModeName(*mode));
        else if (const auto ms = milliseconds(value); name == "debounce"_L1 && ms)
            values.insert("queueDebounceMs"_L1, *ms);
        else if (name == "cap"_L1 && value.toInt() > 0)
            values.insert("queueCap"_L1, value.toInt());
        else if (name == "drop"_L1)
            values.insert("queueDrop"_L1, value.toLower());
        else
            return u"\"%1\" is not understood. For example: /queue collect debounce:2s cap:25 drop:old"_s.arg(
                word);
    }
    if (values.isEmpty())
        return u"Modes: collect, followup, steer, steer-backlog, interrupt. For example: /queue steer"_s;
    return set(
        key,
        [&values](SessionEntry &entry) {
            for (auto it = values.begin(); it != values.end(); ++it)
                entry.set(QLatin1StringView(it.key().toLatin1()), it.value());
        },
        u"Messages that come meanwhile are treated so from now on."_s);
}

QString SessionCommands::usage(const SessionKey &key, const QString &mode)
{
    static const QStringList modes{u"off"_s, u"tokens"_s, u"full"_s};
    if (!modes.contains(mode))
        return u"Say /usage off, /usage tokens or /usage full."_s;
    return set(
        key, [&mode](SessionEntry &entry) { entry.set("responseUsage"_L1, mode); },
        u"Usage below replies: %1."_s.arg(mode));
}

QString SessionCommands::approve(const ParsedCommand &command)
{
    if (!m.approve)
        return u"Nothing waits for approval."_s;
    if (command.first().isEmpty() || command.rest().isEmpty())
        return u"Say /approve <id> allow-once, allow-always or deny."_s;
    const auto approved = m.approve(command.first(), command.rest().toLower());
    return approved ? u"Decided: %1."_s.arg(command.rest().toLower()) : approved.error().message;
}

} // namespace wsagent
