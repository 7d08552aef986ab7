#include "app/network/gatewaycaller.h"

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

GatewayCaller::GatewayCaller(InstanceSelection instance, QObject *parent)
    : QObject(parent)
    , m_instance(std::move(instance))
{}

GatewayCaller::~GatewayCaller() = default;

void GatewayCaller::call(const QString &method, const QJsonObject &params, Answered answered,
                         std::chrono::milliseconds patience)
{
    finish(Error{u"something else was asked meanwhile"_s});
    m_answered = std::move(answered);
    m_access = std::make_unique<GatewayAccess>(m_instance);
    m_access->find([this, method, params, patience](const Result<GatewayTarget> &found) {
        if (!found)
            return finish(found.error());
        GatewayTarget target = *found;
        target.timeout = patience;
        open(target, method, params);
    });
}

void GatewayCaller::open(const GatewayTarget &target, const QString &method, const QJsonObject &params)
{
    m_link = std::make_unique<GatewayLink>(target);
    connect(m_link.get(), &GatewayLink::up, this, [this, method, params] {
        m_link->call(method, params, [this](const Result<QJsonValue> &answer) { finish(answer); });
    });
    connect(m_link.get(), &GatewayLink::down, this, [this](const Error &why) { finish(why); });
    m_link->open();
}

/// Access or link may be the one that calls.
void GatewayCaller::finish(const Result<QJsonValue> &answer)
{
    if (m_access)
        m_access.release()->deleteLater();
    if (m_link) {
        m_link->disconnect(this);
        m_link.release()->deleteLater();
    }
    if (const auto answered = std::exchange(m_answered, {}))
        answered(answer);
}

} // namespace wsagent
