#pragma once

#include <QByteArrayView>

namespace wsagent {

/// A piece of what stands between the tokens that mean something.
struct Json5Trivia
{
    enum Kind { None, Space, LineBreak, LineComment, BlockComment, OpenComment };

    Kind kind = None; ///< OpenComment: a block comment without an end
    qsizetype begin = 0;
    qsizetype end = 0;

    bool isComment() const { return kind == LineComment || kind == BlockComment; }
};

/// The piece at `at`; CR LF is one line break, and a line comment does not contain its line break.
Json5Trivia json5TriviaAt(QByteArrayView text, qsizetype at);

} // namespace wsagent
