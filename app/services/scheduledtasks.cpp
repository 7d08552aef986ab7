#include "app/services/scheduledtasks.h"

#include <QXmlStreamReader>

namespace wsagent {

using namespace Qt::StringLiterals;

QString taskText(const QByteArray &printed)
{
    if (!printed.contains('\0'))
        return QString::fromLocal8Bit(printed);
    return QString::fromUtf16(reinterpret_cast<const char16_t *>(printed.constData()), printed.size() / 2);
}

QList<ScheduledTask> parseTasks(const QByteArray &printed)
{
    QXmlStreamReader xml(taskText(printed)); // a text: what it says of its encoding is overlooked
    QList<ScheduledTask> tasks;
    QString name;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isComment())
            name = xml.text().trimmed().toString().section(u'\\', -1);
        if (!xml.isStartElement())
            continue;
        if (xml.name() == "Task"_L1)
            tasks += ScheduledTask{.name = name};
        else if (xml.name() == "Command"_L1 && !tasks.isEmpty())
            tasks.last().command = xml.readElementText().trimmed();
        else if (xml.name() == "WorkingDirectory"_L1 && !tasks.isEmpty())
            tasks.last().workingDirectory = xml.readElementText().trimmed();
    }
    return tasks;
}

} // namespace wsagent
