#pragma once

#include <QString>

namespace wsagent {

/// Words by which a model says that nobody is to be told anything.
inline constexpr QLatin1StringView noReply{"NO_REPLY"};
inline constexpr QLatin1StringView heartbeatOk{"HEARTBEAT_OK"};
inline constexpr QLatin1StringView announceSkip{"ANNOUNCE_SKIP"}; ///< at the end of a task or a talk
inline constexpr QLatin1StringView replySkip{"REPLY_SKIP"};       ///< to another session

/// Whether the text is nothing but the word, with spaces and line breaks around it, and perhaps in Markdown
/// emphasis.
bool isOnly(const QString &text, QLatin1StringView word);

/// Nothing but one of the words by which an agent leaves others in peace.
bool isSilentReply(const QString &text);

/// What a heartbeat has to tell: nothing when it says HEARTBEAT_OK at its start or end and no more than
/// `ackMaxChars` besides.
QString heartbeatNews(const QString &text, int ackMaxChars);

/// Holds text back while it may still turn out to be a silent reply: the word may come in pieces.
class SilentReplyFilter
{
public:
    explicit SilentReplyFilter(QLatin1StringView word = noReply)
        : m_word(word)
    {}

    /// What may be shown now.
    QString add(const QString &delta);
    /// What is left at the end of the reply; nothing when it was silent.
    QString finish();

private:
    bool mayBecomeSilent() const;

    QLatin1StringView m_word;
    QString m_held;
    bool m_passes = false; ///< it is no silent reply
};

} // namespace wsagent
