#include "app/cli/devicecommands.h"

#include "app/cli/commandtree.h"
#include "app/cli/gatewaycall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/nodes/devices.h"

#include <QDateTime>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct DeviceOptions : RpcOptions
{
    std::string id = {};
    std::string label = {};
    std::string role = "operator";
    bool latest = false;
};

QString joined(const QJsonValue &list)
{
    QStringList texts;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &each : array)
        texts += each.toString().section(u'.', -1);
    return texts.join(u' ');
}

QString timeOf(const QJsonValue &milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds.toInteger()).toString(u"yyyy-MM-dd HH:mm"_s);
}

int list(CommandContext &context, const DeviceOptions &options)
{
    const auto answer = callGateway(context, options, u"device.pair.list"_s, QJsonObject());
    const Output &out = context.out;
    if (!answer)
        return out.fail(answer.error());
    if (out.json())
        out.document(answer->payload.toObject());
    Table paired{
        .header = {u"DEVICE"_s, u"NAME"_s, u"PLATFORM"_s, u"ROLES"_s, u"SCOPES"_s, u"APPROVED"_s, u"NOW"_s},
        .rows = {}};
    const QJsonArray devices = answer->payload["paired"_L1].toArray();
    for (const QJsonValue &device : devices)
        paired.rows += {device["deviceId"_L1].toString().first(12),
                        deviceName(device),
                        device["platform"_L1].toString(),
                        joined(device["roles"_L1]),
                        joined(device["scopes"_L1]),
                        timeOf(device["approvedAtMs"_L1]),
                        device["connected"_L1].toBool() ? u"connected"_s : u"away"_s};
    Table waiting{.header = {u"REQUEST"_s, u"NAME"_s, u"FROM"_s, u"ROLE"_s, u"SCOPES"_s, u"SINCE"_s},
                  .rows = {}};
    const QJsonArray requests = answer->payload["pending"_L1].toArray();
    for (const QJsonValue &request : requests)
        waiting.rows += {request["requestId"_L1].toString(), deviceName(request),
                         request["remoteIp"_L1].toString(),  request["role"_L1].toString(),
                         joined(request["scopes"_L1]),       timeOf(request["ts"_L1])};
    if (paired.rows.isEmpty())
        out.line(u"No device is paired."_s);
    else
        out.print(paired);
    if (waiting.rows.isEmpty())
        return ExitSuccess;
    out.line();
    out.line(u"These ask to be approved:"_s);
    out.print(waiting);
    out.line(u"Next: "_s + context.hint(u"devices approve <request>"_s));
    return ExitSuccess;
}

/// The whole id of a device of which the beginning is given, as the list shows it.
Result<QString> wholeId(CommandContext &context, const DeviceOptions &options)
{
    const QString given = text(options.id);
    const auto answer = callGateway(context, options, u"device.pair.list"_s, QJsonObject());
    if (!answer)
        return answer.error();
    QStringList found;
    const QJsonArray devices = answer->payload["paired"_L1].toArray();
    for (const QJsonValue &device : devices) {
        if (device["deviceId"_L1].toString().startsWith(given))
            found += device["deviceId"_L1].toString();
    }
    if (found.size() == 1)
        return found.first();
    return Error{found.isEmpty() ? u"no paired device is called %1"_s.arg(given)
                                 : u"%1 devices are called %2…"_s.arg(found.size()).arg(given),
                 context.hint(u"devices list"_s), ErrorKind::NotFound};
}

/// Asks, and says in a sentence that it is done.
int change(CommandContext &context, const DeviceOptions &options, const QString &method,
           const QJsonObject &params, const QString &done)
{
    const auto answer = callGateway(context, options, method, params);
    if (!answer)
        return context.out.fail(answer.error());
    if (context.out.json())
        context.out.document(answer->payload.toObject());
    context.out.line(done);
    return ExitSuccess;
}

