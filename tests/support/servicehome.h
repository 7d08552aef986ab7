#pragma once

#include "tests/support/cliprocess.h"

#include <QDir>
#include <QFile>

#include <csignal>
#include <unistd.h>

namespace wsagent::test {

/// A home with ws-agent installed in ~/.local/bin, and a systemd of its own: see fakesystemctl.sh. What it
/// has started ends with it. Nothing in it becomes root.
class ServiceHome : public CliHome
{
public:
    ServiceHome()
    {
        using namespace Qt::StringLiterals;
        for (const QString &folder : {u".local/bin"_s, u"tools"_s, u"tmp"_s, u".fake-systemd"_s})
            QDir(path()).mkpath(folder);
        for (const QString &name : programFiles())
            ::link(copies().filePath(name).toUtf8().constData(),
                   path(u".local/bin/"_s + name).toUtf8().constData());
        tool(u"systemctl"_s);
        tool(u"loginctl"_s);
        tool(u"sudo"_s);
        environment.insert(u"TMPDIR"_s, path(u"tmp"_s)); // or the home itself would count as temporary
        environment.insert(u"PATH"_s, path(u"tools"_s) + u":/usr/bin:/bin"_s);
    }
    ~ServiceHome()
    {
        using namespace Qt::StringLiterals;
        const QDir state(path(u".fake-systemd"_s));
        for (const QString &name : state.entryList({u"*.pid"_s}, QDir::Files)) {
            const int pid = read(u".fake-systemd/"_s + name).trimmed().toInt();
            if (pid > 1)
                ::kill(pid, SIGKILL);
        }
    }

    QString program() const { return path(QStringLiteral(".local/bin/ws-agent")); }
    CliResult agent(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return runProgram(program(), arguments, environment, input);
    }
    /// The same with --profile.
    CliResult of(const QString &profile, const QStringList &arguments) const
    {
        return agent(QStringList{QStringLiteral("--profile"), profile} + arguments);
    }
    QString unitPath(const QString &unit) const { return QStringLiteral(".config/systemd/user/") + unit; }
    void linger() const { write(QStringLiteral(".fake-systemd/linger"), {}); }

private:
    static QStringList programFiles()
    {
        return {QStringLiteral("ws-agent"), QStringLiteral("wsagent_network.so"),
                QStringLiteral("wsagent_archive.so")};
    }
    /// Programs with debug information are large: copied once for all homes of a test, and linked into each.
    static const QTemporaryDir &copies()
    {
        static const QTemporaryDir directory;
        if (directory.isValid() && QDir(directory.path()).isEmpty()) {
            const QString built = QFileInfo(QStringLiteral(WSAGENT_PROGRAM)).absolutePath();
            for (const QString &name : programFiles())
                QFile::copy(built + u'/' + name, directory.filePath(name));
        }
        return directory;
    }

    void tool(const QString &name) const
    {
        const QString script = QStringLiteral(WSAGENT_SOURCE_DIR "/tests/support/fake%1.sh").arg(name);
        QFile::copy(script, path(QStringLiteral("tools/") + name));
    }
};

} // namespace wsagent::test
