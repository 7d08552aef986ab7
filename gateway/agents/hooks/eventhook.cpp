#include "gateway/agents/hooks/eventhook.h"

#include "gateway/agents/hooks/bundledhooks.h"
#include "gateway/agents/skills/frontmatter.h"
#include "gateway/base/files.h"
#include "gateway/base/jsontexts.h"

#include <QDir>
#include <QFileInfo>
#include <QMap>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 256 * 1024; // bytes
constexpr qsizetype mostOfOneFolder = 100;

/// The executable file of a hook's folder.
QString handlerIn(const QString &folder)
{
    const QFileInfoList files =
        QDir(folder).entryInfoList({u"handler"_s, u"handler.*"_s}, QDir::Files, QDir::Name);
    const auto found =
        std::find_if(files.begin(), files.end(), [](const QFileInfo &file) { return file.isExecutable(); });
    return found == files.end() ? QString() : found->absoluteFilePath();
}

QList<SkillFolder> hookFolders(const QString &workspace, const QString &stateDir, const QJsonObject &config)
{
    QList<SkillFolder> folders{{workspace + "/hooks"_L1, u"workspace"_s},
                               {stateDir + "/hooks"_L1, u"managed"_s}};
    const QStringList extra = textsIn(config["hooks"_L1]["internal"_L1]["load"_L1]["extraDirs"_L1]);
    for (const QString &directory : extra)
        folders += {directory, u"extra"_s};
    return folders;
}

QString inWords(const SkillNeeds &missing)
{
    QStringList words;
    for (const auto &[name, list] :
         {std::pair(u"system"_s, missing.os), std::pair(u"programs"_s, missing.bins),
          std::pair(u"one of"_s, missing.anyBins), std::pair(u"variables"_s, missing.env),
          std::pair(u"config"_s, missing.config)}) {
        if (!list.isEmpty())
            words += name + u": "_s + list.join(u' ');
    }
    return words.isEmpty() ? QString() : u"needs "_s + words.join("; "_L1);
}

} // namespace

QJsonObject toJson(const HookEvent &event, const QString &timestamp)
{
    QJsonObject json{{"type"_L1, event.type},
                     {"action"_L1, event.action},
                     {"timestamp"_L1, timestamp},
                     {"context"_L1, event.context}};
    if (!event.sessionKey.isEmpty())
        json.insert("sessionKey"_L1, event.sessionKey);
    if (!event.agentId.isEmpty())
        json.insert("agentId"_L1, event.agentId);
    return json;
}

bool EventHook::listensTo(const HookEvent &event) const
{
    return events.contains(event.name()) || events.contains(event.type);
}

Result<EventHook> parseHook(const QString &text, const QString &folder)
{
    auto about = parseSkill(text, folder);
    if (!about)
        return about.error();
    const QStringList events = textsIn(metadataIn(frontMatter(text))["events"_L1]);
    if (events.isEmpty())
        return Error{u"its metadata names no events"_s};
    return EventHook{.about = *about, .events = events};
}

QList<EventHook> loadHooks(const QString &workspace, const QString &stateDir, const QJsonObject &config)
{
    QMap<QString, EventHook> found;
    const QList<SkillFolder> folders = hookFolders(workspace, stateDir, config);
    for (const SkillFolder &folder : folders) {
        const QStringList names = QDir(folder.path).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString &name : names.first(std::min(names.size(), mostOfOneFolder))) {
            const QString place = folder.path + u'/' + name;
            const auto text = readFile(place + "/HOOK.md"_L1, largestFile);
            auto hook = text ? parseHook(QString::fromUtf8(*text), name) : Result<EventHook>(text.error());
            if (!hook || found.contains(hook->about.name))
                continue;
            hook->about.filePath = place + "/HOOK.md"_L1;
            hook->about.source = folder.source;
            hook->program = handlerIn(place);
            found.insert(hook->about.name, *hook);
        }
    }
    for (const EventHook &hook : bundledHooks()) {
        if (!found.contains(hook.about.name))
            found.insert(hook.about.name, hook);
    }
    return found.values();
}

HookState judgeHook(const EventHook &hook, const SkillFacts &facts)
{
    const QJsonValue settings = facts.config["hooks"_L1]["internal"_L1];
    const QJsonValue entry = settings["entries"_L1][hook.about.name];
    HookState state{.enabled = settings["enabled"_L1].toBool() && entry["enabled"_L1].toBool(),
                    .problem = inWords(missingNeeds(hook.about, facts, entry))};
    if (state.problem.isEmpty() && !hook.isBundled() && hook.program.isEmpty())
        state.problem = u"has no executable file \"handler\""_s;
    return state;
}

} // namespace wsagent
