#pragma once

#include "app/cli/commandcontext.h"

namespace CLI {
class App;
}

namespace wsagent {

void addCompletionCommand(CLI::App &root, Action &chosen);

/// `__complete <words…>`: what the scripts of `completion` ask on every press of Tab. One candidate a line,
/// followed by a tab and its description; `:files`, `:dirs` and `:nospace` are wishes to the shell. Never
/// says anything else: there is a half-written command line on the terminal.
/// `__complete --at-new-word <words…>` is for shells that cannot pass an empty last word.
int answerCompletion(const CLI::App &root, QStringList words, const QString &accountHome);

} // namespace wsagent
