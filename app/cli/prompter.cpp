#include "app/cli/prompter.h"

#include "app/cli/secretinput.h"

#include <array>
#include <cstdio>
#include <cstring>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestLine = 4096;

std::optional<QString> lineOfInput()
{
    std::array<char, longestLine> buffer;
    if (!std::fgets(buffer.data(), longestLine, stdin))
        return std::nullopt;
    QString line = QString::fromLocal8Bit(buffer.data());
    const bool isWhole = line.endsWith(u'\n');
    for (int rest = isWhole ? '\n' : 0; rest != '\n' && rest != EOF;)
        rest = std::getchar(); // or it would answer the next question
    return line.trimmed();
}

std::optional<QString> hiddenLine()
{
    const auto secret = readSecret({});
    return secret ? QString::fromUtf8(*secret) : QString();
}

} // namespace

Prompter::Prompter(const Output &out)
    : Prompter(lineOfInput, hiddenLine, [&out](const QString &text) {
        out.raw(text.toUtf8());
        std::fflush(stdout);
    })
{}

std::optional<QString> Prompter::answer(const QString &prompt)
{
    if (m_isOver)
        return std::nullopt;
    m_write(prompt);
    auto line = m_read();
    m_isOver = !line;
    return line;
}

QString Prompter::text(const QString &question, const QString &proposed,
                       const std::function<QString(const QString &)> &check)
{
    const QString prompt =
        proposed.isEmpty() ? u"%1: "_s.arg(question) : u"%1 [%2]: "_s.arg(question, proposed);
    while (const auto given = answer(prompt)) {
        const QString value = given->isEmpty() ? proposed : *given;
        const QString objection = check ? check(value) : QString();
        if (objection.isEmpty())
            return value;
        say(u"  "_s + objection);
    }
    return proposed;
}

QString Prompter::secret(const QString &question)
{
    if (m_isOver)
        return {};
    m_write(question + u": "_s);
    return m_readHidden().value_or(QString());
}

bool Prompter::yes(const QString &question, bool proposed)
{
    const QString prompt = u"%1 [%2]: "_s.arg(question, proposed ? u"Y/n"_s : u"y/N"_s);
    while (const auto given = answer(prompt)) {
        const QString word = given->toLower();
        if (word.isEmpty())
            return proposed;
        if (word == "y"_L1 || word == "yes"_L1)
            return true;
        if (word == "n"_L1 || word == "no"_L1)
            return false;
        say(u"  Answer y or n."_s);
    }
    return proposed;
}

QString Prompter::choose(const QString &question, const QList<Choice> &choices)
{
    say(question);
    for (qsizetype i = 0; i < choices.size(); ++i)
        say(u"  %1) %2"_s.arg(i + 1).arg(choices[i].label));
    const auto indexOf = [&choices](const QString &given) {
        for (qsizetype i = 0; i < choices.size(); ++i) {
            if (given == QString::number(i + 1) || given.compare(choices[i].id, Qt::CaseInsensitive) == 0)
                return i;
        }
        return qsizetype(-1);
    };
    const QString given = text(u"Number"_s, u"1"_s, [&indexOf, &choices](const QString &value) {
        return indexOf(value) >= 0 ? QString() : u"Answer with a number from 1 to %1."_s.arg(choices.size());
    });
    return choices[qMax(qsizetype(0), indexOf(given))].id;
}

bool Prompter::canAsk()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
#else
    return false;
#endif
}

} // namespace wsagent
