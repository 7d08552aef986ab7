#include "gateway/agents/usageline.h"

namespace wsagent {

using namespace Qt::StringLiterals;

QString usageLine(const QString &mode, const RunUsage &used)
{
    const bool isFull = mode == "full"_L1;
    if (!isFull && mode != "tokens"_L1 && mode != "on"_L1)
        return {};
    const LlmUsage &usage = used.usage;
    QStringList parts{u"Usage: %1 in, %2 out"_s.arg(usage.input).arg(usage.output)};
    if (isFull && usage.cacheRead + usage.cacheWrite > 0)
        parts += u"%1 from the cache, %2 into it"_s.arg(usage.cacheRead).arg(usage.cacheWrite);
    if (isFull && used.cost > 0)
        parts += u"$%1"_s.arg(used.cost, 0, 'f', 4);
    if (isFull && used.model.contextWindow > 0)
        parts += u"context %1 of %2"_s.arg(used.contextTokens).arg(used.model.contextWindow);
    if (isFull)
        parts += used.model.reference();
    return parts.join(u" · "_s);
}

} // namespace wsagent
