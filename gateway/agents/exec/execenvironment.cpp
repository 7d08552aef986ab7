#include "gateway/agents/exec/execenvironment.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// By these a variable decides what code runs.
bool isDangerous(const QString &name)
{
    static const QStringList names{
        u"NODE_OPTIONS"_s, u"NODE_PATH"_s,      u"BASH_ENV"_s,          u"ENV"_s,
        u"IFS"_s,          u"SHELLOPTS"_s,      u"BASHOPTS"_s,          u"PS4"_s,
        u"PERL5OPT"_s,     u"PERL5LIB"_s,       u"RUBYOPT"_s,           u"RUBYLIB"_s,
        u"GCONV_PATH"_s,   u"PROMPT_COMMAND"_s, u"JAVA_TOOL_OPTIONS"_s,
    };
    static const QStringList beginnings{u"LD_"_s,       u"DYLD_"_s,      u"PYTHON"_s,
                                        u"WS_AGENT_"_s, u"BASH_FUNC_"_s, u"OPENCLAW_"_s};
    const QString upper = name.toUpper();
    return names.contains(upper) ||
           std::any_of(beginnings.begin(), beginnings.end(),
                       [&upper](const QString &beginning) { return upper.startsWith(beginning); });
}

bool isName(const QString &name)
{
    return !name.isEmpty() && !name[0].isDigit() && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c == u'_' || (c < u'\x80' && c.isLetterOrNumber());
    });
}

/// Directories may only be put before those that are there.
bool isPrepended(const QString &wanted, const QString &current)
{
    return wanted.endsWith(u':' + current) || wanted.endsWith(":$PATH"_L1) || wanted.endsWith(":${PATH}"_L1);
}

} // namespace

QProcessEnvironment withoutGatewaySecrets(QProcessEnvironment environment, const QStringList &secretNames)
{
    // A service is told by its definition who it is and which port it has; for a command that selects another
    // profile that would be somebody's wish about that one (`profiles-and-ports.md` 2.2, rule 3).
    if (environment.value(u"WS_AGENT_SERVICE_MARKER"_s) == "ws-agent"_L1) {
        for (const auto name :
             {"WS_AGENT_GATEWAY_PORT"_L1, "WS_AGENT_BROWSER_CONTROL_PORT"_L1, "WS_AGENT_LAUNCHD_LABEL"_L1,
              "WS_AGENT_SYSTEMD_UNIT"_L1, "WS_AGENT_WINDOWS_TASK_NAME"_L1, "WS_AGENT_INSTANCE_ID"_L1,
              "WS_AGENT_WRAPPER"_L1})
            environment.remove(name);
    }
    static const QStringList own{u"WS_AGENT_GATEWAY_TOKEN"_s,
                                 u"WS_AGENT_GATEWAY_PASSWORD"_s,
                                 u"WS_AGENT_SERVICE_MARKER"_s,
                                 u"WS_AGENT_SERVICE_KIND"_s,
                                 u"NOTIFY_SOCKET"_s,
                                 u"WATCHDOG_PID"_s,
                                 u"WATCHDOG_USEC"_s,
                                 u"INVOCATION_ID"_s,
                                 u"JOURNAL_STREAM"_s,
                                 u"LISTEN_PID"_s,
                                 u"LISTEN_FDS"_s,
                                 u"LISTEN_FDNAMES"_s,
                                 u"MANAGERPID"_s,
                                 u"CREDENTIALS_DIRECTORY"_s};
    for (const QString &name : own + secretNames)
        environment.remove(name);
    for (const QString &name : environment.keys()) {
        if (name.startsWith("WS_AGENT_SERVICE_"_L1) || name.startsWith("OPENCLAW_GATEWAY_"_L1))
            environment.remove(name);
    }
    return environment;
}

Result<QProcessEnvironment> commandEnvironment(QProcessEnvironment inherited, const QJsonObject &wanted,
                                               const QStringList &pathPrepend, const QString &sessionKey)
{
    QString path = inherited.value(u"PATH"_s, u"/usr/local/bin:/usr/bin:/bin"_s);
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        const QString value = it.value().toString();
        if (!isName(it.key()) || value.contains(QChar::Null))
            return Error{u"\"%1\" is no variable"_s.arg(it.key().left(60)), {}, ErrorKind::Usage};
        if (it.key() == "PATH"_L1) {
            if (!isPrepended(value, path))
                return Error{u"PATH may only be extended at its beginning: \"<directory>:$PATH\""_s,
                             {},
                             ErrorKind::Usage};
            path = value.section(u':', 0, -2 - (value.endsWith(u':' + path) ? int(path.count(u':')) : 0)) +
                   u':' + path;
        } else if (isDangerous(it.key())) {
            return Error{u"%1 may not be set for a command: it decides what code runs"_s.arg(it.key()),
                         {},
                         ErrorKind::Usage};
        } else {
            inherited.insert(it.key(), value);
        }
    }
    if (!pathPrepend.isEmpty())
        path = pathPrepend.join(u':') + u':' + path;
    inherited.insert(u"PATH"_s, path);
    inherited.insert(u"WS_AGENT_SHELL"_s, u"exec"_s);
    inherited.insert(u"WS_AGENT_SESSION_KEY"_s, sessionKey);
    return inherited;
}

} // namespace wsagent
