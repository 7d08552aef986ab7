#include "gateway/protocol/scopes.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Implication
{
    const char *scope;
    const char *implied;
};

constexpr std::array implications = {
    Implication{"operator.write", "operator.read"},
    Implication{"operator.write", "operator.talk"},
    Implication{"operator.write", "operator.sessions.read"},
    Implication{"operator.read", "operator.sessions.read"},
};

constexpr std::array nodeMethods = {
    "skills.bins",
    "node.pluginSurface.refresh",
    "node.pluginTools.update",
    "node.skills.update",
    "node.runnerInventory.update",
    "node.pending.drain",
    "node.pending.pull",
    "node.pending.ack",
    "node.invoke.progress",
    "node.invoke.result",
    "node.event",
};

} // namespace

bool grants(const QStringList &scopes, const QString &needed)
{
    if (needed.isEmpty() || scopes.contains(needed))
        return true;
    if (needed.startsWith("operator."_L1) && scopes.contains("operator.admin"_L1))
        return true;
    return std::any_of(implications.begin(), implications.end(), [&](const Implication &row) {
        return needed == QLatin1StringView(row.implied) && scopes.contains(QLatin1StringView(row.scope));
    });
}

QStringList beyond(const QStringList &wanted, const QStringList &granted)
{
    QStringList more;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(more),
                 [&granted](const QString &scope) { return !grants(granted, scope); });
    return more;
}

bool isNodeMethod(const QString &method)
{
    return std::any_of(nodeMethods.begin(), nodeMethods.end(),
                       [&method](const char *name) { return method == QLatin1StringView(name); });
}

} // namespace wsagent
