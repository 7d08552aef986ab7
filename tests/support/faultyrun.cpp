#include "tests/support/faultyrun.h"

#include <QFile>
#include <QTemporaryDir>

namespace wsagent::test {

using namespace Qt::StringLiterals;

CliResult runWithFault(const CliHome &home, const QStringList &arguments, const Fault &fault,
                       QStringList *operations)
{
    const QTemporaryDir beside;
    const QString log = beside.filePath(u"log"_s);
    QProcessEnvironment environment = home.environment;
    environment.insert(u"LD_PRELOAD"_s, QStringLiteral(WSAGENT_FAULTS));
    environment.insert(u"WSAGENT_FAULTS_BELOW"_s, home.path());
    environment.insert(u"WSAGENT_FAULTS_LOG"_s, log);
    if (fault.at >= 0) {
        environment.insert(u"WSAGENT_FAULTS_AT"_s, QString::number(fault.at));
        environment.insert(u"WSAGENT_FAULTS_HOW"_s, fault.how);
    }
    const CliResult result = home.runWith(environment, arguments);
    QFile file(log);
    if (operations && file.open(QIODevice::ReadOnly))
        *operations = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    return result;
}

} // namespace wsagent::test
