#include "gateway/surfaces/canvas/surfacecapabilities.h"

#include "gateway/secrets/randomtoken.h"

#include <QCryptographicHash>

#include <algorithm>

namespace wsagent {

namespace {

constexpr int tokenBytes = 18;

QByteArray hashOf(const QString &token)
{
    return QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

QString SurfaceCapabilities::issue(const QString &connectionId, qint64 now)
{
    m_capabilities.removeIf([now](const auto &each) { return each.value().until <= now; });
    QList<std::pair<qint64, QByteArray>> own;
    for (auto it = m_capabilities.begin(); it != m_capabilities.end(); ++it) {
        if (it->connectionId == connectionId)
            own += {it->until, it.key()};
    }
    if (own.size() >= mostOfOne)
        m_capabilities.remove(std::min_element(own.begin(), own.end())->second);
    const QString token = randomToken(tokenBytes);
    m_capabilities.insert(hashOf(token), {.connectionId = connectionId, .until = now + lifetime});
    return token;
}

std::optional<QString> SurfaceCapabilities::owner(const QString &token, qint64 now) const
{
    const auto found = m_capabilities.constFind(hashOf(token));
    if (found == m_capabilities.cend() || found->until <= now)
        return std::nullopt;
    return found->connectionId;
}

void SurfaceCapabilities::dropConnection(const QString &connectionId)
{
    m_capabilities.removeIf([&](const auto &each) { return each.value().connectionId == connectionId; });
}

} // namespace wsagent
