#include "tests/support/faultyrun.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

QProcessEnvironment watched(const QProcessEnvironment &variables, const QString &directory,
                            const QString &log)
{
    QProcessEnvironment environment = variables;
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(WSAGENT_FAULTS));
    environment.insert(u"WSAGENT_FAULTS_BELOW"_s, directory);
    environment.insert(u"WSAGENT_FAULTS_LOG"_s, log);
    return environment;
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)
                                          : QStringList();
}

} // namespace

CliResult runWithFault(const CliHome &home, const QStringList &arguments, const Fault &fault,
                       QStringList *operations)
{
    const QTemporaryDir beside;
    const QString log = beside.filePath(u"log"_s);
    QProcessEnvironment environment = watched(home.environment, home.path(), log);
    if (fault.at >= 0) {
        environment.insert(u"WSAGENT_FAULTS_AT"_s, QString::number(fault.at));
        environment.insert(u"WSAGENT_FAULTS_HOW"_s, fault.how);
    }
    const CliResult result = home.runWith(environment, arguments);
    if (operations)
        *operations = linesOf(log).replaceInStrings(QRegularExpression(u"\t.*"_s), QString());
    return result;
}

CliResult runWatched(const CliHome &home, const QStringList &arguments, const QByteArray &input,
                     const QString &directory, QStringList &operations)
{
    const QTemporaryDir beside;
    const QString log = beside.filePath(u"log"_s);
    const CliResult result = home.runWith(watched(home.environment, directory, log), arguments, input);
    operations = linesOf(log).replaceInStrings(u"\t"_s, u" "_s);
    return result;
}

} // namespace wsagent::test
