#pragma once

#include "gateway/agents/tool.h"

#include <QCache>
#include <QDateTime>

#include <chrono>

namespace wsagent {

/// Results that are still good. Bounded by their size.
class WebCache
{
public:
    std::optional<ToolResult> find(const QString &key, std::chrono::minutes lifetime) const
    {
        const Kept *kept = m_kept.object(key);
        if (!kept || kept->since.msecsTo(QDateTime::currentDateTimeUtc()) >
                         std::chrono::milliseconds(lifetime).count())
            return std::nullopt;
        return kept->result;
    }
    void keep(const QString &key, const ToolResult &result)
    {
        m_kept.insert(key, new Kept{result, QDateTime::currentDateTimeUtc()}, result.plainText().size() + 1);
    }

private:
    struct Kept
    {
        ToolResult result;
        QDateTime since;
    };
    QCache<QString, Kept> m_kept{2'000'000}; ///< characters
};

} // namespace wsagent
