#include "gateway/methods/devicemethods.h"

#include "gateway/methods/methodfamily.h"
#include "gateway/protocol/scopes.h"

#include <QDateTime>
#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape label{.kind = Kind::String, .least = 1, .most = 64};
constexpr ParamShape words{.kind = Kind::Array, .item = &word};

constexpr std::array requestMembers = {ParamMember{"requestId", &word, true}};
constexpr ParamShape requestShape{.kind = Kind::Object, .members = requestMembers};
constexpr std::array deviceMembers = {ParamMember{"deviceId", &word, true}};
constexpr ParamShape deviceShape{.kind = Kind::Object, .members = deviceMembers};
constexpr std::array renameMembers = {ParamMember{"deviceId", &word, true},
                                      ParamMember{"label", &label, true}};
constexpr ParamShape renameShape{.kind = Kind::Object, .members = renameMembers};
constexpr std::array rotateMembers = {ParamMember{"deviceId", &word, true}, ParamMember{"role", &word, true},
                                      ParamMember{"scopes", &words}};
constexpr ParamShape rotateShape{.kind = Kind::Object, .members = rotateMembers};
constexpr std::array revokeMembers = {ParamMember{"deviceId", &word, true}, ParamMember{"role", &word, true}};
constexpr ParamShape revokeShape{.kind = Kind::Object, .members = revokeMembers};

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

/// The methods of one family share their services.
class DeviceMethods
{
public:
    explicit DeviceMethods(DeviceServices services)
        : m(std::move(services))
    {}

    void list(const MethodCall &call, Reply reply) const
    {
        QJsonArray pending;
        for (const DeviceRequest &request : m.devices->requests(now())) {
            if (mayManage(call.caller, request.deviceId()))
                pending += toJson(request);
        }
        QJsonArray paired;
        for (const QJsonValue device : m.devices->list(m.isConnected)) {
            if (mayManage(call.caller, device["deviceId"_L1].toString()))
                paired += device;
        }
        reply.ok(QJsonObject{{"pending"_L1, pending}, {"paired"_L1, paired}});
    }

    void approve(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["requestId"_L1].toString();
        const auto waiting = find(id);
        if (!waiting || !mayManage(call.caller, waiting->deviceId()))
            return reply.fail(invalidRequest(u"unknown requestId"_s));
        // Nobody grants what he has not.
        const QStringList more = beyond(waiting->params.scopes, call.caller.scopes);
        const bool forOperator = waiting->params.role == "operator"_L1;
        if (!more.isEmpty() || (!forOperator && !grants(call.caller.scopes, u"operator.admin"_s)))
            return reply.fail(missingScope(more.value(0, u"operator.admin"_s)));
        (void)m.devices->takeRequest(id, now());
        if (const auto approved = m.devices->approve(waiting->params, u"operator"_s, waiting->address, now());
            !approved)
            return reply.fail(internal(approved.error()));
        resolved(*waiting, u"approved"_s);
        reply.ok(QJsonObject{{"requestId"_L1, id}, {"device"_L1, deviceRow(waiting->deviceId())}});
    }

    void reject(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["requestId"_L1].toString();
        const auto waiting = find(id);
        if (!waiting || !mayManage(call.caller, waiting->deviceId()))
            return reply.fail(invalidRequest(u"unknown requestId"_s));
        (void)m.devices->takeRequest(id, now());
        resolved(*waiting, u"rejected"_s);
        reply.ok(QJsonObject{{"requestId"_L1, id}, {"deviceId"_L1, waiting->deviceId()}});
    }

    void remove(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["deviceId"_L1].toString();
        if (!mayManage(call.caller, id))
            return reply.fail(invalidRequest(u"unknown deviceId"_s));
        if (const auto removed = m.devices->remove(id); !removed)
            return reply.fail(failure(removed.error()));
        m.announce("device.pair.changed"_L1, {});
        reply.ok(QJsonObject{{"deviceId"_L1, id}});
        m.disconnect(id, u"device removed"_s);
    }

    void rename(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["deviceId"_L1].toString();
        const QString name = call.params["label"_L1].toString();
        if (!mayManage(call.caller, id))
            return reply.fail(invalidRequest(u"unknown deviceId"_s));
        if (const auto renamed = m.devices->rename(id, name); !renamed)
            return reply.fail(failure(renamed.error()));
        m.announce("device.pair.changed"_L1, {});
        reply.ok(QJsonObject{{"deviceId"_L1, id}, {"label"_L1, name}});
    }

