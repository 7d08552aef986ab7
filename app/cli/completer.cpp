#include "app/cli/completer.h"

#include "app/cli/commandtree.h"
#include "app/commandline.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString typeName(const CLI::Option *option)
{
    return QString::fromStdString(option->get_type_name());
}

const CLI::Option *findOption(const CLI::App *command, const QString &name)
{
    for (; command; command = command->get_parent()) {
        if (const CLI::Option *option = command->get_option_no_throw(name.toStdString()))
            return option;
    }
    return nullptr;
}

bool isHidden(const CLI::App *command)
{
    return command->get_group().empty();
}

std::vector<const CLI::App *> subcommands(const CLI::App *command)
{
    return command->get_subcommands([](const CLI::App *child) { return !isHidden(child); });
}

/// `--port`, `=`, `18` → `--port=18`; tells whether the last word was put together.
bool joinAtEquals(QStringList &words)
{
    bool lastJoined = false;
    for (qsizetype i = 1; i < words.size(); ++i) {
        lastJoined = false;
        if (words[i] != "="_L1 || !words[i - 1].startsWith("--"_L1))
            continue;
        words[i - 1] += u'=' + words.value(i + 1);
        lastJoined = i + 2 >= words.size();
        words.remove(i, std::min<qsizetype>(2, words.size() - i));
        --i;
    }
    return lastJoined;
}

class Reader
{
public:
    explicit Reader(const CLI::App &root) { m_line.command = &root; }

    PartialLine read(QStringList words)
    {
        const bool split = joinAtEquals(words);
        for (qsizetype i = 1; i + 1 < words.size(); ++i)
            take(words[i]);
        m_line.word = words.size() > 1 ? words.last() : QString();
        if (!m_line.literal && !isPending() && m_line.word.startsWith("--"_L1) && m_line.word.contains(u'='))
            openValue(split);
        return m_line;
    }

private:
    bool isPending() const { return m_line.valueOf || !m_line.rootOption.isEmpty(); }

    void take(const QString &word)
    {
        if (isPending())
            takeValue(word);
        else if (!m_line.literal && word == "--"_L1)
            m_line.literal = true;
        else if (!m_line.literal && word.startsWith(u'-'))
            takeOption(word);
        else
            takeWord(word);
    }

    void takeOption(const QString &word)
    {
        const QString name = word.section(u'=', 0, 0);
        if (name == "--dev"_L1)
            m_line.profile = u"dev"_s;
        expectValueOf(name);
        if (isPending() && word.contains(u'='))
            takeValue(word.section(u'=', 1));
    }

    void expectValueOf(const QString &name)
    {
        for (const RootOption &option : rootOptions()) {
            if (option.name == name && !option.values.isEmpty())
                m_line.rootOption = name;
        }
        const CLI::Option *option = findOption(m_line.command, name);
        if (m_line.rootOption.isEmpty() && option && takesValue(*option))
            m_line.valueOf = option;
    }

    void takeValue(const QString &value)
    {
        if (m_line.rootOption == "--profile"_L1)
            m_line.profile = value;
        m_line.rootOption.clear();
        m_line.valueOf = nullptr;
    }

    void takeWord(const QString &word)
    {
        const auto named = m_line.command->get_subcommands(
            [&word](const CLI::App *child) { return child->check_name(word.toStdString()); });
        if (m_line.literal || named.empty())
            m_line.positionals += word;
        else
            m_line.command = named.front();
    }

    void openValue(bool split)
    {
        const QString name = m_line.word.section(u'=', 0, 0);
        expectValueOf(name);
        m_line.word = m_line.word.mid(name.size() + 1);
        m_line.prefix = split ? QString() : name + u'=';
    }

    PartialLine m_line;
};

QList<Candidate> optionNames(const PartialLine &line)
{
    QList<Candidate> names;
    for (const CLI::App *command = line.command; command; command = command->get_parent()) {
        for (const CLI::Option *option : command->get_options()) {
            if (option->get_group().empty())
                continue;
            for (const std::string &name : option->get_lnames()) {
                const Candidate candidate{"--"_L1 + QString::fromStdString(name),
                                          QString::fromStdString(option->get_description())};
                const bool known = std::any_of(names.begin(), names.end(), [&](const Candidate &other) {
                    return other.text == candidate.text;
                });
                if (!known)
                    names += candidate;
            }
        }
    }
    for (const RootOption &option : rootOptions())
        names += Candidate{option.name, option.description};
    return names;
}

QList<Candidate> candidates(const QStringList &texts)
{
    QList<Candidate> list;
    for (const QString &text : texts)
        list += Candidate{text};
    return list;
}

Completions valuesOf(const QString &type, const PartialLine &line, const CompletionSources &sources)
{
    if (const qsizetype open = type.indexOf(u'{'); open >= 0 && type.endsWith(u'}'))
        return {candidates(type.mid(open + 1, type.size() - open - 2).split(u','))};
    if (type == "PROFILE"_L1)
        return {candidates(sources.profiles())};
    if (type == "FILE"_L1)
        return {.paths = Completions::Paths::Any};
    if (type == "DIR"_L1)
        return {.paths = Completions::Paths::Directories};
    if (type == "KEY"_L1)
        return {sources.configKeys(line.word, line.command->get_name() == "unset")};
    if (type == "VALUE"_L1)
        return sources.configValues(line.positionals.value(0));
    return {};
}

QString rootOptionValues(const QString &name)
{
    for (const RootOption &option : rootOptions()) {
        if (option.name == name)
            return option.values;
    }
    return {};
}

/// The type of the positional that comes next; the last one may be there many times.
QString nextPositional(const PartialLine &line)
{
    const auto positionals =
        line.command->get_options([](const CLI::Option *option) { return option->get_positional(); });
    const size_t at = size_t(line.positionals.size());
    if (at < positionals.size())
        return typeName(positionals[at]);
    const bool repeats = !positionals.empty() && positionals.back()->get_items_expected_max() > 1;
    return repeats ? typeName(positionals.back()) : QString();
}

Completions allThatFit(const PartialLine &line, const CompletionSources &sources)
{
    if (line.valueOf)
        return valuesOf(typeName(line.valueOf), line, sources);
    if (!line.rootOption.isEmpty())
        return valuesOf(rootOptionValues(line.rootOption), line, sources);
    if (!line.literal && line.word.startsWith(u'-'))
        return {optionNames(line)};

    Completions next = valuesOf(nextPositional(line), line, sources);
    for (const CLI::App *child : subcommands(line.command))
        next.candidates += Candidate{QString::fromStdString(child->get_name()),
                                     QString::fromStdString(child->get_description())};
    return next;
}

} // namespace

PartialLine readPartialLine(const CLI::App &root, const QStringList &words)
{
    return Reader(root).read(words);
}

Completions complete(const PartialLine &line, const CompletionSources &sources)
{
    Completions next = allThatFit(line, sources);
    next.candidates.removeIf([&line](const Candidate &candidate) {
        return candidate.text.isEmpty() || !candidate.text.startsWith(line.word);
    });
    next.open = std::any_of(next.candidates.begin(), next.candidates.end(),
                            [](const Candidate &candidate) { return candidate.text.endsWith(u'.'); });
    for (Candidate &candidate : next.candidates)
        candidate.text.prepend(line.prefix);
    return next;
}

} // namespace wsagent
