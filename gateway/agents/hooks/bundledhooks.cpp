#include "gateway/agents/hooks/bundledhooks.h"

#include "gateway/base/appendfile.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QDir>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int rememberedMessages = 15;
constexpr qint64 largestBoot = 64 * 1024; // bytes

EventHook bundled(const QString &name, const QString &description, const QStringList &events)
{
    return {.about = {.name = name, .description = description, .source = u"bundled"_s, .key = name},
            .events = events};
}

/// What was said last in a session that is about to begin anew.
Result<QString> lastWords(const QString &sessionKey, SessionStore &sessions)
{
    const auto key = sessions.resolve(sessionKey);
    const auto transcript =
        key ? sessions.transcript(*key) : Result<std::shared_ptr<Transcript>>(key.error());
    if (!transcript)
        return transcript.error();
    const auto page = (*transcript)->page({.limit = rememberedMessages});
    if (!page)
        return page.error();
    QString text;
    for (const TranscriptEntry &row : page->rows) {
        const QString said = plainText(row.message()["content"_L1]).trimmed();
        const bool isTalk = row.role() == "user"_L1 || row.role() == "assistant"_L1;
        if (isTalk && !said.isEmpty() && !row.message()["isCommand"_L1].toBool())
            text += u"- %1: %2\n"_s.arg(row.role(), said.left(2000).replace(u'\n', u"\n  "_s));
    }
    return text;
}

Result<void> keepMemory(const HookEvent &event, const BundledHookPorts &ports)
{
    const auto words = lastWords(event.sessionKey, *ports.sessions);
    if (!words)
        return words.error();
    if (words->isEmpty())
        return {};
    const QString folder = ports.workspaceOf(event.agentId) + "/memory"_L1;
    if (!QDir().mkpath(folder))
        return Error{u"%1 cannot be made"_s.arg(folder), {}, ErrorKind::Io};
    const QDateTime now = QDateTime::currentDateTime();
    const QString file = u"%1/%2-session.md"_s.arg(folder, now.toString(u"yyyy-MM-dd-HHmmss"_s));
    const QString text = u"# Session of %1\n\nsession: %2\n\n%3"_s.arg(now.toString(u"yyyy-MM-dd HH:mm"_s),
                                                                       event.sessionKey, *words);
    return replaceFile(file, text.toUtf8(), Durable::No);
}

Result<void> logCommand(const HookEvent &event, const BundledHookPorts &ports)
{
    const QString folder = ports.stateDir + "/logs"_L1;
    if (const auto made = makePrivateDirectory(folder); !made)
        return made;
    auto file = AppendFile::open(folder + "/commands.log"_L1, AppendFile::Access::Append);
    if (!file)
        return file.error();
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    return file->append(QJsonDocument(toJson(event, time)).toJson(QJsonDocument::Compact) + '\n');
}

Result<void> boot(const HookEvent &event, const BundledHookPorts &ports)
{
    const QString path = ports.workspaceOf(event.agentId) + "/BOOT.md"_L1;
    const auto text = readFile(path, largestBoot);
    if (!text && text.error().kind == ErrorKind::NotFound)
        return {};
    if (!text)
        return text.error();
    if (!text->trimmed().isEmpty())
        ports.say(event.agentId, u"[BOOT.md]\n%1\n\nIf there is nothing to tell, answer NO_REPLY."_s.arg(
                                     QString::fromUtf8(*text)));
    return {};
}

} // namespace

QList<EventHook> bundledHooks()
{
    return {
        bundled(u"boot-md"_s,
                u"Has the agent do what BOOT.md of its workspace says, when the gateway starts"_s,
                {u"gateway:startup"_s}),
        bundled(u"command-logger"_s, u"Writes the commands of chats to logs/commands.log"_s, {u"command"_s}),
        bundled(u"session-memory"_s, u"Writes what was said last to memory/ before a session begins anew"_s,
                {u"command:new"_s, u"command:reset"_s})};
}

Result<void> runBundledHook(const QString &name, const HookEvent &event, const BundledHookPorts &ports)
{
    if (name == "boot-md"_L1)
        return boot(event, ports);
    return name == "command-logger"_L1 ? logCommand(event, ports) : keepMemory(event, ports);
}

} // namespace wsagent
