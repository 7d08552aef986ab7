#include "tests/support/configfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace wsagent::test {

using namespace Qt::StringLiterals;

QString ConfigFolder::path(const QString &name) const
{
    return m_directory.filePath(name);
}

ConfigSource ConfigFolder::source() const
{
    return {.configPath = path(), .stateDir = m_directory.path(), .home = m_directory.path()};
}

void ConfigFolder::write(const QString &name, const QByteArray &content) const
{
    QDir().mkpath(QFileInfo(path(name)).absolutePath());
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(name));
}

QByteArray ConfigFolder::read(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList ConfigFolder::names(const QString &pattern) const
{
    QStringList names =
        QDir(m_directory.path()).entryList({pattern}, QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    names.removeIf([](const QString &name) { return name.endsWith(".lock"_L1); });
    return names;
}

} // namespace wsagent::test
