#pragma once

#include "gateway/agents/tool.h"
#include "gateway/base/result.h"

#include <QMap>

#include <memory>

namespace wsagent {

class SchemaCheck;

/// The tools of one gateway, by name. Checks the arguments before a tool sees them and bounds what comes
/// out; whether a session may use a tool is decided before, by `toolpolicy.h`.
class Toolset
{
public:
    Toolset();
    ~Toolset();
    Q_DISABLE_COPY_MOVE(Toolset)

    /// Replaces one of the same name.
    void add(Tool tool);
    void remove(const QString &name);
    /// Those of a group go: when an MCP server is reconfigured.
    void removeGroup(const QString &group);

    const Tool *find(const QString &name) const; ///< exact
    QStringList names() const;                   ///< sorted
    QList<Tool> tools(const QStringList &names) const;

    /// Starts a call. An unknown name or arguments that do not fit are answered at once, as an error the
    /// model can read. `done` is called exactly once; what it gets is not longer than `largestText`.
    ToolAbort start(const QString &name, const QJsonObject &arguments, const ToolContext &context,
                    const ToolDone &done);

    static constexpr qsizetype largestText = 100'000; ///< characters of one result

private:
    struct Entry;
    std::map<QString, Entry> m_tools;
};

/// The text with its middle left out when it is longer than `most`; says how much is missing.
QString headAndTail(const QString &text, qsizetype most);

} // namespace wsagent
