#include "gateway/agents/exec/containers.h"

#include "gateway/base/jsontexts.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error notInstalled(const QString &program)
{
    return {u"this session has to run commands in a container, and %1 is not installed"_s.arg(program),
            u"install %1, or set agents.defaults.sandbox.backend to landlock"_s.arg(program),
            ErrorKind::Isolation};
}

/// The directory of a command as the container sees it.
QString inside(const QString &directory, const ToolContext &context, const QString &workdir)
{
    if (!directory.startsWith(context.workspace))
        return workdir;
    return QDir::cleanPath(workdir + u'/' + directory.mid(context.workspace.size()));
}

QStringList bubblewrap(const QString &program, const QString &command, const QString &directory,
                       const ToolContext &context)
{
    const QString access = context.container["workspaceAccess"_L1].toString(u"rw"_s);
    QStringList arguments{program,
                          u"--unshare-all"_s,
                          u"--die-with-parent"_s,
                          u"--new-session"_s,
                          u"--cap-drop"_s,
                          u"ALL"_s,
                          u"--proc"_s,
                          u"/proc"_s,
                          u"--dev"_s,
                          u"/dev"_s,
                          u"--tmpfs"_s,
                          u"/tmp"_s};
    for (const QString &system : {u"/usr"_s, u"/bin"_s, u"/sbin"_s, u"/lib"_s, u"/lib64"_s,
                                  u"/etc/alternatives"_s, u"/etc/ld.so.cache"_s, u"/etc/passwd"_s})
        arguments += {u"--ro-bind-try"_s, system, system};
    if (access != "none"_L1)
        arguments += {access == "ro"_L1 ? u"--ro-bind"_s : u"--bind"_s, context.workspace, context.workspace,
                      u"--chdir"_s, directory};
    return arguments + QStringList{u"--"_s, u"/bin/sh"_s, u"-c"_s, command};
}

QStringList docker(const QString &program, const QString &command, const QString &directory,
                   const ToolContext &context)
{
    const QJsonValue settings = context.container["docker"_L1];
    const QString workdir = settings["workdir"_L1].toString(u"/workspace"_s);
    const QString access = context.container["workspaceAccess"_L1].toString();
    QStringList arguments{
        program,
        u"run"_s,
        u"--rm"_s,
        u"--init"_s,
        u"--interactive"_s,
        u"--label"_s,
        u"ws-agent.session="_s +
            QString::fromLatin1(QCryptographicHash::hash((context.stateDir + context.sessionKey).toUtf8(),
                                                         QCryptographicHash::Sha256)
                                    .toHex()
                                    .first(16)),
        u"--network"_s,
        settings["network"_L1].toString(u"none"_s),
        u"--user"_s,
        settings["user"_L1].toString(u"1000:1000"_s),
        u"--security-opt"_s,
        u"no-new-privileges"_s,
        u"--workdir"_s,
        inside(directory, context, workdir)};
    if (settings["readOnlyRoot"_L1].toBool(true))
        arguments += u"--read-only"_s;
    for (const QString &place : settings["tmpfs"_L1].isArray()
                                    ? textsIn(settings["tmpfs"_L1])
                                    : QStringList{u"/tmp"_s, u"/var/tmp"_s, u"/run"_s})
        arguments += {u"--tmpfs"_s, place};
    for (const QString &capability :
         settings["capDrop"_L1].isArray() ? textsIn(settings["capDrop"_L1]) : QStringList{u"ALL"_s})
        arguments += {u"--cap-drop"_s, capability};
    if (access == "ro"_L1 || access == "rw"_L1)
        arguments +=
            {u"--volume"_s, context.workspace + u':' + workdir + (access == "ro"_L1 ? u":ro"_s : QString())};
    else
        arguments += {u"--tmpfs"_s, workdir};
    const QJsonObject environment = settings["env"_L1].toObject();
    for (auto it = environment.begin(); it != environment.end(); ++it)
        arguments += {u"--env"_s, it.key() + u'=' + it.value().toString()};
    for (const auto &[key, option] : {std::pair("memory"_L1, u"--memory"_s),
                                      std::pair("apparmorProfile"_L1, u"--security-opt=apparmor"_s)}) {
        if (const QString value = settings[key].toString(); !value.isEmpty())
            arguments += option + u'=' + value;
    }
    if (const int pids = settings["pidsLimit"_L1].toInt(); pids > 0)
        arguments += u"--pids-limit=%1"_s.arg(pids);
    return arguments + QStringList{settings["image"_L1].toString(u"ws-agent-sandbox:bookworm-slim"_s),
                                   u"/bin/sh"_s, u"-c"_s, command};
}

} // namespace

Result<QStringList> containerArguments(const QString &command, const QString &directory,
                                       const ToolContext &context,
                                       const std::function<QString(const QString &)> &find)
{
    const bool isBubblewrap = context.container["backend"_L1] == "bubblewrap"_L1;
    const QString name = isBubblewrap ? u"bwrap"_s : u"docker"_s;
    const QString program = find(name);
    if (program.isEmpty())
        return notInstalled(name);
    return isBubblewrap ? bubblewrap(program, command, directory, context)
                        : docker(program, command, directory, context);
}

} // namespace wsagent
