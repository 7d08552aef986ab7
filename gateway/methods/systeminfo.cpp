#include "gateway/methods/systeminfo.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QStorageInfo>
#include <QSysInfo>
#include <QThread>

#ifdef Q_OS_UNIX
#include <cstdlib>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Memory
{
    qint64 total = 0;
    qint64 free = 0;
};

Memory memory()
{
#ifdef Q_OS_LINUX
    const auto page = qint64(::sysconf(_SC_PAGESIZE));
    return {qint64(::sysconf(_SC_PHYS_PAGES)) * page, qint64(::sysconf(_SC_AVPHYS_PAGES)) * page};
#else
    return {};
#endif
}

} // namespace

QJsonObject systemInfo(int port, qint64 uptimeMs)
{
    const Memory bytes = memory();
    const QStorageInfo disk = QStorageInfo::root();
    QJsonObject info{{"machineName"_L1, QSysInfo::machineHostName()},
                     {"hostname"_L1, QSysInfo::machineHostName()},
                     {"platform"_L1, QSysInfo::kernelType()},
                     {"release"_L1, QSysInfo::kernelVersion()},
                     {"arch"_L1, QSysInfo::currentCpuArchitecture()},
                     {"osLabel"_L1, QSysInfo::prettyProductName()},
                     {"port"_L1, port},
                     {"nodeVersion"_L1, u"n/a"_s}, // required by the schema of clients
                     {"pid"_L1, QCoreApplication::applicationPid()},
                     {"uptimeMs"_L1, uptimeMs},
                     {"cpuCount"_L1, QThread::idealThreadCount()},
                     {"memoryTotalBytes"_L1, bytes.total},
                     {"memoryFreeBytes"_L1, bytes.free},
                     {"diskTotalBytes"_L1, disk.bytesTotal()},
                     {"diskAvailableBytes"_L1, disk.bytesAvailable()},
                     {"diskPath"_L1, disk.rootPath()}};
#ifdef Q_OS_UNIX
    if (double load[3]; ::getloadavg(load, 3) == 3)
        info.insert("loadAverage"_L1, QJsonArray{load[0], load[1], load[2]});
#endif
    return info;
}

} // namespace wsagent
