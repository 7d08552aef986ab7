#pragma once

#include "gateway/config/configloader.h"

#include <QTemporaryDir>

namespace wsagent::test {

/// A directory of its own for a config and what is kept beside it.
class ConfigFolder
{
public:
    QString path(const QString &name = QStringLiteral("ws-agent.json")) const;
    ConfigSource source() const;

    void write(const QString &name, const QByteArray &content) const;
    QByteArray
    read(const QString &name = QStringLiteral("ws-agent.json")) const;     ///< empty when there is none
    QStringList names(const QString &pattern = QStringLiteral("*")) const; ///< of all files, sorted; no locks

private:
    QTemporaryDir m_directory;
};

} // namespace wsagent::test
