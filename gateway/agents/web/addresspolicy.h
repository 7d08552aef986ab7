#pragma once

#include "gateway/base/result.h"

#include <QHostAddress>
#include <QUrl>

namespace wsagent {

/// Whether an address belongs to somebody out there: not to this machine, this network, a cloud's metadata
/// service, nor to nobody.
bool isPublicAddress(const QHostAddress &address);

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
