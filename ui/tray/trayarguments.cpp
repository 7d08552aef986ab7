#include "ui/tray/trayarguments.h"

#include "gateway/instances/profilename.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &message)
{
    return {message, u"ws-agent-tray --help"_s, ErrorKind::Usage};
}

} // namespace

Result<TrayArguments> parseTrayArguments(const QStringList &arguments)
{
    TrayArguments parsed;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString name = arguments[i].section(u'=', 0, 0);
        if (name == "--hidden"_L1) {
            parsed.hidden = true;
        } else if (name == "--require-tray"_L1) {
            parsed.requireTray = true;
        } else if (name == "--settings"_L1) {
            parsed.settings = true;
        } else if (name == "--help"_L1 || name == "-h"_L1) {
            parsed.help = true;
        } else if (name == "--version"_L1 || name == "-V"_L1) {
            parsed.version = true;
        } else if (name == "--profile"_L1 || name == "--page"_L1) {
            const bool joined = arguments[i].contains(u'=');
            const QString value = joined ? arguments[i].section(u'=', 1) : arguments.value(++i);
            if (value.isEmpty() || value.startsWith("--"_L1))
                return usage(u"%1 needs a value"_s.arg(name));
            if (name == "--page"_L1) {
                parsed.page = value;
                parsed.settings = true;
                continue;
            }
            const auto profile = ProfileName::parse(value);
            if (!profile)
                return usage(u"invalid profile name (letters, digits, \"_\" and \"-\" only)"_s);
            parsed.profile = profile->display();
        } else {
            return usage(u"unknown option: %1"_s.arg(arguments[i]));
        }
    }
    return parsed;
}

QStringList toStrings(const TrayArguments &arguments)
{
    QStringList strings;
    if (arguments.hidden)
        strings += u"--hidden"_s;
    if (arguments.requireTray)
        strings += u"--require-tray"_s;
    if (arguments.settings)
        strings += u"--settings"_s;
    if (!arguments.page.isEmpty())
        strings += u"--page="_s + arguments.page;
    if (arguments.profile)
        strings += u"--profile="_s + *arguments.profile;
    return strings;
}

QString trayHelp()
{
    return u"Usage: ws-agent-tray [options]\n\n"
           "Shows the gateways of all profiles in the tray. A second start raises the first one.\n\n"
           "  --hidden         Only the tray, no window\n"
           "  --require-tray   End with code 1 where there is no tray\n"
           "  --settings       Open the settings\n"
           "  --page PAGE      A page of the settings\n"
           "  --profile NAME   The profile that is shown first\n"
           "  --no-gui         The same as ws-agent --no-gui\n"
           "  -V,--version     Print the version\n"_s;
}

} // namespace wsagent
