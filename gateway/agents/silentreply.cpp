#include "gateway/agents/silentreply.h"

#include <utility>

namespace wsagent {

namespace {

QString bare(const QString &text)
{
    QString word = text.trimmed();
    while (!word.isEmpty() && QStringLiteral("*_`.").contains(word.back()))
        word.chop(1);
    while (!word.isEmpty() && QStringLiteral("*_`").contains(word.front()))
        word.remove(0, 1);
    return word;
}

} // namespace

bool isOnly(const QString &text, QLatin1StringView word)
{
    // NO_REPLY has an underscore inside only, so that stripping emphasis cannot harm it.
    return bare(text) == word;
}

bool isSilentReply(const QString &text)
{
    return isOnly(text, noReply) || isOnly(text, announceSkip) || isOnly(text, replySkip);
}

QString heartbeatNews(const QString &text, int ackMaxChars)
{
    const QString trimmed = text.trimmed();
    QString rest = trimmed;
    const QString word = heartbeatOk;
    if (bare(trimmed).startsWith(word))
        rest.remove(0, rest.indexOf(word) + word.size());
    else if (bare(trimmed).endsWith(word))
        rest.truncate(rest.lastIndexOf(word));
    else
        return trimmed;
    rest = bare(rest).trimmed();
    return rest.size() <= ackMaxChars ? QString() : rest;
}

QString SilentReplyFilter::add(const QString &delta)
{
    if (m_passes)
        return delta;
    m_held += delta;
    if (mayBecomeSilent())
        return {};
    m_passes = true;
    return std::exchange(m_held, {});
}

QString SilentReplyFilter::finish()
{
    const QString held = std::exchange(m_held, {});
    m_passes = false;
    return isOnly(held, m_word) ? QString() : held;
}

bool SilentReplyFilter::mayBecomeSilent() const
{
    const QString text = bare(m_held);
    return QString(m_word).startsWith(text);
}

} // namespace wsagent
