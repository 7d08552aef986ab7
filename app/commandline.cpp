#include "app/commandline.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &message)
{
    return {message, u"ws-agent --help"_s, ErrorKind::Usage};
}

constexpr auto logLevels = "{silent,fatal,error,warn,info,debug,trace}"_L1;

bool isLogLevel(const QString &value)
{
    return QString(logLevels.sliced(1).chopped(1)).split(u',').contains(value);
}

/// Reads the arguments one by one; knows which word of the command it is at.
class Scan
{
public:
    Scan(const QStringList &arguments, const TakesValue &takesValue)
        : m_arguments(arguments)
        , m_takesValue(takesValue)
    {}

    Result<RootOptions> run()
    {
        for (; m_at < m_arguments.size(); ++m_at) {
            const QString &argument = m_arguments[m_at];
            if (argument == "--"_L1) {
                m_options.rest += m_arguments.mid(m_at);
                break;
            }
            if (const auto taken = takeRootOption(argument); !taken)
                return taken.error();
            else if (!*taken)
                pass(argument);
        }
        return finish();
    }

private:
    Result<bool> takeRootOption(const QString &argument)
    {
        const QString name = argument.section(u'=', 0, 0);
        if (name == "--profile"_L1 || name == "--log-level"_L1) {
            const auto value = valueOf(argument, name);
            if (!value)
                return value.error();
            (name == "--profile"_L1 ? m_profile : m_logLevel) = *value;
            return true;
        }
        if (argument == "--dev"_L1 && m_words.value(0) != "gateway"_L1)
            return m_options.dev = true;
        if (argument == "--no-color"_L1)
            return m_options.noColor = true;
        if (argument == "--no-gui"_L1)
            return m_options.noGui = true;
        if (argument == "--version"_L1 || argument == "-V"_L1)
            return m_options.version = true;
        return false;
    }

    Result<QString> valueOf(const QString &argument, const QString &name)
    {
        QString value;
        if (argument.size() > name.size())
            value = argument.mid(name.size() + 1);
        else if (m_at + 1 < m_arguments.size() && !m_arguments[m_at + 1].startsWith("--"_L1))
            value = m_arguments[++m_at];
        if (value.trimmed().isEmpty())
            return usage(u"%1 needs a value"_s.arg(name));
        return value;
    }

    void pass(const QString &argument)
    {
        m_options.rest += argument;
        if (!argument.startsWith(u'-')) {
            m_words += argument;
            return;
        }
        const bool ownValue = !argument.contains(u'=') && m_takesValue(m_words, argument);
        if (ownValue && m_at + 1 < m_arguments.size())
            m_options.rest += m_arguments[++m_at];
    }

    Result<RootOptions> finish()
    {
        m_options.logLevel = m_logLevel.value_or(QString());
        if (m_logLevel && !isLogLevel(*m_logLevel))
            return usage(u"--log-level takes one of %1"_s.arg(logLevels.sliced(1).chopped(1)));
        if (m_profile) {
            const auto name = ProfileName::parse(*m_profile);
            if (!name)
                return ProfileName::isReserved(*m_profile)
                           ? name.error()
                           : usage(u"invalid profile name (letters, digits, \"_\" and \"-\" only)"_s);
            if (m_options.dev && name->display() != "dev"_L1)
                return usage(u"--dev and --profile cannot be combined"_s);
            m_options.profile = m_profile;
        } else if (m_options.dev) {
            m_options.profile = u"dev"_s;
        }
        return m_options;
    }

    const QStringList &m_arguments;
    const TakesValue &m_takesValue;
    RootOptions m_options;
    std::optional<QString> m_profile;
    std::optional<QString> m_logLevel;
    QStringList m_words;
    qsizetype m_at = 0;
};

} // namespace

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    return arguments;
}

std::span<const RootOption> rootOptions()
{
    static constexpr RootOption options[] = {
        {"--profile"_L1, "PROFILE"_L1, "The instance to work on (default: the default profile)"_L1},
        {"--dev"_L1, ""_L1, "The same as --profile dev"_L1},
        {"--log-level"_L1, logLevels, "How much is logged"_L1},
        {"--no-color"_L1, ""_L1, "Plain text"_L1},
        {"--no-gui"_L1, ""_L1, "Never open a window"_L1},
        {"--version"_L1, ""_L1, "Print the version"_L1},
    };
    return options;
}

Result<RootOptions> takeRootOptions(const QStringList &arguments, const TakesValue &takesValue)
{
    return Scan(arguments, takesValue).run();
}

QString shellWord(const QString &text)
{
    const bool plain = std::all_of(text.begin(), text.end(), [](QChar character) {
        return character.isLetterOrNumber() || u"._-/~"_s.contains(character);
    });
    return plain && !text.isEmpty() ? text : u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString commandHint(const QString &profile, const QString &command)
{
    const bool named = !profile.isEmpty() && profile != "default"_L1;
    const QStringList words = command.split(u' ');
    const bool already = words.contains("--profile"_L1) || words.contains("--dev"_L1);
    return named && !already ? u"ws-agent --profile %1 %2"_s.arg(profile, command) : u"ws-agent "_s + command;
}

QString commandHint(const InstanceSelection &selection, const QString &command)
{
    const InstancePaths &paths = selection.paths;
    QString variables;
    if (paths.configPath != paths.stateDir + "/ws-agent.json"_L1)
        variables += u"WS_AGENT_CONFIG_PATH=%1 "_s.arg(shellWord(paths.configPath));
    if (paths.stateDir != canonicalPaths(selection.profile, paths.home).stateDir)
        variables += u"WS_AGENT_STATE_DIR=%1 "_s.arg(shellWord(paths.stateDir));
    return variables + commandHint(selection.profile.display(), command);
}

} // namespace wsagent
