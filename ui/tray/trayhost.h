#pragma once

namespace wsagent {

/// Whether a panel shows icons of programs now. Asked before the icon is made: Qt decides with the first
/// icon, once and for all, by which of the two ways it talks to panels.
bool isTrayHostThere();

/// The name on the session bus that such a panel takes.
constexpr const char *statusNotifierWatcher = "org.kde.StatusNotifierWatcher";

} // namespace wsagent
