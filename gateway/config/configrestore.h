#pragma once

#include "gateway/config/configloader.h"

namespace wsagent {

/// Whether the error is about who gets in (gateway.auth, gateway.bind, gateway.tls): nothing that an older
/// file may decide (D3).
bool concernsAccess(const ConfigIssue &issue);

/// An older text of a config that is valid today.
struct RestorePoint
{
    QString path = {}; ///< the copy; empty when there is none
    QByteArray text = {};
    QJsonObject source = {}; ///< `text` as read

    explicit operator bool() const { return !path.isEmpty(); }
};

/// The last good config, or else the newest rotated copy that is valid.
RestorePoint findRestorePoint(const ConfigSource &source, const ConfigSchema &schema);

/// Puts `point` in the place of a config that cannot be read; the damaged text is kept as
/// `<path>.clobbered.<time>`. Refused (kind Conflict) when the file can be read after all.
Result<void> restoreConfig(const ConfigSource &source, const RestorePoint &point);

} // namespace wsagent
