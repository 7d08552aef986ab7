#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

namespace wsagent::test {

struct CliResult
{
    int exitCode = -1;
    QByteArray out = {};
    QByteArray err = {};

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs the real `ws-agent` in a home of its own, without any variable of the caller.
class CliHome
{
public:
    CliHome();

    QString path(const QString &relative = {}) const;
    QProcessEnvironment environment;

    CliResult run(const QStringList &arguments, const QByteArray &input = {}) const;
    CliResult runWith(const QProcessEnvironment &variables, const QStringList &arguments,
                      const QByteArray &input = {}) const;
    /// Another program, in the same home.
    CliResult runProgram(const QString &program, const QStringList &arguments,
                         const QProcessEnvironment &variables, const QByteArray &input = {}) const;
    QByteArray read(const QString &relative) const;
    void write(const QString &relative, const QByteArray &content) const;

private:
    QTemporaryDir m_directory;
};

} // namespace wsagent::test
