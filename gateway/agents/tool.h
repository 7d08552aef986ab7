#pragma once

#include "gateway/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace wsagent {

/// What a tool call came to: content blocks as the model sees them (`{type: text, text}` or
/// `{type: image, data, mimeType}`), and details for programs and people.
struct ToolResult
{
    QJsonArray content = {};
    QJsonObject details = {};
    bool isError = false;

    static ToolResult text(const QString &text, const QJsonObject &details = {});
    /// For programs and the model alike: as compact JSON in the text and as details.
    static ToolResult json(const QJsonObject &object);
    static ToolResult json(const Result<QJsonObject> &answer); ///< or its error
    static ToolResult image(const QByteArray &bytes, const QString &mimeType, const QString &caption);
    /// A sentence the model can act on.
    static ToolResult error(const QString &sentence, const QJsonObject &details = {});
    static ToolResult aborted();

    /// All text blocks, joined with new lines.
    QString plainText() const;
    bool operator==(const ToolResult &) const = default;
};

/// A directory that belongs to somebody else: what is below it is neither read nor written, with the
/// exceptions.
struct Wall
{
    QString directory = {};
    QStringList except = {}; ///< absolute, below `directory`
    QString owner = {};      ///< for the message: "the instance rescue"

    bool operator==(const Wall &) const = default;
};

/// How far a command of this run may reach.
enum class Reach {
    Host,      ///< everything of this user but what is behind a wall
    Confined,  ///< the workspace and the temporary directory only, by the kernel
    Container, ///< in a container
};

/// What a call may know of the run it belongs to. A value: a call may keep it.
struct ToolContext
{
    QString agentId = {};
    QString sessionKey = {}; ///< canonical
    QString runId = {};
    QString toolCallId = {};
    QString workspace = {}; ///< absolute
    QString stateDir = {};
    QString tempDir = {};
    QString modelRef = {}; ///< "provider/model"
    bool isMain = true;    ///< the main session of the agent
    bool isSubagent = false;
    bool isOwner = true;        ///< the owner speaks, or nobody but the machine
    bool workspaceOnly = false; ///< file tools stay in the workspace
    Reach reach = Reach::Host;
    QList<Wall> walls = {};
    QProcessEnvironment environment = {}; ///< of the run, for commands; without secrets of the gateway
    QJsonObject settings = {};            ///< `tools` of the config, as it holds for this agent
    QJsonObject container = {};           ///< `sandbox` of the config, for Reach::Container
    /// The route of the conversation, for tools that speak: `{channel, to, accountId?, threadId?}`.
    QJsonObject route = {};
    /// May be called until the call is done: what there is so far.
    std::function<void(const QString &text)> progress = {};
    /// A line for the session when something ends that nobody waits for any more.
    std::function<void(const QString &sessionKey, const QString &text)> systemEvent = {};
};

/// Takes the result, once; on the thread of the gateway.
using ToolDone = std::function<void(ToolResult)>;
/// Ends a call that goes on: the `ToolDone` follows at once, with `ToolResult::aborted()` or what there was.
/// Harmless when the call has ended. Empty for tools that are done before `start` returns.
using ToolAbort = std::function<void()>;

/// A call whose work goes on to its end whatever happens: what has begun elsewhere is not left half done.
/// When it is aborted, only nobody waits for it any more. Copies are the same call.
class UnstoppableCall
{
public:
    explicit UnstoppableCall(const ToolDone &done)
        : m_waiting(std::make_shared<ToolDone>(done))
    {}

    /// The first answer, or the abort before it, is what is heard.
    void answer(const ToolResult &result) const;
    ToolAbort abort() const;

private:
    std::shared_ptr<ToolDone> m_waiting;
};

/// Something an agent can do. The arguments have passed `parameters` when `start` sees them. `done` may be
/// called before `start` returns.
struct Tool
{
    enum class Source { Core, Mcp, Channel };

    QString name = {};
    QString label = {};
    QString summary = {};        ///< one line, for the system prompt
    QString description = {};    ///< for the model; empty: the summary
    QJsonObject parameters = {}; ///< JSON Schema, draft-07
    bool hasSideEffect = true;   ///< not to be repeated after a crash, nor retried behind the user's back
    Source source = Source::Core;
    QString group = {}; ///< "fs", "runtime", "web", … ; "mcp:<server>"
    std::function<ToolAbort(const QJsonObject &arguments, const ToolContext &context, const ToolDone &done)>
        start = {};
};

QLatin1StringView sourceName(Tool::Source source);

} // namespace wsagent
