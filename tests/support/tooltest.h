#pragma once

#include "gateway/agents/toolset.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <optional>

namespace wsagent {

/// A home with a workspace of its own, and the state of two instances beside it: one's own and another one.
class ToolHome
{
public:
    ToolHome()
    {
        for (const auto directory :
             {"own/workspace", "own/tmp", "own/credentials", "other/agents", "elsewhere"})
            QDir(m_directory.path()).mkpath(QLatin1StringView(directory));
        write(QStringLiteral("other/secret.json"), "the secret of the other");
        write(QStringLiteral("own/credentials/token"), "my token");
    }

    QString path(const QString &name = {}) const { return QDir::cleanPath(m_directory.filePath(name)); }
    QString workspace(const QString &name = {}) const
    {
        return QDir::cleanPath(path(QStringLiteral("own/workspace/") + name));
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
    }
    QByteArray content(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    ToolContext context() const
    {
        ToolContext context{.agentId = QStringLiteral("main"),
                            .sessionKey = QStringLiteral("agent:main:main"),
                            .workspace = workspace(),
                            .stateDir = path(QStringLiteral("own")),
                            .tempDir = path(QStringLiteral("own/tmp")),
                            .walls = {{.directory = path(QStringLiteral("other")),
                                       .owner = QStringLiteral("the instance other")},
                                      {.directory = path(QStringLiteral("own")),
                                       .except = {workspace(), path(QStringLiteral("own/tmp"))},
                                       .owner = QStringLiteral("the gateway itself")}},
                            .environment = QProcessEnvironment::systemEnvironment()};
        context.environment.insert(QStringLiteral("HOME"), path());
        return context;
    }

private:
    QTemporaryDir m_directory;
};

/// Starts a call and waits for what it comes to.
inline ToolResult call(Toolset &tools, const QString &name, const QJsonObject &arguments,
                       const ToolContext &context)
{
    std::optional<ToolResult> result;
    tools.start(name, arguments, context, [&result](const ToolResult &got) { result = got; });
    for (QElapsedTimer waited; !result;) {
        if (!waited.isValid())
            waited.start();
        if (waited.elapsed() > 30'000)
            return ToolResult::error(QStringLiteral("the tool did not answer"));
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
    }
    return *result;
}

} // namespace wsagent
