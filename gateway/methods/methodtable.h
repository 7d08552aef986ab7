#pragma once

#include "gateway/protocol/clienthost.h"
#include "gateway/protocol/controlplanelimit.h"
#include "gateway/protocol/paramcheck.h"

#include <QHash>
#include <QJsonObject>

namespace wsagent {

/// A request whose parameters fit.
struct MethodCall
{
    QJsonObject params = {};
    Caller caller = {};
};

/// One method: who may call it, with what, and what it does.
struct Method
{
    QString name = {};
    QString scope = {};                ///< empty: none is needed
    bool anyRole = false;              ///< for nodes as well
    bool controlPlane = false;         ///< changes the gateway: each actor may only so often
    bool finishes = false;             ///< what was begun may need it to end: served until the very end
    const ParamShape *shape = nullptr; ///< a closed object; null: no members
    std::function<void(MethodCall, Reply)> run = {};
};

/// Finds the handler of a request: the only place that does. Families of methods register themselves.
class MethodTable
{
public:
    void add(const Method &method);
    QStringList names() const; ///< sorted
    bool contains(const QString &method) const { return m_methods.contains(method); }

    /// From now on requests are refused for this reason, such as "gateway-restarting" (`gateway-protocol.md`
    /// 10).
    void close(const QString &reason) { m_closed = reason; }

    /// Steps 4 to 9 of `gateway-protocol.md` 7. `now` in ms, by a clock that never goes back.
    ClientHost::Outcome dispatch(const RequestFrame &frame, const Caller &caller, qint64 now, Reply reply);

private:
    QHash<QString, Method> m_methods;
    QString m_closed; ///< why; empty: it is open
    ControlPlaneLimit m_controlPlaneLimit;
};

} // namespace wsagent