/// Without an id the newest request is shown, and approved only when that was asked for: somebody might have
/// asked in between.
int approve(CommandContext &context, const DeviceOptions &options)
{
    QString id = text(options.id);
    if (id.isEmpty()) {
        const auto answer = callGateway(context, options, u"device.pair.list"_s, QJsonObject());
        if (!answer)
            return context.out.fail(answer.error());
        const QJsonArray requests = answer->payload["pending"_L1].toArray();
        if (requests.isEmpty())
            return context.out.fail({u"no device asks to be approved"_s, context.hint(u"devices list"_s)});
        const QJsonValue newest = requests.last();
        id = newest["requestId"_L1].toString();
        if (!options.latest)
            return context.out.fail(
                {u"the newest request is %1: %2 from %3 asks for %4"_s.arg(
                     id, deviceName(newest), newest["remoteIp"_L1].toString(), joined(newest["scopes"_L1])),
                 context.hint(u"devices approve "_s + id)});
    }
    return change(context, options, u"device.pair.approve"_s, {{"requestId"_L1, id}},
                  u"The device is approved."_s);
}

int reject(CommandContext &context, const DeviceOptions &options)
{
    return change(context, options, u"device.pair.reject"_s, {{"requestId"_L1, text(options.id)}},
                  u"The request is rejected."_s);
}

int remove(CommandContext &context, const DeviceOptions &options)
{
    const auto id = wholeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    return change(context, options, u"device.pair.remove"_s, {{"deviceId"_L1, *id}},
                  u"The device is forgotten; its connections are closed."_s);
}

int rename(CommandContext &context, const DeviceOptions &options)
{
    const auto id = wholeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    return change(context, options, u"device.pair.rename"_s,
                  {{"deviceId"_L1, *id}, {"label"_L1, text(options.label)}},
                  u"The device is called %1 now."_s.arg(text(options.label)));
}

int rotate(CommandContext &context, const DeviceOptions &options)
{
    const auto id = wholeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    return change(
        context, options, u"device.token.rotate"_s, {{"deviceId"_L1, *id}, {"role"_L1, text(options.role)}},
        u"The old token is of no use any more; the device has to log in with the gateway's secret."_s);
}

int revoke(CommandContext &context, const DeviceOptions &options)
{
    const auto id = wholeId(context, options);
    if (!id)
        return context.out.fail(id.error());
    return change(context, options, u"device.token.revoke"_s,
                  {{"deviceId"_L1, *id}, {"role"_L1, text(options.role)}},
                  u"The token is revoked; connections that used it are closed."_s);
}

} // namespace

void addDeviceCommands(CLI::App &root, Action &chosen)
{
    CLI::App *devices = root.add_subcommand("devices", "The clients that have paired with the gateway");
    devices->require_subcommand(1);
    const auto add = [&](const char *name, const char *description, const char *what,
                         int (*run)(CommandContext &, const DeviceOptions &)) {
        const auto options = std::make_shared<DeviceOptions>();
        CLI::App *command = devices->add_subcommand(name, description);
        if (what)
            command->add_option("id", options->id, "As devices list shows it")->type_name(what);
        addTargetOptions(command, *options);
        onChosen(command, chosen, options, run);
        return std::pair(command, options);
    };
    add("list", "Show paired devices and those that ask to be", nullptr, list);
    const auto [approval, approveOptions] =
        add("approve", "Let a device in that asks for it", "REQUEST", approve);
    approval->add_flag("--latest", approveOptions->latest, "The newest request, whatever it is");
    add("reject", "Refuse a device", "REQUEST", reject).first->get_option("id")->required();
    add("remove", "Forget a device", "DEVICE", remove).first->get_option("id")->required();
    const auto [renaming, renameOptions] = add("rename", "Call a device something else", "DEVICE", rename);
    renaming->get_option("id")->required();
    renaming->add_option("label", renameOptions->label, "Up to 64 characters")->type_name("NAME")->required();
    const auto addForToken = [&add](const char *name, const char *description,
                                    int (*run)(CommandContext &, const DeviceOptions &)) {
        const auto [command, options] = add(name, description, "DEVICE", run);
        command->get_option("id")->required();
        command->add_option("--role", options->role, "Which of its tokens")
            ->check(CLI::IsMember({"operator", "node"}));
    };
    addForToken("rotate", "End the token of a device and make a new one", rotate);
    addForToken("revoke", "End the token of a device", revoke);
}

} // namespace wsagent
