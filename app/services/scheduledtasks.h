#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace wsagent {

/// A task of the Windows Task Scheduler, as far as a service is concerned.
struct ScheduledTask
{
    QString name = {}; ///< without the folder
    QString command = {};
    QString workingDirectory = {};

    bool operator==(const ScheduledTask &) const = default;
};

/// What schtasks prints as XML; it says UTF-16 and writes what the console has.
QString taskText(const QByteArray &printed);

/// All tasks of `schtasks /Query /XML ONE`, where a comment before each tells its name. Pure.
QList<ScheduledTask> parseTasks(const QByteArray &printed);

} // namespace wsagent
