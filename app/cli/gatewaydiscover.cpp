#include "app/cli/gatewaydiscover.h"

#include "app/cli/commandtree.h"
#include "app/cli/mdnsbeacons.h"
#include "gateway/base/exitcodes.h"

#include <QJsonArray>
#include <QProcess>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct DiscoverOptions
{
    int timeout = 2000; ///< ms
};

/// The system's own resolver does the work: a library for it would be loaded by every command. It ends by
/// itself when it has told what it knows; names that do not resolve would keep it longer.
Result<QByteArray> browsed(int timeout)
{
    const QString program = QStandardPaths::findExecutable(u"avahi-browse"_s);
    if (program.isEmpty())
        return Error{u"this host has no mDNS browser: avahi-browse is not installed"_s,
                     u"sudo apt-get install avahi-utils"_s, ErrorKind::NotFound};
    QProcess browser;
    browser.start(program, {u"-rpt"_s, u"_ws-agent-gw._tcp"_s});
    const bool ended = browser.waitForFinished(timeout);
    if (!ended) {
        browser.kill();
        browser.waitForFinished();
    }
    if (ended && browser.exitCode() != 0)
        return Error{u"avahi-browse does not answer: %1"_s.arg(
                         QString::fromLocal8Bit(browser.readAllStandardError()).simplified()),
                     u"systemctl status avahi-daemon"_s};
    return browser.readAllStandardOutput();
}

int discover(CommandContext &context, const DiscoverOptions &options)
{
    const auto output = browsed(options.timeout);
    if (!output)
        return context.out.fail(output.error());
    const QList<Beacon> beacons = beaconsFromAvahi(*output);
    QJsonArray list;
    Table table{.header = {u"GATEWAY"_s, u"PROFILE"_s, u"ADDRESS"_s}, .rows = {}};
    for (const Beacon &beacon : beacons) {
        list += toJson(beacon);
        table.rows += {beacon.instanceName, beacon.text.value(u"profile"_s), beacon.url()};
    }
    if (context.out.json())
        context.out.document({{"beacons"_L1, list}});
    if (beacons.isEmpty())
        context.out.line(
            u"No gateway tells of itself in this network; one that is bound to loopback does not."_s);
    else
        context.out.print(table);
    return ExitSuccess;
}

} // namespace

void addDiscoverCommand(CLI::App &gateway, Action &chosen)
{
    const auto options = std::make_shared<DiscoverOptions>();
    CLI::App *command = gateway.add_subcommand("discover", "Find gateways in this network");
    command->add_option("--timeout", options->timeout, "Milliseconds to listen")
        ->type_name("MS")
        ->check(CLI::Range(1, 600'000));
    onChosen(command, chosen, options, discover);
}

} // namespace wsagent
