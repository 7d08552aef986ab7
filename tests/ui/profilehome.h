#pragma once

#include "gateway/instances/instancepaths.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace wsagent::test {

/// A home of its own with configs of profiles in it.
class ProfileHome
{
public:
    InstanceSelection user() const
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("WS_AGENT_HOME"), m_directory.path());
        const auto selection = selectInstance({}, environment, m_directory.path(), m_directory.path());
        Q_ASSERT(selection);
        return *selection;
    }

    QString configPath(const QString &profile) const
    {
        const QString suffix = profile == QLatin1StringView("default") ? QString() : u'-' + profile;
        return m_directory.path() + QStringLiteral("/.ws-agent%1/ws-agent.json").arg(suffix);
    }

    void add(const QString &profile, const QByteArray &config) const
    {
        const QString path = configPath(profile);
        QDir().mkpath(QFileInfo(path).path());
        QFile::setPermissions(QFileInfo(path).path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QFile file(path);
        if (file.open(QFile::WriteOnly))
            file.write(config);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }

    QByteArray config(const QString &profile) const
    {
        QFile file(configPath(profile));
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

    QString path(const QString &relative) const { return m_directory.filePath(relative); }

private:
    QTemporaryDir m_directory;
};

} // namespace wsagent::test
