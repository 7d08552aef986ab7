#include "app/commit.h"
#include "app/run.h"
#include "ui/desktop.h"

#include <algorithm>
#include <string_view>

int main(int argc, char **argv)
{
    // D1: `ws-agent-tray --no-gui` is the same as `ws-agent --no-gui`.
    const bool headless =
        std::any_of(argv + 1, argv + argc, [](std::string_view argument) { return argument == "--no-gui"; });
    return headless ? wsagent::runCommandLine(argc, argv, wsagent::commit) : wsagent::runDesktop(argc, argv);
}
