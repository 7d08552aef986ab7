#pragma once

#include "gateway/config/configwriter.h"

namespace wsagent {

/// A change of the config as a client asks for it (`gateway-methods.md` 2.2).
struct ConfigRequest
{
    enum class Kind { Whole, Patch };

    Kind kind = Kind::Whole;
    QByteArray raw = {};   ///< JSON5: the whole config, or an object to merge
    QString baseHash = {}; ///< of the config the client has seen; empty: it said none
    QStringList replacePaths = {};
};

/// Why not, in the words that clients know.
struct ConfigRefusal
{
    QString message;
    QList<ConfigIssue> issues = {}; ///< what is wrong with the config that would have come out
};

/// Carries the request out. A whole config without comments of its own is taken for what a program made of
/// the config: the comments of the file stay, and only what differs is changed.
///
/// Waits for the lock of the file and for the disk, so it is nothing for the thread of an event loop.
Result<ConfigWriteResult, ConfigRefusal> carryOut(const ConfigRequest &request, const ConfigSource &source,
                                                  const ConfigSchema &schema,
                                                  const std::function<QString(const QString &)> &otherReader);

} // namespace wsagent
