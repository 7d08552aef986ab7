#pragma once

#include <QString>
#include <QStringList>

namespace wsagent {

/// Who sent a request: one connection that has been let in.
struct Caller
{
    QString connectionId = {};
    QString clientId = {};
    QString clientMode = {};
    QString role = {};
    QStringList scopes = {};
    QStringList caps = {};
    QString deviceId = {};   ///< empty for a client without device
    QString authMethod = {}; ///< "token", "device-token", …
    QString address = {};
    bool local = false;
    QString reachedAt = {}; ///< the gateway, as the client names it: "http://127.0.0.1:18789"

    bool isNode() const { return role == QLatin1StringView("node"); }
    bool operator==(const Caller &) const = default;
};

} // namespace wsagent
