#include "gateway/rescue/rescuecommand.h"

#include "gateway/instances/profilename.h"

#include <algorithm>
#include <iterator>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Verb = RescueCommand::Verb;

/// One way to write a command. A word that has to follow the name tells commands of one name apart.
struct Form
{
    Verb verb;
    QLatin1StringView name;
    QLatin1StringView word; ///< after the profile; empty: none
    QLatin1StringView help;
};

constexpr Form forms[] = {
    {Verb::Profiles, "profiles"_L1, ""_L1, "/profiles: all instances of this host"_L1},
    {Verb::Status, "status"_L1, ""_L1, "/status <profile>: how its gateway is"_L1},
    {Verb::Logs, "logs"_L1, ""_L1, "/logs <profile>: the end of its log"_L1},
    {Verb::Doctor, "doctor"_L1, ""_L1, "/doctor <profile>: what is wrong with it"_L1},
    {Verb::DoctorFix, "doctor"_L1, "fix"_L1, "/doctor <profile> fix: mend what can be mended"_L1},
    {Verb::ConfigDiff, "config"_L1, "diff"_L1,
     "/config <profile> diff: what was changed since it last ran"_L1},
    {Verb::ConfigRestore, "config"_L1, "restore"_L1,
     "/config <profile> restore: take back what was changed since"_L1},
    {Verb::Start, "start"_L1, ""_L1, "/start <profile>"_L1},
    {Verb::Stop, "stop"_L1, ""_L1, "/stop <profile>"_L1},
    {Verb::Restart, "restart"_L1, ""_L1, "/restart <profile>"_L1},
};

bool isName(const QString &word)
{
    return std::any_of(std::begin(forms), std::end(forms),
                       [&word](const Form &form) { return word == u'/' + form.name; });
}

const Form *formOf(const QStringList &words)
{
    const auto found = std::find_if(std::begin(forms), std::end(forms), [&words](const Form &form) {
        const qsizetype count = (form.verb == Verb::Profiles ? 1 : 2) + (form.word.isEmpty() ? 0 : 1);
        return words.size() == count && words[0] == u'/' + form.name &&
               (form.word.isEmpty() || words[2] == form.word);
    });
    return found == std::end(forms) ? nullptr : found;
}

Error notWrittenSo(const QString &name)
{
    QStringList ways;
    for (const Form &form : forms) {
        if (name == u'/' + form.name)
            ways += form.help;
    }
    return {u"this is written otherwise: %1"_s.arg(ways.join("; "_L1)), {}, ErrorKind::Usage};
}

/// Those that are also commands of the session are ours only with a profile; `/config show` belongs to
/// others.
bool belongsToOthers(const QStringList &words)
{
    if (words.size() == 1)
        return words[0] != "/profiles"_L1;
    return words[0] == "/config"_L1 &&
           (words.size() != 3 || (words[2] != "diff"_L1 && words[2] != "restore"_L1));
}

} // namespace

std::optional<Result<RescueCommand>> parseRescueCommand(const QString &message)
{
    QStringList words = message.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return std::nullopt;
    words[0] = words[0].toLower();
    if (!isName(words[0]) || belongsToOthers(words))
        return std::nullopt;
    const Form *form = formOf(words);
    if (!form)
        return Result<RescueCommand>(notWrittenSo(words[0]));
    if (form->verb == Verb::Profiles)
        return Result<RescueCommand>(RescueCommand{});
    const auto profile = ProfileName::parse(words[1]);
    if (!profile)
        return Result<RescueCommand>(
            Error{u"%1 is no name of a profile"_s.arg(words[1].left(64)), u"/profiles"_s, ErrorKind::Usage});
    return Result<RescueCommand>(RescueCommand{.verb = form->verb, .profile = profile->display()});
}

QStringList rescueCommandHelp()
{
    QStringList lines;
    for (const Form &form : forms)
        lines += form.help;
    return lines;
}

QStringList rescueArguments(const RescueCommand &command)
{
    const auto of = [&command](const QStringList &words) {
        return QStringList{u"--no-color"_s, u"--profile"_s, command.profile} + words;
    };
    switch (command.verb) {
    case Verb::Profiles:
        return {u"--no-color"_s, u"profiles"_s, u"list"_s};
    case Verb::Status:
        return of({u"gateway"_s, u"status"_s});
    case Verb::Logs:
        return of({u"logs"_s, u"--limit"_s, u"30"_s});
    case Verb::Doctor:
        return of({u"doctor"_s});
    case Verb::DoctorFix:
        return of({u"doctor"_s, u"--fix"_s, u"--yes"_s, u"--non-interactive"_s});
    case Verb::ConfigDiff:
        return of({u"config"_s, u"diff"_s, u"last-good"_s});
    case Verb::ConfigRestore:
        return of({u"config"_s, u"restore"_s, u"last-good"_s, u"--yes"_s});
    case Verb::Start:
        return of({u"gateway"_s, u"start"_s});
    case Verb::Stop:
        return of({u"gateway"_s, u"stop"_s, u"--force"_s});
    case Verb::Restart:
        return of({u"gateway"_s, u"restart"_s});
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
