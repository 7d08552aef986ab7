#include "gateway/agents/skills/skillinstall.h"

#include "gateway/base/leashedprocess.h"

#include <QRegularExpression>
#include <QStandardPaths>
#include <QTimer>

#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Names of packages, with versions: nothing that a program could take for an option or an address with
/// secrets.
bool isPackageName(const QString &name)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9@][A-Za-z0-9@._/+~^=-]{0,213}$"_s);
    return plain.match(name).hasMatch() && !name.contains(".."_L1);
}

InstallCommand nodeCommand(const QString &manager, const QString &package)
{
    if (manager == "pnpm"_L1 || manager == "bun"_L1)
        return {manager, {u"add"_s, u"-g"_s, u"--ignore-scripts"_s, package}};
    if (manager == "yarn"_L1)
        return {manager, {u"global"_s, u"add"_s, u"--ignore-scripts"_s, package}};
    return {u"npm"_s, {u"install"_s, u"-g"_s, u"--ignore-scripts"_s, package}};
}

InstallOutcome outcomeOf(const InstallCommand &command, const LeashedProcess &process, bool isLate)
{
    if (process.error() == QProcess::FailedToStart)
        return {.message = u"%1 cannot be started: %2"_s.arg(command.program, process.errorString())};
    if (isLate)
        return {.message = u"%1 was ended: it took too long"_s.arg(command.program)};
    const bool ok = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    return {.ok = ok,
            .message = ok ? u"Installed"_s
                          : u"%1 has failed with exit code %2"_s.arg(command.program).arg(process.exitCode()),
            .code = process.exitCode()};
}

} // namespace

Result<InstallCommand> installCommand(const QJsonObject &installer, const QJsonObject &settings)
{
    const QString kind = installer["kind"_L1].toString();
    static const QHash<QString, QLatin1StringView> members{{u"brew"_s, "formula"_L1},
                                                           {u"node"_s, "package"_L1},
                                                           {u"go"_s, "module"_L1},
                                                           {u"uv"_s, "package"_L1}};
    if (!members.contains(kind))
        return Error{
            u"a skill's installer of the kind \"%1\" is not known; known are brew, node, go and uv"_s.arg(
                kind.left(40))};
    const QString package = installer[members.value(kind)].toString();
    if (!isPackageName(package))
        return Error{u"\"%1\" is no name of a package (%2)"_s.arg(package.left(100), members.value(kind))};
    if (kind == "brew"_L1)
        return InstallCommand{u"brew"_s, {u"install"_s, package}};
    if (kind == "go"_L1)
        return InstallCommand{u"go"_s, {u"install"_s, package}};
    if (kind == "uv"_L1)
        return InstallCommand{u"uv"_s, {u"tool"_s, u"install"_s, package}};
    return nodeCommand(settings["nodeManager"_L1].toString(), package);
}

void SkillInstaller::run(const InstallCommand &command, const QProcessEnvironment &environment,
                         std::chrono::milliseconds timeout, const Done &done)
{
    m_isBusy = true;
    auto *process = new LeashedProcess(this);
    process->setProcessEnvironment(environment);
    process->setStandardInputFile(QProcess::nullDevice());
    const auto output = std::make_shared<QByteArray>();
    const auto errors = std::make_shared<QByteArray>();
    const auto isLate = std::make_shared<bool>(false);
    const auto keep = [process, output, errors] {
        *output = (*output + process->readAllStandardOutput()).right(mostKept);
        *errors = (*errors + process->readAllStandardError()).right(mostKept);
    };
    const auto over = [this, process, command, output, errors, isLate, keep, done] {
        if (!std::exchange(m_isBusy, false))
            return;
        keep();
        process->deleteLater();
        InstallOutcome outcome = outcomeOf(command, *process, *isLate);
        outcome.output = QString::fromUtf8(*output);
        outcome.errors = QString::fromUtf8(*errors);
        done(outcome);
    };
    connect(process, &QProcess::readyReadStandardOutput, this, keep);
    connect(process, &QProcess::readyReadStandardError, this, keep);
    connect(process, &QProcess::finished, this, over, Qt::QueuedConnection);
    connect(
        process, &QProcess::errorOccurred, this,
        [over](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                over();
        },
        Qt::QueuedConnection);
    QTimer::singleShot(timeout, process, [process, isLate] {
        *isLate = true;
        process->killAll();
    });
    process->start(command.program, command.arguments);
}

} // namespace wsagent