    void rotate(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["deviceId"_L1].toString();
        const QString role = call.params["role"_L1].toString();
        const qint64 time = now();
        if (!mayManage(call.caller, id))
            return reply.fail(invalidRequest(u"device token rotation denied"_s));
        const auto scopes = scopesFor(call.caller, id, call.params["scopes"_L1]);
        if (!scopes)
            return reply.fail(invalidRequest(u"device token rotation denied"_s));
        const bool own = call.caller.deviceId == id;
        const auto token = m.devices->rotateToken(
            id, role, *scopes, own ? Devices::Delivery::InBand : Devices::Delivery::Withheld, time);
        if (!token)
            return reply.fail(token.error().kind == ErrorKind::NotFound
                                  ? invalidRequest(u"device token rotation denied"_s)
                                  : internal(token.error()));
        QJsonObject result{{"deviceId"_L1, id},
                           {"role"_L1, role},
                           {"scopes"_L1, QJsonArray::fromStringList(*scopes)},
                           {"rotatedAtMs"_L1, time},
                           {"tokenDelivery"_L1, own ? u"in-band"_s : u"withheld-cross-device"_s}};
        if (own)
            result.insert("token"_L1, *token);
        reply.ok(result);
        if (!own)
            m.disconnect(id, u"token rotated"_s);
    }

    void revoke(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["deviceId"_L1].toString();
        const QString role = call.params["role"_L1].toString();
        const qint64 time = now();
        if (!mayManage(call.caller, id))
            return reply.fail(invalidRequest(u"device token revocation denied"_s));
        if (const auto revoked = m.devices->revokeToken(id, role, time); !revoked)
            return reply.fail(revoked.error().kind == ErrorKind::NotFound
                                  ? invalidRequest(u"device token revocation denied"_s)
                                  : internal(revoked.error()));
        reply.ok(QJsonObject{{"deviceId"_L1, id}, {"role"_L1, role}, {"revokedAtMs"_L1, time}});
        m.disconnect(id, u"token revoked"_s);
    }

private:
    /// Who came in with a device token manages only that device, unless it is an administrator's.
    static bool mayManage(const Caller &caller, const QString &deviceId)
    {
        return caller.authMethod != "device-token"_L1 || caller.deviceId == deviceId ||
               grants(caller.scopes, u"operator.admin"_s);
    }

    /// The scopes of a new token: those wanted, else all of the device. Nobody hands out more than he has,
    /// and no token is worth more than its device was granted. A device that has asked for less this time
    /// still gets its own, unless it came in with a token: that may have been made to do less.
    std::optional<QStringList> scopesFor(const Caller &caller, const QString &deviceId,
                                         const QJsonValue &wanted) const
    {
        const auto granted = m.devices->grant(deviceId);
        if (!granted)
            return std::nullopt;
        QStringList scopes;
        for (const QJsonValue scope : wanted.toArray())
            scopes += scope.toString();
        if (wanted.isUndefined())
            scopes = granted->scopes;
        const bool byToken = caller.authMethod == "device-token"_L1;
        const bool mayGive = caller.deviceId == deviceId ? !byToken || beyond(scopes, caller.scopes).isEmpty()
                                                         : beyond(granted->scopes, caller.scopes).isEmpty();
        return mayGive && beyond(scopes, granted->scopes).isEmpty() ? std::optional(scopes) : std::nullopt;
    }

    std::optional<DeviceRequest> find(const QString &requestId) const
    {
        for (const DeviceRequest &request : m.devices->requests(now())) {
            if (request.id == requestId)
                return request;
        }
        return std::nullopt;
    }

    QJsonValue deviceRow(const QString &deviceId) const
    {
        for (const QJsonValue device : m.devices->list(m.isConnected)) {
            if (device["deviceId"_L1] == deviceId)
                return device;
        }
        return {};
    }

    void resolved(const DeviceRequest &request, const QString &decision) const
    {
        m.announce("device.pair.resolved"_L1, {{"requestId"_L1, request.id},
                                               {"deviceId"_L1, request.deviceId()},
                                               {"decision"_L1, decision},
                                               {"ts"_L1, now()}});
    }

    static ProtocolError internal(const Error &error)
    {
        return {.code = ProtocolError::Code::Unavailable, .message = error.message};
    }
    static ProtocolError failure(const Error &error)
    {
        return error.kind == ErrorKind::NotFound ? invalidRequest(error.message) : internal(error);
    }

    DeviceServices m;
};

} // namespace

void addDeviceMethods(MethodTable &table, const DeviceServices &services)
{
    const auto methods = std::make_shared<const DeviceMethods>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (DeviceMethods::*run)(const MethodCall &, Reply) const) {
        table.add(
            {.name = name, .scope = u"operator.pairing"_s, .shape = shape, .run = methodOf(methods, run)});
    };
    add(u"device.pair.list"_s, nullptr, &DeviceMethods::list);
    add(u"device.pair.approve"_s, &requestShape, &DeviceMethods::approve);
    add(u"device.pair.reject"_s, &requestShape, &DeviceMethods::reject);
    add(u"device.pair.remove"_s, &deviceShape, &DeviceMethods::remove);
    add(u"device.pair.rename"_s, &renameShape, &DeviceMethods::rename);
    add(u"device.token.rotate"_s, &rotateShape, &DeviceMethods::rotate);
    add(u"device.token.revoke"_s, &revokeShape, &DeviceMethods::revoke);
}

} // namespace wsagent
