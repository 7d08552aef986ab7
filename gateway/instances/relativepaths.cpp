#include "gateway/instances/relativepaths.h"
#include "gateway/instances/isolationrules.h"

namespace wsagent {

using namespace Qt::StringLiterals;

Finding relativePathFinding(const QString &instance, const QString &key, const QString &value,
                            const QString &home)
{
    Finding finding{.code = u"path.relative"_s,
                    .severity = Severity::Warning,
                    .profiles = {instance},
                    .message = u"%1 \"%2\" depends on the current directory."_s.arg(key, value)};
    if (key.startsWith("WS_AGENT_"_L1))
        finding.advice = u"give %1 an absolute path"_s.arg(key);
    else
        finding.fix = FindingFix{instance, key, absolutePath(value, home, home)}; // as a gateway reads it
    return finding;
}

void checkRelativePaths(IsolationCheck &check)
{
    for (const ClaimedInstance &instance : check.instances) {
        const auto &relative = instance.facts.relativeValues;
        for (auto value = relative.begin(); value != relative.end(); ++value)
            check.findings += relativePathFinding(instance.name, value.key(), *value, check.host.home);
    }
}

} // namespace wsagent
