#include "gateway/instances/blockingfindings.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isOneOf(const QString &code, std::initializer_list<QLatin1StringView> codes)
{
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool meetsBoundPort(const Finding &finding, const QSet<int> &bound)
{
    return std::any_of(finding.ports.begin(), finding.ports.end(),
                       [&bound](int port) { return bound.contains(port); });
}

bool involvesRunning(const Finding &finding, const BlockingQuestion &question)
{
    return std::any_of(finding.profiles.begin(), finding.profiles.end(), [&question](const QString &name) {
        return name != question.profile && question.running.contains(name);
    });
}

/// A stopped neighbour takes nothing away yet, so only what this instance cannot do alone counts, and what a
/// running one holds.
bool blocksStart(const Finding &finding, const BlockingQuestion &question)
{
    const QString &code = finding.code;
    if (isOneOf(code, {"port.invalid"_L1, "port.derived.out_of_range"_L1, "port.self_conflict"_L1,
                       "port.privileged"_L1}))
        return true;
    if (code.startsWith("port.in_use."_L1))
        return meetsBoundPort(finding, question.boundPorts);
    const bool pairwise =
        code == "port.conflict"_L1 || code.startsWith("path."_L1) || code.startsWith("cdp."_L1);
    return pairwise && involvesRunning(finding, question);
}

} // namespace

QList<Finding> blockingFindings(const QList<Finding> &findings, const BlockingQuestion &question)
{
    QList<Finding> blocking;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(blocking), [&](const Finding &finding) {
        if (finding.severity != Severity::Error || !finding.profiles.contains(question.profile))
            return false;
        if (question.undertaking == Undertaking::InstallService)
            return finding.code != "port.in_use.self"_L1;
        return question.undertaking == Undertaking::Edit || blocksStart(finding, question);
    });
    return blocking;
}

} // namespace wsagent
