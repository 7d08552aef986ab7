#pragma once

#include "gateway/instances/portblock.h"

#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace wsagent {

enum class Platform { Linux, MacOs, Windows };

/// A TCP socket that listens on this host.
struct Listener
{
    int port = 0;
    QString address = {};           ///< "127.0.0.1", "0.0.0.0", "::", "::1", …
    std::optional<qint64> pid = {}; ///< unknown when not readable
    QString processName = {};
    QString commandLine = {};
    QString profile = {}; ///< display name, when the listener belongs to a known instance
};

/// How a path compares with others on this host: after links and case.
struct ResolvedPath
{
    QString path;          ///< links resolved, NFC, no trailing separator, case folded where the volume does
    QString unfolded = {}; ///< the same before case folding
    QString fileId = {};   ///< device and inode of an existing file, else empty
    bool isLink = false;   ///< the path itself is a link
};

/// What the validator needs to know of this host. A value; collecting it is `collectHostFacts`.
struct HostFacts
{
    Platform platform = Platform::Linux;
    QString home = {};
    QHash<QString, QString> environment = {}; ///< WS_AGENT_* of the checking shell
    PortRange ephemeral = {32768, 60999};
    QList<PortRange> excluded = {}; ///< Windows: ranges that fail to bind without a listener
    int unprivilegedPortStart = 1024;
    bool privileged = false; ///< may bind ports below that
    QList<int> openclawBases = {};
    QList<Listener> listeners = {};
    /// Resolves an absolute path; the default compares the text as it is.
    std::function<ResolvedPath(const QString &)> resolve = [](const QString &path) {
        return ResolvedPath{path};
    };
};

} // namespace wsagent
