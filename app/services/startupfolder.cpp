#include "app/services/startupfolder.h"

#include "app/services/servicemanager.h"
#include "gateway/base/files.h"
#include "gateway/instances/runtimefile.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 64 * 1024;

/// The gateway that the file in the folder starts, while it runs.
std::optional<RuntimeFile> gatewayOf(const QString &file)
{
    static const QRegularExpression started(u"^start \"\" /min \"([^\"]+)\""_s,
                                            QRegularExpression::MultilineOption);
    const auto text = readFile(file, largestFile);
    const auto match = started.match(text ? QString::fromUtf8(*text) : QString());
    if (!match.hasMatch())
        return std::nullopt;
    const auto runtime = readRuntimeFile(QFileInfo(QDir::fromNativeSeparators(match.captured(1))).path());
    return runtime && isAlive(*runtime) ? std::optional(*runtime) : std::nullopt;
}

} // namespace

QString StartupFolder::file(const ServiceNames &names) const
{
    return m_home + "/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/"_L1 + names.windowsTask +
           ".cmd"_L1;
}

bool StartupFolder::holds(const ServiceNames &names) const
{
    return QFileInfo::exists(file(names));
}

ServiceState StartupFolder::query(const ServiceNames &names) const
{
    const auto gateway = gatewayOf(file(names));
    return {.isKnown = true,
            .isLoaded = true,
            .isEnabled = true,
            .status = gateway ? u"running"_s : u"stopped"_s,
            .pid = gateway ? gateway->pid : 0};
}

Result<void> StartupFolder::add(const ServiceNames &names, const QString &script) const
{
    if (script.contains(u'"') || script.contains(u'%'))
        return Error{u"%1 cannot be written into a script"_s.arg(script), {}, ErrorKind::Usage};
    QDir().mkpath(QFileInfo(file(names)).path());
    const QString text = u"@echo off\r\nrem %1\r\nstart \"\" /min \"%2\"\r\n"_s.arg(
        names.windowsTask, QDir::toNativeSeparators(script));
    return replaceFile(file(names), text.toUtf8());
}

Result<void> StartupFolder::remove(const ServiceNames &names) const
{
    if (holds(names) && !QFile::remove(file(names)))
        return Error{u"%1 cannot be removed"_s.arg(file(names)), {}, ErrorKind::Io};
    return {};
}

Result<void> StartupFolder::start(const QString &script) const
{
    return runStep(m_run, u"cmd"_s,
                   {u"/c"_s, u"start"_s, QString(), u"/min"_s, QDir::toNativeSeparators(script)},
                   u"the script cannot be started"_s);
}

Result<void> StartupFolder::stop(const ServiceNames &names) const
{
    const auto gateway = gatewayOf(file(names));
    if (!gateway)
        return {};
    return runStep(m_run, u"taskkill"_s, {u"/F"_s, u"/T"_s, u"/PID"_s, QString::number(gateway->pid)},
                   u"the gateway cannot be ended"_s);
}

} // namespace wsagent
