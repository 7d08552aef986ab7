#include "gateway/browser/browsersettings.h"
#include "gateway/gateway.h"
#include "gateway/gatewaysettings.h"

#include <QDateTime>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

/// The settling time of an editor is added to what the config asks for.
void Gateway::watchConfig()
{
    constexpr auto settling = std::chrono::milliseconds(200);
    m_watcher = std::make_unique<FileWatcher>(reloadDebounce(m_options.config) + settling);
    m_toldConfig = m_options.config.hash;
    m_watcher->watch(m_options.config.files.isEmpty() ? QStringList{m_options.paths.configPath}
                                                      : m_options.config.files);
    connect(m_watcher.get(), &FileWatcher::changed, this, &Gateway::configChanged);
}

void Gateway::configChanged()
{
    if (m_stopping)
        return;
    const LoadedConfig next = m_options.readConfig();
    setConfigBroken(!next.isValid());
    tellOfConfig(next.hash);
    for (const ConfigIssue &issue : next.errors)
        m_log.error("config"_L1, u"the changed config is not taken over: %1"_s.arg(toString(issue)));
    if (m_configBroken)
        return;
    m_watcher->watch(next.files);
    const ReloadPlan plan = planReload(m_options.config.effective, next.effective, *m_options.schema);
    const ReloadMode mode = reloadMode(next);
    if (plan.isEmpty() || mode == ReloadMode::Off) {
        if (plan.isEmpty()) {
            m_options.config = next; // comments, perhaps
            keepLastGood();
        } else
            m_log.info("config"_L1, u"changed, and not taken over: gateway.reload.mode is off"_s);
        return;
    }
    // Another control port means other ports all over: they are compared with the others' as at a start.
    const bool restart = plan.restartGateway || plan.validateIsolation || mode == ReloadMode::Restart;
    if (!restart)
        return takeOver(next, plan);
    const QString changed = plan.changedPaths.join(", "_L1);
    if (mode == ReloadMode::Hot) {
        m_log.warn("config"_L1, u"%1 changed: restart the gateway to take it over"_s.arg(changed));
        return;
    }
    restartFor(plan.changedPaths);
}

/// Whatever has changed in it, and whether or not it is taken over: clients that show it read it anew.
void Gateway::tellOfConfig(const QString &hash)
{
    if (std::exchange(m_toldConfig, hash) == hash)
        return;
    m_clients->broadcast("config.changed"_L1, QJsonObject{{"path"_L1, m_options.paths.configPath},
                                                          {"hash"_L1, hash},
                                                          {"ts"_L1, QDateTime::currentMSecsSinceEpoch()}});
}

void Gateway::setConfigBroken(bool broken)
{
    if (std::exchange(m_configBroken, broken) != broken)
        emit conditionChanged();
}

/// What a supervised gateway comes up with when the config is broken at its next start (D3). Nearly always it
/// is there already; the disk is waited for elsewhere.
void Gateway::keepLastGood()
{
    if (m_stopping || m_options.config.fromLastGood ||
        isLastGood(m_options.config, m_options.paths.configPath))
        return;
    m_worker.run([accepted = m_options.config,
                  path = m_options.paths.configPath] { return keepAsLastGood(accepted, path); },
                 [this](const Result<void> &kept) {
                     if (!kept)
                         m_log.warn("config"_L1, kept.error().message);
                 });
}

void Gateway::restartFor(const QStringList &changedPaths)
{
    const QString changed = changedPaths.join(", "_L1);
    const auto delay = std::exchange(m_restartDelay, {});
    if (delay.count() == 0) {
        if (defersRestart(changed))
            return;
        m_log.info("config"_L1, u"%1 changed: the gateway restarts"_s.arg(changed));
        wantRestart(changedPaths);
        return;
    }
    m_log.info("config"_L1, u"%1 changed: the gateway restarts in %2 ms"_s.arg(changed).arg(delay.count()));
    // Looked at again then: by that time the change may have been taken back.
    QTimer::singleShot(delay, this, &Gateway::configChanged);
}

/// On a thread of its own, with a schema of its own: somebody else may hold the lock of the file for long.
void Gateway::changeConfig(const ConfigRequest &request, const ConfigServices::Changed &done)
{
    m_worker.run(
        [request, source = m_options.source, otherReader = m_options.otherReader] {
            const ConfigSchema schema;
            return carryOut(request, source, schema, otherReader);
        },
        done);
}

/// A change of the gateway's own making.
void Gateway::patchConfig(const QJsonObject &patch, const QStringList &replacePaths,
                          const ConfigServices::Changed &done)
{
    changeConfig({.kind = ConfigRequest::Kind::Patch,
                  .raw = QJsonDocument(patch).toJson(),
                  .baseHash = m_options.readConfig().hash,
                  .replacePaths = replacePaths},
                 done);
}

void Gateway::takeOver(const LoadedConfig &next, const ReloadPlan &plan)
{
    m_options.config = next;
    if (m_models)
        m_models->service().configChanged();
    m_gate.setRules(hostRules(next));
    m_sessions->takeOver(next.effective);
    m_browserSettings.reset();
    if (plan.restartComponents.contains(u"browser"_s))
        openBrowserControl();
    m_tools->configChanged();
    m_agents->configChanged();
    const QJsonValue logging = next.effective["logging"_L1];
    m_log.setLevels(logLevelFromName(logging["level"_L1].toString()),
                    logLevelFromName(logging["consoleLevel"_L1].toString()));
    m_log.info("config"_L1, u"taken over: %1"_s.arg(plan.changedPaths.join(", "_L1)));
    keepLastGood();
    if (!plan.swapGatewaySecret)
        return;
    if (const auto secret = heldSecret(next))
        m_clients->setSecret(*secret);
    else
        emit restartWanted(plan.changedPaths); // it has to be asked for elsewhere
}

} // namespace wsagent
