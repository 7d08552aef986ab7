#include "gateway/agents/systemprompt.h"

#include "gateway/agents/silentreply.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Puts sections together; empty ones leave no trace.
class Prompt
{
public:
    void add(const QString &title, const QString &body)
    {
        if (!body.isEmpty())
            m_parts += title.isEmpty() ? body : u"## %1\n%2"_s.arg(title, body);
    }
    QString text() const { return m_parts.join(u"\n\n"_s); }

private:
    QStringList m_parts;
};

QString identityLine(const SystemPromptFacts &facts)
{
    const QString name = facts.agentName.isEmpty() ? QString() : u" Your name is %1."_s.arg(facts.agentName);
    const QString instance = facts.profile.isEmpty() ? QString() : u" (instance \"%1\")"_s.arg(facts.profile);
    return u"You are a personal assistant running inside WsAgent%1.%2"_s.arg(instance, name);
}

QString tooling(const QList<QPair<QString, QString>> &tools)
{
    if (tools.isEmpty())
        return {};
    QStringList lines{u"These tools are available; their names are case-sensitive:"_s};
    for (const auto &[name, summary] : tools)
        lines += summary.isEmpty() ? u"- %1"_s.arg(name) : u"- %1: %2"_s.arg(name, summary);
    return lines.join(u'\n');
}

QString projectContext(const QList<BootstrapFile> &files)
{
    if (files.isEmpty())
        return {};
    QStringList parts{u"# Project context\nThese files of the workspace have been loaded:"_s};
    for (const BootstrapFile &file : files)
        parts += u"## %1\n%2"_s.arg(file.name, file.text);
    return parts.join(u"\n\n"_s);
}

const QString skillsIntro =
    u"Before you answer, look whether one of these skills fits. If one does, read its SKILL.md at <location> "
    "with the tool read and follow it; never read more than one before you need it.\n"_s;
const QString memoryText =
    u"Before you answer about earlier work, decisions, dates, people or preferences: search with "
    "memory_search, then read the lines with memory_get. Say so when you have looked and found nothing."_s;
const QString configText = u"The tool gateway reads and changes the configuration of this instance and "
                           u"restarts it. Use it only when "
                           "the user asks for that."_s;
const QString styleText = u"Call routine tools without announcing them. Say a sentence first only when the "
                          u"step is risky, unusual, or "
                          "one of many."_s;
const QString replyTagsText = u"[[reply_to_current]] at the start of a reply answers the message that came "
                              u"last; [[reply_to:<id>]] answers "
                              "another one. MEDIA:<path or url> on a line of its own sends a file."_s;
const QString messagingText = u"What you answer goes to the conversation that asked. Use the tool message "
                              u"only for other places, and do "
                              "not repeat in your answer what you have sent with it: answer %1 then."_s;
const QString silentText =
    u"When there is nothing to say, answer with exactly %1 and nothing else. Never put it into a real answer."_s;
const QString heartbeatText = u"Some messages are heartbeats: they ask whether anything needs attention. "
                              u"When nothing does, answer with "
                              "exactly %1. When something does, tell it, without %1."_s;
const QString reasoningText = u"Think inside <think>…</think>, and put what the user is to see after it."_s;

} // namespace

QString systemPrompt(const SystemPromptFacts &facts)
{
    if (facts.mode == PromptMode::None)
        return identityLine(facts);
    const bool full = facts.mode == PromptMode::Full;
    Prompt prompt;
    prompt.add({}, identityLine(facts));
    prompt.add(u"Tooling"_s, tooling(facts.tools));
    prompt.add(u"Tool call style"_s, facts.tools.isEmpty() ? QString() : styleText);
    if (full && !facts.skills.isEmpty())
        prompt.add(u"Skills"_s, skillsIntro + facts.skills);
    if (full && facts.hasMemory)
        prompt.add(u"Memory"_s, memoryText);
    if (full && facts.mayConfigure)
        prompt.add(u"Self-update"_s, configText);
    if (full)
        prompt.add(u"Model aliases"_s, facts.modelAliases.join(u'\n'));
    prompt.add(
        u"Workspace"_s,
        facts.workspace.isEmpty()
            ? QString()
            : u"Your working directory is %1. Relative paths are read from there."_s.arg(facts.workspace));
    prompt.add(u"Documentation"_s, facts.documentation);
    prompt.add(u"Sandbox"_s, facts.sandbox);
    if (full && !facts.owners.isEmpty())
        prompt.add(u"User identity"_s, u"Your owner: "_s + facts.owners.join(", "_L1));
    if (!facts.timeZone.isEmpty())
        prompt.add(u"Current date & time"_s,
                   u"Time zone: %1. Ask session_status for the time."_s.arg(facts.timeZone));
    if (full && facts.repliesToChannel) {
        prompt.add(u"Reply tags"_s, replyTagsText);
        prompt.add(u"Messaging"_s, messagingText.arg(noReply));
    }
    prompt.add(full ? u"Group chat context"_s : u"Subagent context"_s, facts.extra);
    if (facts.reasoningTags)
        prompt.add(u"Reasoning format"_s, reasoningText);
    prompt.add({}, projectContext(facts.files));
    if (full && facts.mayBeSilent)
        prompt.add(u"Silent replies"_s, silentText.arg(noReply));
    if (full && facts.hasHeartbeats)
        prompt.add(u"Heartbeats"_s, heartbeatText.arg(heartbeatOk));
    prompt.add(u"Runtime"_s, facts.runtime);
    return prompt.text();
}

} // namespace wsagent
