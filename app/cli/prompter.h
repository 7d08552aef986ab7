#pragma once

#include "app/cli/output.h"

#include <functional>

namespace wsagent {

/// Asks a person at a terminal, one plain line at a time, so that it works over any connection and with a
/// screen reader. Enter takes what stands in brackets. When the input ends, every further answer is the
/// proposed one and `isOver` says so.
class Prompter
{
public:
    /// The next line without its end; nothing when there is none. Another source in tests.
    using ReadLine = std::function<std::optional<QString>()>;
    using Write = std::function<void(const QString &text)>;

    Prompter(ReadLine read, ReadLine readHidden, Write write)
        : m_read(std::move(read))
        , m_readHidden(std::move(readHidden))
        , m_write(std::move(write))
    {}
    /// At the terminal of this process.
    explicit Prompter(const Output &out);

    void say(const QString &line) { m_write(line + u'\n'); }
    /// A text; asked again until `check` has no objection (it answers with a sentence).
    QString text(const QString &question, const QString &proposed,
                 const std::function<QString(const QString &)> &check = {});
    bool yes(const QString &question, bool proposed);
    /// A text that is not shown while it is typed; may be empty.
    QString secret(const QString &question);

    struct Choice
    {
        QString id;
        QString label;
    };
    /// One of several, by number or by id; the first is proposed.
    QString choose(const QString &question, const QList<Choice> &choices);

    bool isOver() const { return m_isOver; }

    /// Whether there is somebody to ask: a terminal on both sides.
    static bool canAsk();

private:
    std::optional<QString> answer(const QString &prompt);

    ReadLine m_read;
    ReadLine m_readHidden;
    Write m_write;
    bool m_isOver = false;
};

} // namespace wsagent
