#include "app/platform/restartlog.h"

#include "gateway/base/appendfile.h"

#include <QDateTime>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 256 * 1024; ///< some thousand restarts; then it begins anew

} // namespace

void noteRestart(const QString &logDir, const QString &reason, const QString &result)
{
    auto file = AppendFile::open(logDir + "/gateway-restart.log"_L1, AppendFile::Access::Append);
    if (!file || (file->size() > mostBytes && !file->truncate(0)))
        return;
    const QString line = u"%1 restart \"%2\" %3\n"_s.arg(QDateTime::currentDateTime().toString(Qt::ISODate),
                                                         reason.simplified(), result.simplified());
    (void)file->append(line.toUtf8());
}

} // namespace wsagent
