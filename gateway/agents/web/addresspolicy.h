#pragma once

#include "gateway/base/result.h"

#include <QHostAddress>
#include <QUrl>

namespace wsagent {

/// Which addresses the web tools may reach, `tools.web.fetch.ssrfPolicy`.
struct AddressPolicy
{
    bool allowPrivateNetwork = false;
    QStringList allowHosts = {}; ///< "host" or "host:port", as written in the address

    bool allows(const QUrl &url, const QHostAddress &address) const;
};

/// http or https, a host, no user name; an error that says what is wrong. Does not look anything up.
Result<QUrl> webAddress(const QString &text);

} // namespace wsagent
