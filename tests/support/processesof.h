#pragma once

#include "tests/support/cliprocess.h"

#include <QDir>
#include <QFile>

namespace wsagent::test {

/// All processes with this home, but those of the test.
inline QStringList processesOf(const CliHome &home)
{
    QStringList found;
    const QByteArray wanted = "HOME=" + home.path().toLocal8Bit();
    const QStringList names = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &name : names) {
        QFile environment(QStringLiteral("/proc/%1/environ").arg(name));
        if (name.toLongLong() > 0 && environment.open(QIODevice::ReadOnly) &&
            environment.readAll().split('\0').contains(wanted))
            found += name;
    }
    return found;
}

} // namespace wsagent::test
