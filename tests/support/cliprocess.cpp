#include "tests/support/cliprocess.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

namespace wsagent::test {

using namespace Qt::StringLiterals;

CliHome::CliHome()
{
    environment.insert(u"HOME"_s, m_directory.path());
    environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
}

QString CliHome::path(const QString &relative) const
{
    return relative.isEmpty() ? m_directory.path() : m_directory.filePath(relative);
}

CliResult CliHome::run(const QStringList &arguments, const QByteArray &input) const
{
    return runWith(environment, arguments, input);
}

CliResult CliHome::runWith(const QProcessEnvironment &variables, const QStringList &arguments,
                           const QByteArray &input) const
{
    return runProgram(QStringLiteral(WSAGENT_PROGRAM), arguments, variables, input);
}

CliResult CliHome::runProgram(const QString &program, const QStringList &arguments,
                              const QProcessEnvironment &variables, const QByteArray &input) const
{
    QProcess process;
    process.setProcessEnvironment(variables);
    process.setWorkingDirectory(m_directory.path());
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30'000))
        return {.err = process.errorString().toUtf8()};
    const int exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {exitCode, process.readAllStandardOutput(), process.readAllStandardError()};
}

QByteArray CliHome::read(const QString &relative) const
{
    QFile file(path(relative));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void CliHome::write(const QString &relative, const QByteArray &content) const
{
    QDir().mkpath(QFileInfo(path(relative)).absolutePath());
    QFile file(path(relative));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(relative));
}

} // namespace wsagent::test
