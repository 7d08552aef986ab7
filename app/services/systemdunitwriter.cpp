#include "app/services/definitionwriter.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What holds for every gateway. Comments stay in the unit: whoever reads it there asks the same questions.
constexpr char unitPolicy[] = R"(Restart=always
RestartSec=5
RestartPreventExitStatus=78
SuccessExitStatus=0 143
TimeoutStartSec=30
TimeoutStopSec=330
KillMode=mixed
OOMPolicy=continue
UMask=0077

# What a user's own manager can enforce without help from root. Left out on purpose: ProtectHome (the state
# lies there), PrivateTmp and PrivateDevices (they hide the display and the graphics card from browsers),
# RestrictNamespaces (a browser's sandbox is made of namespaces), MemoryDenyWriteExecute (browsers compile
# at run time), SystemCallFilter (an agent's tools may be any program).
NoNewPrivileges=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
# Needs a mount namespace; a manager that may make none goes without.
ProtectSystem=full
)";

/// One word of a line that systemd splits: quoted when it has to be, `%` doubled.
QString word(const QString &text)
{
    QString escaped;
    bool quoted = text.isEmpty();
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            escaped += u'\\';
        escaped += c;
        if (c == u'%')
            escaped += c;
        quoted = quoted || c.isSpace() || u"\"'\\;"_s.contains(c);
    }
    return quoted ? u'"' + escaped + u'"' : escaped;
}

/// systemd puts variables into every word but the program, whose path is taken as it is.
QString commandLine(const QStringList &command)
{
    QStringList words;
    for (const QString &argument : command)
        words += words.isEmpty() ? word(argument) : word(QString(argument).replace(u'$', "$$"_L1));
    return words.join(u' ');
}

/// The rest of a line that is not split. No quotes there, so what quotes would protect cannot be written.
Result<QString> wholeLine(const QString &path)
{
    if (path != path.trimmed() || path.endsWith(u'\\'))
        return Error{u"%1 cannot be written into a systemd unit"_s.arg(path),
                     u"use a path that ends in neither a blank nor a backslash"_s, ErrorKind::Usage};
    return QString(path).replace(u'%', "%%"_L1);
}

} // namespace

Result<QByteArray> systemdUnit(const ServiceSpec &spec)
{
    if (const auto clean = checkWritable(spec); !clean)
        return clean.error();
    const auto directory = wholeLine(spec.workingDirectory);
    if (!directory)
        return directory.error();
    const auto environmentFile = wholeLine(spec.environmentFile);
    if (!environmentFile)
        return environmentFile.error();

    QString text = u"[Unit]\nDescription=%1\n"_s.arg(QString(spec.description).replace(u'%', "%%"_L1));
    text += u"After=network-online.target\nWants=network-online.target\n"_s;
    text += u"StartLimitBurst=10\nStartLimitIntervalSec=300\n\n[Service]\n"_s;
    const QString access = spec.isWrapped ? u"all"_s : u"main"_s;
    text +=
        spec.notifies ? u"Type=notify\nNotifyAccess=%1\nWatchdogSec=60\n"_s.arg(access) : u"Type=simple\n"_s;
    text += u"ExecStart=%1\nWorkingDirectory=%2\n"_s.arg(commandLine(spec.command), *directory);
    for (const auto &[name, value] : spec.environment)
        text += u"Environment=%1\n"_s.arg(word(name + u'=' + value));
    text += u"EnvironmentFile=-%1\n"_s.arg(*environmentFile);
    text += QLatin1StringView(unitPolicy);
    text += u"\n[Install]\nWantedBy=default.target\n"_s;
    return text.toUtf8();
}

} // namespace wsagent
