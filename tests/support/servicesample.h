#pragma once

#include "app/services/servicespec.h"

namespace wsagent::test {

/// The service of a profile as it would be installed on some machine.
inline ServiceRequest sampleRequest(Platform platform, const QString &profile, QString home = {})
{
    if (home.isEmpty())
        home = platform == Platform::Linux   ? QStringLiteral("/home/u")
               : platform == Platform::MacOs ? QStringLiteral("/Users/u")
                                             : QStringLiteral("C:\\Users\\ann");
    const auto name = ProfileName::parse(profile.isEmpty() ? QStringLiteral("default") : profile);
    const QString separator = platform == Platform::Windows ? QStringLiteral("\\") : QStringLiteral("/");
    ServiceRequest request{.platform = platform, .profile = *name};
    request.paths.home = home;
    request.paths.stateDir = home + separator + QStringLiteral(".ws-agent") + name->suffix();
    request.paths.configPath = request.paths.stateDir + separator + QStringLiteral("ws-agent.json");
    request.executable = platform == Platform::Windows
                             ? QStringLiteral("C:\\Program Files\\WsAgent\\ws-agent.exe")
                             : QStringLiteral("/usr/bin/ws-agent");
    request.port = 19789;
    request.instanceId = QStringLiteral("5c6f0c2e-8a6f-4a9e-9d7e-0a4f4f1f2b11");
    request.tempDir = platform == Platform::Windows ? QString() : QStringLiteral("/tmp");
    request.version = QStringLiteral("1.2.3");
    request.notifies = true;
    return request;
}

inline ServiceSpec sampleSpec(Platform platform, const QString &profile, const QString &home = {})
{
    return serviceSpec(sampleRequest(platform, profile, home));
}

} // namespace wsagent::test
