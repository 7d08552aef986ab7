#include "gateway/instances/lsof.h"

#include "gateway/instances/listenertext.h"

#include <QProcess>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 5000; ///< milliseconds; lsof may hang on a dead network file system

QByteArray outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments, QProcess::ReadOnly);
    if (!process.waitForFinished(patience)) {
        process.kill();
        process.waitForFinished(patience);
        return {};
    }
    return process.readAllStandardOutput();
}

} // namespace

QList<Listener> lsofListeners()
{
    return parseLsof(outputOf(u"lsof"_s, {u"-nP"_s, u"-w"_s, u"-iTCP"_s, u"-sTCP:LISTEN"_s, u"-FpctPn"_s}));
}

QString psCommandLine(qint64 pid)
{
    return QString::fromLocal8Bit(
               outputOf(u"ps"_s, {u"-ww"_s, u"-o"_s, u"command="_s, u"-p"_s, QString::number(pid)}))
        .trimmed();
}

} // namespace wsagent
