#pragma once

namespace wsagent {

/// Lets this process open as many files and sockets as the system allows: the usual soft limit of 1024 is
/// made for programs that use select(2), which nothing here does.
void raiseFileLimit();

} // namespace wsagent
