#include "gateway/nodes/nodesurface.h"

#include <algorithm>
#include <array>
#include <span>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array systemCommands = {
    "system.run"_L1,
    "system.run.prepare"_L1,
    "system.which"_L1,
    "system.execApprovals.get"_L1,
    "system.execApprovals.set"_L1,
    "browser.proxy"_L1,
    "browser.proxy.upload.v1"_L1,
    "fs.listDir"_L1,
};

constexpr std::array everywhere = {
    "canvas.*"_L1,      "camera.list"_L1,   "location.get"_L1,       "device.info"_L1,
    "device.status"_L1, "system.notify"_L1, "notifications.list"_L1,
};
constexpr std::array onPhones = {
    "contacts.search"_L1, "calendar.events"_L1, "reminders.list"_L1, "photos.latest"_L1, "motion.*"_L1,
};

bool matches(const QString &command, QLatin1StringView pattern)
{
    return pattern.endsWith(".*"_L1) ? command.startsWith(pattern.chopped(1)) : command == pattern;
}

bool isIn(std::span<const QLatin1StringView> patterns, const QString &command)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [&command](QLatin1StringView pattern) { return matches(command, pattern); });
}

bool isIn(const QStringList &patterns, const QString &command)
{
    return std::any_of(patterns.begin(), patterns.end(), [&command](const QString &pattern) {
        return matches(command, QLatin1StringView(pattern.toLatin1()));
    });
}

enum class Family { Phone, Computer, Other };

/// "darwin", "macos 15.1", "win32", "Linux x86_64": whatever clients write.
Family familyOf(const QString &platform)
{
    const QString name = platform.trimmed().toLower();
    for (const auto phone : {"ios"_L1, "ipados"_L1, "android"_L1, "watchos"_L1}) {
        if (name.startsWith(phone))
            return Family::Phone;
    }
    for (const auto computer : {"darwin"_L1, "macos"_L1, "win"_L1, "linux"_L1, "freebsd"_L1}) {
        if (name.startsWith(computer))
            return Family::Computer;
    }
    return Family::Other;
}

bool isWithin(const QStringList &some, const QStringList &all)
{
    return std::all_of(some.begin(), some.end(), [&all](const QString &each) { return all.contains(each); });
}

QStringList inBoth(const QStringList &first, const QStringList &second)
{
    QStringList both;
    std::copy_if(first.begin(), first.end(), std::back_inserter(both),
                 [&second](const QString &each) { return second.contains(each); });
    return both;
}

} // namespace

bool NodeSurface::covers(const NodeSurface &other) const
{
    if (!isWithin(other.caps, caps) || !isWithin(other.commands, commands))
        return false;
    for (auto it = other.permissions.begin(); it != other.permissions.end(); ++it) {
        if (it->toBool() && !permissions.value(it.key()).toBool())
            return false;
    }
    return true;
}

NodeSurface common(const NodeSurface &declared, const NodeSurface &approved)
{
    NodeSurface both{.caps = inBoth(declared.caps, approved.caps),
                     .commands = inBoth(declared.commands, approved.commands)};
    for (auto it = declared.permissions.begin(); it != declared.permissions.end(); ++it) {
        if (approved.permissions.contains(it.key()))
            both.permissions.insert(it.key(), it->toBool() && approved.permissions.value(it.key()).toBool());
    }
    return both;
}

bool isSystemCommand(const QString &command)
{
    return isIn(systemCommands, command);
}

QStringList requiredApproveScopes(const QStringList &commands)
{
    QStringList scopes{u"operator.pairing"_s};
    if (!commands.isEmpty())
        scopes += u"operator.write"_s;
    if (std::any_of(commands.begin(), commands.end(), isSystemCommand))
        scopes += u"operator.admin"_s;
    return scopes;
}

bool isCommandAllowed(const QString &command, const QString &platform, const NodeCommandRules &rules)
{
    if (isIn(rules.deny, command))
        return false;
    if (isIn(rules.allow, command) || isIn(everywhere, command))
        return true;
    switch (familyOf(platform)) {
    case Family::Phone:
        return isIn(onPhones, command);
    case Family::Computer:
        return isSystemCommand(command);
    case Family::Other:
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
