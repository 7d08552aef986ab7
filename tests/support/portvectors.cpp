#include "tests/support/portvectors.h"

#include <QDir>
#include <QJsonArray>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

QString homeOf(const QJsonObject &vector)
{
    return vector["host"_L1]["home"_L1].toString(u"/home/u"_s);
}

QString expanded(const QJsonValue &path, const QString &home)
{
    QString text = path.toString();
    if (text == "~"_L1 || text.startsWith("~/"_L1))
        text = home + text.mid(1);
    return text.isEmpty() ? text : QDir::cleanPath(text);
}

/// Resolves the way a host with these links and this case rule would.
ResolvedPath resolve(const QString &path, const QJsonObject &links, bool caseInsensitive)
{
    ResolvedPath resolved{QDir::cleanPath(path)};
    for (auto link = links.begin(); link != links.end(); ++link) {
        if (resolved.path == link.key() || resolved.path.startsWith(link.key() + u'/')) {
            resolved.isLink = resolved.path == link.key();
            resolved.path = link->toString() + resolved.path.mid(link.key().size());
        }
    }
    resolved.unfolded = resolved.path;
    if (caseInsensitive)
        resolved.path = resolved.path.toCaseFolded();
    return resolved;
}

InstanceFacts instanceFrom(const QJsonObject &profile, const QString &home)
{
    InstanceFacts facts{.name = profile["name"_L1].toString()};
    facts.gatewayPort = profile.value("gatewayPort"_L1);
    facts.bind = profile["bind"_L1].toString(facts.bind);
    facts.browserEnabled = profile["browserEnabled"_L1].toBool(true);
    facts.controlPort = profile.value("controlPort"_L1);
    facts.cdpUrl = profile["cdpUrl"_L1].toString();
    facts.signalAutoStart = profile["signalAutoStart"_L1].toBool();
    facts.stateDir = expanded(profile["stateDir"_L1], home);
    facts.configPath = expanded(profile["configPath"_L1], home);
    if (profile.contains("workspace"_L1))
        facts.workspaces = {expanded(profile["workspace"_L1], home)};
    if (profile.contains("cliPort"_L1))
        facts.portFlag = profile["cliPort"_L1].toVariant().toString();
    const QJsonObject browsers = profile["browserProfiles"_L1].toObject();
    for (auto browser = browsers.begin(); browser != browsers.end(); ++browser)
        facts.browserProfiles.insert(browser.key(), {.cdpPort = browser->toObject().value("cdpPort"_L1),
                                                     .cdpUrl = (*browser)["cdpUrl"_L1].toString(),
                                                     .extension = (*browser)["driver"_L1] == "extension"_L1});
    const QJsonObject dataPaths = profile["dataPaths"_L1].toObject();
    for (auto path = dataPaths.begin(); path != dataPaths.end(); ++path)
        facts.dataPaths.insert(path.key(), expanded(*path, home));
    const QJsonObject secrets = profile["secrets"_L1].toObject();
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret)
        facts.secretHashes.insert(secret.key(), secret->toString());
    facts.gatewaySecretHash = profile["gatewayTokenHash"_L1].toString();
    return facts;
}

} // namespace

HostFacts hostFromVector(const QJsonObject &vector)
{
    const QJsonObject host = vector["host"_L1].toObject();
    const QString platform = host["platform"_L1].toString(u"linux"_s);
    HostFacts facts;
    facts.platform = platform == "macos"_L1     ? Platform::MacOs
                     : platform == "windows"_L1 ? Platform::Windows
                                                : Platform::Linux;
    facts.home = homeOf(vector);
    const bool onLinux = facts.platform == Platform::Linux;
    const QJsonArray range = host["ephemeral"_L1].toArray();
    facts.ephemeral = onLinux ? PortRange{32768, 60999} : PortRange{49152, 65535};
    if (range.size() == 2)
        facts.ephemeral = {range[0].toInt(), range[1].toInt()};
    facts.unprivilegedPortStart = host["unprivilegedPortStart"_L1].toInt(1024);
    facts.privileged = host["privileged"_L1].toBool();
    for (const QJsonValue &base : host["openclawBases"_L1].toArray())
        facts.openclawBases += base.toInt();
    const QJsonObject environment = host["env"_L1].toObject();
    for (auto variable = environment.begin(); variable != environment.end(); ++variable)
        facts.environment.insert(variable.key(), variable->toVariant().toString());

    const QJsonObject links = host["symlinks"_L1].toObject();
    const bool caseInsensitive = host["caseInsensitive"_L1].toBool(!onLinux);
    facts.resolve = [links, caseInsensitive](const QString &path) {
        return test::resolve(path, links, caseInsensitive);
    };
    for (const QJsonValue &listener : vector["listeners"_L1].toArray()) {
        Listener known{.port = listener["port"_L1].toInt(), .address = listener["address"_L1].toString()};
        if (listener.toObject().contains("pid"_L1))
            known.pid = listener["pid"_L1].toInteger();
        known.processName = listener["name"_L1].toString();
        known.commandLine = listener["commandLine"_L1].toString();
        known.profile = listener["profile"_L1].toString();
        facts.listeners += known;
    }
    return facts;
}

QList<InstanceFacts> instancesFromVector(const QJsonObject &vector)
{
    QList<InstanceFacts> instances;
    for (const QJsonValue &profile : vector["profiles"_L1].toArray())
        instances += instanceFrom(profile.toObject(), homeOf(vector));
    return instances;
}

} // namespace wsagent::test
