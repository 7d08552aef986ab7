#pragma once

namespace wsagent {

/// Shows the desktop application until the user quits. So far a window that says what is there and what is
/// not.
int runDesktop(int argc, char **argv);

} // namespace wsagent
