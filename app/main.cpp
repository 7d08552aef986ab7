#include "app/commit.h"
#include "app/run.h"

int main(int argc, char **argv)
{
    return wsagent::runCommandLine(argc, argv, wsagent::commit);
}
