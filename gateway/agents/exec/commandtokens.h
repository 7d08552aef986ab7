#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// One word of a shell command, after its quotes.
struct CommandWord
{
    QString text = {};
    QString raw = {};      ///< so that the shell reads the same word: quoted, but for what it may still do
    bool hasGlob = false;  ///< an unquoted `*`, `?` or `[`
    bool hasTilde = false; ///< begins with an unquoted `~` or `~/`

    bool operator==(const CommandWord &) const = default;
};

/// A command line that only starts programs, one after the other or in a pipe.
struct CommandLine
{
    QList<QList<CommandWord>> segments = {};
    QStringList operators = {}; ///< between them: `&&`, `||`, `;`, `|`
    QString objection = {};     ///< why it is something else; then the rest is empty

    /// The same commands, with every word quoted: what has been judged is what the shell will read.
    /// `programs`: what to start instead of the first word of each segment.
    QString sealed(const QStringList &programs) const;
};

/// Reads the part of the shell's language that can be judged; everything else (substitution, expansion,
/// redirection, background, groups, assignments, newlines, comments) is an objection, however it is quoted.
CommandLine readCommandLine(const QString &text);

} // namespace wsagent
