#include "gateway/agents/exec/commandtokens.h"
#include "gateway/agents/exec/safebins.h"

#include <QString>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace wsagent;

namespace {

void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

} // namespace

/// What the tokeniser lets pass has the shape it promises, and what is sealed reads as the same words again.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const CommandLine line = readCommandLine(text);
    if (!line.objection.isEmpty()) {
        require(line.segments.isEmpty() && line.operators.isEmpty(), "an objection comes alone");
        return 0;
    }
    require(line.operators.size() + 1 == line.segments.size(),
            "an operator stands between each two segments");
    QStringList programs;
    for (const auto &segment : line.segments) {
        require(!segment.isEmpty(), "no segment is empty");
        programs += segment.first().text;
        QStringList arguments;
        for (const CommandWord &word : segment.mid(1))
            arguments += word.text;
        (void)safeBinObjection(segment.first().text, arguments);
    }
    const CommandLine again = readCommandLine(line.sealed(programs));
    require(again.objection.isEmpty(), "what is sealed can be read");
    require(again.operators == line.operators, "what is sealed has the same operators");
    for (qsizetype i = 0; i < line.segments.size(); ++i) {
        require(again.segments[i].size() == line.segments[i].size(), "what is sealed has as many words");
        for (qsizetype j = 0; j < line.segments[i].size(); ++j)
            require(again.segments[i][j].text == line.segments[i][j].text,
                    "what is sealed has the same words");
    }
    return 0;
}
