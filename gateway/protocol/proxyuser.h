#pragma once

#include <QString>

namespace wsagent {

/// Whom a trusted proxy says a request is from (`gateway-protocol.md` 4.7, identity headers).
struct ProxyUser
{
    enum class Verdict { Absent, NotAllowed, Allowed };

    Verdict verdict = Verdict::Absent;
    QString name = {};

    bool isAllowed() const { return verdict == Verdict::Allowed; }
    bool operator==(const ProxyUser &) const = default;
};

} // namespace wsagent
