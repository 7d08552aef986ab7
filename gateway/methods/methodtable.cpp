#include "gateway/methods/methodtable.h"

#include "gateway/protocol/scopes.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr ParamShape noMembers{.kind = ParamShape::Kind::Object};

/// Each method of this prefix has a name of our own, too, which is not told of (`gateway-protocol.md` 3).
constexpr auto compatible = "openclaw."_L1;

/// Served, and not told of: clients do not look for them in the list (`advertised` in the vectors of
/// methods).
constexpr std::array unlisted = {"chat.inject"_L1,         "sessions.get"_L1,
                                 "sessions.resolve"_L1,    "sessions.usage"_L1,
                                 "sessions.usage.logs"_L1, "sessions.usage.timeseries"_L1};

} // namespace

void MethodTable::add(const Method &method)
{
    Q_ASSERT(!m_methods.contains(method.name));
    m_methods.insert(method.name, method);
    if (method.name.startsWith(compatible))
        m_methods.insert(u"ws-agent."_s + method.name.sliced(compatible.size()), method);
}

QStringList MethodTable::names() const
{
    QStringList names;
    for (auto it = m_methods.begin(); it != m_methods.end(); ++it) {
        const bool isAlias = it.key() != it->name;
        if (!isAlias && std::find(unlisted.begin(), unlisted.end(), it->name) == unlisted.end())
            names += it->name;
    }
    names.sort();
    return names;
}

ClientHost::Outcome MethodTable::dispatch(const RequestFrame &frame, const Caller &caller, qint64 now,
                                          Reply reply)
{
    const auto found = m_methods.constFind(frame.method);
    const bool known = found != m_methods.constEnd();
    const bool forNodes = isNodeMethod(frame.method);
    if (forNodes != caller.isNode() && !(known && found->anyRole)) {
        reply.fail(unauthorizedRole(caller.role));
        return ClientHost::Outcome::RoleRefused;
    }
    // What nobody knows might do anything.
    const QString scope = known ? found->scope : forNodes ? QString() : u"operator.admin"_s;
    if (!grants(caller.scopes, scope)) {
        reply.fail(missingScope(scope));
        return ClientHost::Outcome::Handled;
    }
    if (!known) {
        reply.fail(unknownMethod(frame.method));
        return ClientHost::Outcome::Handled;
    }
    if (!m_closed.isEmpty() && !found->finishes) {
        reply.fail(notNow(frame.method, m_closed, 1000));
        return ClientHost::Outcome::Handled;
    }
    if (found->controlPlane) {
        if (const auto tooMany = m_controlPlaneLimit.refusal(caller, frame.method, now)) {
            reply.fail(*tooMany);
            return ClientHost::Outcome::Handled;
        }
    }
    const bool absent = frame.params.isUndefined() || frame.params.isNull();
    const QJsonValue params = absent ? QJsonValue(QJsonObject()) : frame.params;
    if (const QString wrong = objections(params, found->shape ? *found->shape : noMembers);
        !wrong.isEmpty()) {
        reply.fail(invalidRequest(u"invalid %1 params: %2"_s.arg(frame.method, wrong)));
        return ClientHost::Outcome::Handled;
    }
    found->run({.params = params.toObject(), .caller = caller}, std::move(reply));
    return ClientHost::Outcome::Handled;
}

} // namespace wsagent
