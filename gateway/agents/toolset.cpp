#include "gateway/agents/toolset.h"

#include "gateway/base/schemacheck.h"

namespace wsagent {

using namespace Qt::StringLiterals;

struct Toolset::Entry
{
    Tool tool;
    std::unique_ptr<SchemaCheck> check = {}; ///< made for the first call
};

namespace {

ToolResult bounded(ToolResult result)
{
    for (QJsonValueRef each : result.content) {
        QJsonObject block = each.toObject();
        const QString text = block["text"_L1].toString();
        if (text.size() <= Toolset::largestText)
            continue;
        block.insert("text"_L1, headAndTail(text, Toolset::largestText));
        each = block;
    }
    return result;
}

/// Hands over the first result and no other, whatever a tool does.
ToolDone once(const ToolDone &done)
{
    const auto waiting = std::make_shared<ToolDone>(done);
    return [waiting](ToolResult result) {
        if (const ToolDone taker = std::exchange(*waiting, {}))
            taker(bounded(std::move(result)));
    };
}

} // namespace

Toolset::Toolset() = default;
Toolset::~Toolset() = default;

void Toolset::add(Tool tool)
{
    const QString name = tool.name;
    m_tools.insert_or_assign(name, Entry{.tool = std::move(tool)});
}

void Toolset::remove(const QString &name)
{
    m_tools.erase(name);
}

void Toolset::removeGroup(const QString &group)
{
    std::erase_if(m_tools, [&group](const auto &each) { return each.second.tool.group == group; });
}

const Tool *Toolset::find(const QString &name) const
{
    const auto found = m_tools.find(name);
    return found == m_tools.end() ? nullptr : &found->second.tool;
}

QStringList Toolset::names() const
{
    QStringList names;
    for (const auto &[name, entry] : m_tools)
        names += name;
    return names;
}

QList<Tool> Toolset::tools(const QStringList &names) const
{
    QList<Tool> found;
    for (const QString &name : names) {
        if (const Tool *tool = find(name))
            found += *tool;
    }
    return found;
}

ToolAbort Toolset::start(const QString &name, const QJsonObject &arguments, const ToolContext &context,
                         const ToolDone &done)
{
    const auto found = m_tools.find(name);
    if (found == m_tools.end()) {
        done(ToolResult::error(u"Tool not available: %1"_s.arg(name)));
        return {};
    }
    Entry &entry = found->second;
    if (!entry.check)
        entry.check = std::make_unique<SchemaCheck>(entry.tool.parameters);
    if (const QString wrong = entry.check->summary(arguments); !wrong.isEmpty()) {
        done(ToolResult::error(u"%1: the arguments do not fit: %2"_s.arg(name, wrong),
                               {{"status"_L1, u"invalid-arguments"_s}}));
        return {};
    }
    const Tool tool = entry.tool; // the entry may go while the tool runs
    return tool.start(arguments, context, once(done));
}

QString headAndTail(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    const qsizetype room = std::max<qsizetype>(most - 64, 2); // for the note
    qsizetype head = room * 7 / 10;
    qsizetype tail = room - head;
    if (text[head - 1].isHighSurrogate())
        --head;
    if (text[text.size() - tail].isLowSurrogate())
        --tail;
    const qsizetype missing = text.size() - head - tail;
    return text.first(head) + u"\n[… %1 characters left out …]\n"_s.arg(missing) + text.last(tail);
}

} // namespace wsagent
