#pragma once

#include "gateway/base/result.h"

#include <QString>

namespace wsagent {

/// What a running gateway says of itself in `<state dir>/gateway.runtime.json` (0600).
struct RuntimeFile
{
    qint64 pid = 0;
    QString startTime = {}; ///< see processStartTime
    QString profile = {};   ///< display name
    QString instanceId = {};
    int port = 0;
    int controlPort = 0;         ///< 0: browser off
    QString tlsFingerprint = {}; ///< SHA-256 of its certificate, in hex; empty: no TLS
    QString bind = {};
    QString configPath = {};
    QString version = {};
    QString startedAt = {}; ///< ISO 8601, UTC

    bool operator==(const RuntimeFile &) const = default;
};

Result<void> writeRuntimeFile(const QString &stateDir, const RuntimeFile &runtime);
Result<RuntimeFile> readRuntimeFile(const QString &stateDir);
void removeRuntimeFile(const QString &stateDir);

/// Whether the process that wrote it still lives: a recycled pid has another start time.
bool isAlive(const RuntimeFile &runtime);

} // namespace wsagent
