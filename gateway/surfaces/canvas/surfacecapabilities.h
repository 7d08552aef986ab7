#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>

namespace wsagent {

/// The right to see the canvas, as a part of a path: whoever has the address may look, for ten minutes and
/// only while the connection lives that it was given to (`gateway-http.md` 6). Times in ms, by a clock that
/// never goes back.
class SurfaceCapabilities
{
public:
    static constexpr qint64 lifetime = 600'000;
    static constexpr int mostOfOne = 16; ///< of one connection; the oldest go

    /// 18 random bytes, base64url.
    QString issue(const QString &connectionId, qint64 now);
    /// Whose it is; nothing for one that is unknown or too old. Only a hash of it is kept and looked for, so
    /// that the time tells nothing.
    std::optional<QString> owner(const QString &token, qint64 now) const;
    void dropConnection(const QString &connectionId);

private:
    struct Capability
    {
        QString connectionId;
        qint64 until = 0;
    };

    QHash<QByteArray, Capability> m_capabilities; ///< by hash of the token
};

} // namespace wsagent
