// How long the proof of isolation takes, without reading configs or looking at the host.
#include "gateway/instances/validator.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int runs = 9;
constexpr int first = 1100;
constexpr int blockSize = 111;
constexpr int blocks = 580; // with browsers there is no room for more on one host

/// Without browsers an instance is two ports, so that ten thousand have room; beside a fifth of them stands
/// one that is too near, as a fleet without findings would be the easy case.
QList<InstanceFacts> fleet(int size)
{
    QList<InstanceFacts> instances;
    instances.reserve(size);
    const bool browsers = size <= blocks;
    for (int i = 0; i < size; ++i) {
        const int port = browsers ? first + i * blockSize : first + i * 6 - (i % 5 == 0 ? 3 : 0);
        InstanceFacts facts{.name = u"p%1"_s.arg(i)};
        facts.gatewayPort = port;
        facts.browserEnabled = browsers;
        facts.stateDir = u"/home/u/.ws-agent-p%1"_s.arg(i);
        facts.configPath = facts.stateDir + u"/ws-agent.json"_s;
        facts.workspaces = {facts.stateDir + u"/workspace"_s};
        facts.secretHashes.insert(u"telegram:default"_s, u"hash%1"_s.arg(i));
        facts.registryOrder = i;
        instances += facts;
    }
    return instances;
}

struct Times
{
    qsizetype findings = 0;
    double median = 0;
    double worst = 0;
};

/// Of the processor, so that what else runs on the machine does not count.
double millisecondsNow()
{
    return 1000.0 * double(std::clock()) / CLOCKS_PER_SEC;
}

Times measure(const QList<InstanceFacts> &instances)
{
    HostFacts host;
    host.home = u"/home/u"_s;
    Times times;
    std::vector<double> milliseconds;
    for (int run = 0; run < runs; ++run) {
        const double begin = millisecondsNow();
        times.findings = checkIsolation(host, instances).size();
        milliseconds.push_back(millisecondsNow() - begin);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    times.median = milliseconds[runs / 2];
    times.worst = milliseconds.back();
    return times;
}

} // namespace

int main()
{
    std::puts("| Instances | Findings | Median | Worst of 9 |\n| ---: | ---: | ---: | ---: |");
    for (const int size : {2, 100, 1000, 10'000}) {
        const Times times = measure(fleet(size));
        std::printf("| %d | %lld | %.2f ms | %.2f ms |\n", size, static_cast<long long>(times.findings),
                    times.median, times.worst);
    }
}
