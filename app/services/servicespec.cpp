#include "app/services/servicespec.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList commandOf(const ServiceRequest &request)
{
    QStringList command;
    if (!request.wrapper.isEmpty())
        command += request.wrapper;
    command += request.executable;
    if (!request.profile.isDefault())
        command += {u"--profile"_s, request.profile.display()};
    // The port is pinned: an edited config must not move a supervised instance behind its owner's back.
    return command + QStringList{u"--no-gui"_s, u"gateway"_s, u"--port"_s, QString::number(request.port)};
}

QList<std::pair<QString, QString>> environmentOf(const ServiceRequest &request)
{
    QList<std::pair<QString, QString>> environment{{u"HOME"_s, request.paths.home}};
    if (const QString path = minimalPath(request.platform, request.paths.home); !path.isEmpty())
        environment += {u"PATH"_s, path};
    if (!request.tempDir.isEmpty())
        environment += {u"TMPDIR"_s, request.tempDir};
    if (!request.profile.isDefault())
        environment += {u"WS_AGENT_PROFILE"_s, request.profile.display()};
    environment +=
        {{u"WS_AGENT_STATE_DIR"_s, request.paths.stateDir},
         {u"WS_AGENT_CONFIG_PATH"_s, request.paths.configPath},
         {u"WS_AGENT_GATEWAY_PORT"_s, QString::number(request.port)},
         {ownNameVariable(request.platform), ownName(request.platform, serviceNames(request.profile))},
         {u"WS_AGENT_SERVICE_MARKER"_s, u"ws-agent"_s},
         {u"WS_AGENT_SERVICE_KIND"_s, u"gateway"_s},
         {u"WS_AGENT_SERVICE_VERSION"_s, request.version}};
    if (!request.instanceId.isEmpty())
        environment += {u"WS_AGENT_INSTANCE_ID"_s, request.instanceId};
    if (!request.wrapper.isEmpty())
        environment += {u"WS_AGENT_WRAPPER"_s, request.wrapper};
    return environment;
}

} // namespace

ServiceSpec serviceSpec(const ServiceRequest &request)
{
    const QString description = request.profile.isDefault()
                                    ? u"WsAgent Gateway"_s
                                    : u"WsAgent Gateway (profile: %1)"_s.arg(request.profile.display());
    return {.names = serviceNames(request.profile),
            .description = description,
            .command = commandOf(request),
            .workingDirectory = request.paths.stateDir,
            .environment = environmentOf(request),
            .environmentFile = request.paths.stateDir + "/gateway.env"_L1,
            .logDirectory = request.paths.logDir(),
            .isWrapped = !request.wrapper.isEmpty(),
            .notifies = request.notifies};
}

QString minimalPath(Platform platform, const QString &home)
{
    switch (platform) {
    case Platform::Linux:
        return u"%1/.local/bin:%1/bin:/usr/local/bin:/usr/bin:/bin"_s.arg(home);
    case Platform::MacOs:
        return u"/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin"_s;
    case Platform::Windows:
        return {};
    }
    Q_UNREACHABLE();
}

QString ownNameVariable(Platform platform)
{
    switch (platform) {
    case Platform::Linux:
        return u"WS_AGENT_SYSTEMD_UNIT"_s;
    case Platform::MacOs:
        return u"WS_AGENT_LAUNCHD_LABEL"_s;
    case Platform::Windows:
        return u"WS_AGENT_WINDOWS_TASK_NAME"_s;
    }
    Q_UNREACHABLE();
}

QString ownName(Platform platform, const ServiceNames &names)
{
    switch (platform) {
    case Platform::Linux:
        return names.systemdUnit;
    case Platform::MacOs:
        return names.launchdLabel;
    case Platform::Windows:
        return names.windowsTask;
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
