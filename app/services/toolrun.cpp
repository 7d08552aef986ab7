#include "app/services/toolrun.h"

#include <QFileInfo>
#include <QProcess>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// A shell that was reached with `su` or over a bare connection lacks the variable with which programs find
/// the manager of the user; the manager is there all the same.
QProcessEnvironment toolEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_ALL"_s, u"C"_s);
#ifdef Q_OS_LINUX
    const QString runtime = u"/run/user/%1"_s.arg(::getuid());
    if (!environment.contains(u"XDG_RUNTIME_DIR"_s) && QFileInfo(runtime).ownerId() == ::getuid())
        environment.insert(u"XDG_RUNTIME_DIR"_s, runtime);
#endif
    return environment;
}

} // namespace

QString ToolRunResult::complaint() const
{
    if (!wasStarted)
        return u"the program is not installed"_s;
    const QString said = QString::fromLocal8Bit(err.trimmed().isEmpty() ? out : err).trimmed();
    return said.isEmpty() ? u"exit code %1"_s.arg(exitCode) : said.section(u'\n', 0, 0);
}

ToolRunResult runTool(const QString &program, const QStringList &arguments,
                      std::chrono::milliseconds patience)
{
    QProcess process;
    process.setProcessEnvironment(toolEnvironment());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments, QProcess::ReadOnly);
    if (!process.waitForStarted())
        return {};
    if (!process.waitForFinished(int(patience.count()))) {
        process.kill();
        process.waitForFinished(1000);
        return {.wasStarted = true, .err = "it did not end in time"};
    }
    const bool ended = process.exitStatus() == QProcess::NormalExit;
    return {.wasStarted = true,
            .exitCode = ended ? process.exitCode() : -1,
            .out = process.readAllStandardOutput(),
            .err = process.readAllStandardError()};
}

} // namespace wsagent
