#include "app/run.h"

#include "gateway/base/exitcodes.h"
#include "gateway/base/version.h"

#include <cstdio>
#include <string_view>

namespace wsagent {

int runCommandLine(int argc, char **argv)
{
    if (argc == 2 && (std::string_view(argv[1]) == "--version" || std::string_view(argv[1]) == "-V")) {
        std::printf("ws-agent %s\n", version);
        return ExitSuccess;
    }
    return ExitUsage;
}

} // namespace wsagent
