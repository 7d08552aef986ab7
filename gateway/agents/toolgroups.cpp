#include "gateway/agents/toolgroups.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList membersOf(const QString &group)
{
    for (const ToolGroup &each : toolGroups()) {
        if (each.id == group)
            return each.tools;
    }
    if (group != "ws-agent"_L1)
        return {};
    QStringList members;
    for (const ToolGroup &each : toolGroups()) {
        if (each.id != "fs"_L1 && each.id != "runtime"_L1)
            members += each.tools;
    }
    return members;
}

QString canonical(const QString &pattern)
{
    const QString name = pattern.trimmed().toLower();
    return name == "bash"_L1 ? u"exec"_s : name == "apply-patch"_L1 ? u"apply_patch"_s : name;
}

/// `*` stands for any characters; the text is matched from its first character to its last.
bool matches(QStringView pattern, QStringView text)
{
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

} // namespace

const QList<ToolGroup> &toolGroups()
{
    static const QList<ToolGroup> groups{
        {u"fs"_s,
         u"Files"_s,
         {u"read"_s, u"write"_s, u"edit"_s, u"apply_patch"_s, u"grep"_s, u"find"_s, u"ls"_s}},
        {u"runtime"_s, u"Commands"_s, {u"exec"_s, u"process"_s}},
        {u"sessions"_s,
         u"Sessions"_s,
         {u"sessions_list"_s, u"sessions_history"_s, u"sessions_send"_s, u"sessions_spawn"_s,
          u"session_status"_s}},
        {u"memory"_s, u"Memory"_s, {u"memory_search"_s, u"memory_get"_s}},
        {u"web"_s, u"Web"_s, {u"web_search"_s, u"web_fetch"_s}},
        {u"ui"_s, u"Browser and canvas"_s, {u"browser"_s, u"canvas"_s}},
        {u"automation"_s, u"Automation"_s, {u"cron"_s, u"gateway"_s}},
        {u"messaging"_s, u"Messages"_s, {u"message"_s}},
        {u"nodes"_s, u"Nodes"_s, {u"nodes"_s}},
        {u"agents"_s, u"Agents"_s, {u"agents_list"_s, u"image"_s, u"profiles"_s}},
    };
    return groups;
}

const QList<ToolProfile> &toolProfiles()
{
    static const QList<ToolProfile> profiles{
        {u"minimal"_s, u"Minimal"_s, {u"session_status"_s}},
        {u"coding"_s,
         u"Coding"_s,
         {u"group:fs"_s, u"group:runtime"_s, u"group:sessions"_s, u"group:memory"_s, u"image"_s}},
        {u"messaging"_s,
         u"Messaging"_s,
         {u"group:messaging"_s, u"sessions_list"_s, u"sessions_history"_s, u"sessions_send"_s,
          u"session_status"_s}},
        {u"full"_s, u"Full"_s, {}},
    };
    return profiles;
}

bool isOptIn(const QString &tool)
{
    return tool == "profiles"_L1 || tool == "apply_patch"_L1;
}

bool meansTool(const QString &pattern, const QString &tool)
{
    const QString wanted = canonical(pattern);
    if (wanted.startsWith("group:"_L1))
        return membersOf(wanted.mid(6)).contains(tool, Qt::CaseInsensitive);
    return matches(wanted, tool.toLower());
}

bool meansTool(const QStringList &patterns, const QString &tool)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [&tool](const QString &pattern) { return meansTool(pattern, tool); });
}

bool namesTool(const QStringList &patterns, const QString &tool)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [&tool](const QString &pattern) { return canonical(pattern) == tool.toLower(); });
}

} // namespace wsagent
