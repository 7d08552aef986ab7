#pragma once

#include "gateway/base/result.h"

#include <QByteArray>

#include <chrono>
#include <variant>

namespace wsagent {

/// What a supervisor and the gateway it has started tell each other, one JSON object a line (D2). `ready` and
/// `degraded` each take the place of the other.
struct LifelineReady
{
    int port = 0;
    qint64 pid = 0;
    QString version = {};

    bool operator==(const LifelineReady &) const = default;
};

struct LifelineFailed
{
    QString message = {};
    int exitCode = 0;

    bool operator==(const LifelineFailed &) const = default;
};

/// It serves, and something is wrong.
struct LifelineDegraded
{
    QString reason = {};

    bool operator==(const LifelineDegraded &) const = default;
};

struct LifelineStop
{
    std::chrono::milliseconds drain = {};

    bool operator==(const LifelineStop &) const = default;
};

using LifelineMessage = std::variant<LifelineReady, LifelineFailed, LifelineDegraded, LifelineStop>;

constexpr qsizetype longestLifelineLine = 16 * 1024;

/// The variable that tells a gateway that its standard input and output are a lifeline.
constexpr char lifelineVariable[] = "WS_AGENT_LIFELINE";

/// With the end of the line.
QByteArray toLine(const LifelineMessage &message);
Result<LifelineMessage> parseLifelineMessage(const QByteArray &line);

} // namespace wsagent
