#pragma once

#include "gateway/net/httpoperators.h"

#include <QElapsedTimer>
#include <QJsonObject>

namespace wsagent {

/// What the probes tell; `failing` names what is not ready.
struct Readiness
{
    QStringList failing = {};
    bool started = true;
    QString pendingReason = {};
};

struct ProbeFacts
{
    QJsonObject instance = {}; ///< `{profile, port, stateDirHash}`, for tools on this machine that ask
    QString version = {};
    QElapsedTimer sinceStart = {};
    std::function<Readiness()> readiness = [] {
        return Readiness();
    };
    HttpOperators *operators = nullptr; ///< who may know more from elsewhere; null: nobody
};

/// `/healthz`, `/readyz`, `/startupz` and their short names (`gateway-http.md` 3).
void addProbes(Router &router, ProbeFacts facts);

} // namespace wsagent
