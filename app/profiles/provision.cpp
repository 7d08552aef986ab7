#include "app/profiles/provision.h"

#include "gateway/base/files.h"
#include "gateway/config/configwriter.h"
#include "gateway/secrets/randomtoken.h"

#include <QDir>
#include <QFile>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String everyWorkspaceFile[] = {"AGENTS.md"_L1,   "SOUL.md"_L1, "TOOLS.md"_L1,
                                                "IDENTITY.md"_L1, "USER.md"_L1, "HEARTBEAT.md"_L1};
constexpr QLatin1String firstRunFile = "BOOTSTRAP.md"_L1;

Result<void> makeDirectory(const QString &path, ProvisionReport &report)
{
    if (report.created.contains(path))
        return {};
    if (QFileInfo(path).isDir()) {
        report.existing += path;
        return {};
    }
    const auto made = makePrivateDirectory(path);
    if (made)
        report.created += path;
    return made;
}

Result<void> writeTemplate(const QString &directory, QLatin1String name, ProvisionReport &report)
{
    const QString path = directory + u'/' + name;
    if (QFileInfo::exists(path)) {
        report.existing += path;
        return {};
    }
    QFile source(u":/wsagent/workspace/"_s + name);
    if (!source.open(QIODevice::ReadOnly))
        return Error{u"the template of %1 is missing from this build"_s.arg(name)};
    const auto written = replaceFile(path, source.readAll());
    if (written)
        report.created += path;
    return written;
}

/// The keys a minimal config needs, as far as the file does not have them.
QList<JsonEdit> missingKeys(const QJsonObject &current, const QString &workspace,
                            const ProvisionRequest &request)
{
    QList<JsonEdit> edits;
    const auto want = [&](const QString &key, const QJsonValue &value) {
        const JsonPath path = *parseJsonPath(key);
        if (valueAt(current, path).isUndefined())
            edits += JsonEdit{path, value};
    };
    want(u"gateway.mode"_s, request.mode);
    want(u"gateway.port"_s, request.port);
    if (!request.bind.isEmpty())
        want(u"gateway.bind"_s, request.bind);
    const QJsonValue auth = current["gateway"_L1]["auth"_L1];
    if (auth["token"_L1].isUndefined() && auth["password"_L1].isUndefined() &&
        auth["mode"_L1].isUndefined()) {
        want(u"gateway.auth.mode"_s, u"token"_s);
        want(u"gateway.auth.token"_s, randomToken());
    }
    if (!request.remoteUrl.isEmpty())
        want(u"gateway.remote.url"_s, request.remoteUrl);
    if (!request.remoteToken.isEmpty())
        want(u"gateway.remote.token"_s, request.remoteToken);
    want(u"agents.defaults.workspace"_s, workspace);
    return edits;
}

/// What cannot succeed is refused before anything is made.
Result<void> provision(const ConfigSource &source, const InstancePaths &paths, const ConfigSchema &schema,
                       const ProvisionRequest &request, ProvisionReport &report)
{
    const LoadedConfig loaded = loadConfig(source, schema);
    if (!loaded.isValid())
        return Error{u"%1 has an error and was not touched: %2"_s.arg(source.configPath,
                                                                      toString(loaded.errors.first())),
                     u"mend it, then run the command again"_s, ErrorKind::ConfigInvalid};
    const QString wanted = request.workspace.isEmpty() ? paths.defaultWorkspace : request.workspace;
    const QList<JsonEdit> edits = missingKeys(loaded.source, wanted, request);
    if (!edits.isEmpty()) {
        if (const auto writable = checkConfigWritable(source); !writable)
            return writable;
    }

    const QString sessions = paths.stateDir + u"/agents/main/sessions"_s;
    for (const QString &directory :
         {paths.stateDir, QFileInfo(paths.configPath).absolutePath(), sessions, paths.logDir()}) {
        if (const auto made = makeDirectory(directory, report); !made)
            return made;
    }
    (loaded.exists ? report.existing : report.created) += source.configPath;
    if (!edits.isEmpty()) {
        const auto written = writeConfig(
            source, schema, {.edits = edits, .base = loaded.raw, .otherReader = request.otherReader});
        if (!written)
            return written.error();
        for (const JsonEdit &edit : edits)
            report.keysSet += toString(edit.path);
    }

    const Config config = loadConfig(source, schema).config;
    report.workspace = config.workspace.isEmpty() ? wanted : config.workspace;
    report.port = config.port.value_or(request.port);
    return createWorkspace(report.workspace, report, request.firstRun);
}

} // namespace

Result<void> createWorkspace(const QString &directory, ProvisionReport &report, bool firstRun)
{
    if (const auto made = makeDirectory(directory, report); !made)
        return made.error();
    bool brandNew = true;
    for (const QLatin1String name : everyWorkspaceFile)
        brandNew = brandNew && !QFileInfo::exists(directory + u'/' + name);
    for (const QLatin1String name : everyWorkspaceFile) {
        if (const auto written = writeTemplate(directory, name, report); !written)
            return written.error();
    }
    return brandNew && firstRun ? writeTemplate(directory, firstRunFile, report) : Result<void>();
}

Result<ProvisionReport> provisionInstance(const ConfigSource &source, const InstancePaths &paths,
                                          const ConfigSchema &schema, const ProvisionRequest &request)
{
    ProvisionReport report;
    if (const auto done = provision(source, paths, schema, request, report); !done) {
        removeCreated(report);
        return done.error();
    }
    report.existing.removeDuplicates();
    return report;
}

void removeCreated(const ProvisionReport &report)
{
    for (auto path = report.created.rbegin(); path != report.created.rend(); ++path) {
        if (QFileInfo(*path).isDir())
            QDir(*path).removeRecursively();
        else
            QFile::remove(*path);
    }
}

} // namespace wsagent
