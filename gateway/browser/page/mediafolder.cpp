#include "gateway/browser/page/mediafolder.h"

#include "gateway/base/files.h"

#include <QDateTime>
#include <QDir>
#include <QRandomGenerator>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<QString> MediaFolder::store(const QByteArray &content, const QString &suffix) const
{
    if (const auto made = makePrivateDirectory(m_path); !made)
        return made.error();
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    const quint32 mark = QRandomGenerator::global()->generate();
    const QString name = u"%1-%2"_s.arg(time).arg(mark, 8, 16, QLatin1Char('0'));
    const QString file = m_path + u'/' + name + u'.' + suffix;
    if (const auto written = replaceFile(file, content, Durable::No); !written)
        return written.error();
    QDir folder(m_path);
    const QStringList files = folder.entryList(QDir::Files, QDir::Name); // by their time
    for (qsizetype i = 0; i + mostFiles < files.size(); ++i)
        folder.remove(files.at(i));
    return file;
}

} // namespace wsagent
