#include "gateway/agents/patch.h"

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

/// A patch before a zero byte, the file it changes behind it. Whatever comes out holds every line that was to
/// be there.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype zero = input.indexOf('\0');
    const QString patch = QString::fromUtf8(zero < 0 ? input : input.first(zero));
    const QString content = zero < 0 ? QString() : QString::fromUtf8(input.mid(zero + 1));
    const auto files = parsePatch(patch);
    if (!files) {
        require(!files.error().message.isEmpty(), "an error has a sentence");
        return 0;
    }
    require(!files->isEmpty(), "a patch changes something");
    for (const PatchFile &file : *files) {
        require(!file.path.isEmpty(), "a file has a name");
        const auto after = applyHunks(content, file.hunks);
        if (!after) {
            require(!after.error().message.isEmpty(), "an error has a sentence");
            continue;
        }
        for (const PatchHunk &hunk : file.hunks.last(qMin<qsizetype>(1, file.hunks.size()))) {
            for (const QString &line : hunk.after)
                require(after->contains(line), "the lines that were to be there are there");
        }
    }
    return 0;
}
