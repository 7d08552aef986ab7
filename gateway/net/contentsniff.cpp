#include "gateway/net/contentsniff.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Magic
{
    QByteArrayView bytes;
    qsizetype at; ///< where they stand
    QByteArrayView type;
};

// RIFF and ISO media files say what they are some bytes later.
constexpr std::array magics = {
    Magic{{"\x89PNG\r\n\x1a\n", 8}, 0, "image/png"},
    Magic{{"\xff\xd8\xff", 3}, 0, "image/jpeg"},
    Magic{{"GIF87a", 6}, 0, "image/gif"},
    Magic{{"GIF89a", 6}, 0, "image/gif"},
    Magic{{"WEBPVP8", 7}, 8, "image/webp"},
    Magic{{"ftypavif", 8}, 4, "image/avif"},
    Magic{{"\0\0\1\0", 4}, 0, "image/x-icon"},
    Magic{{"%PDF-", 5}, 0, "application/pdf"},
    Magic{{"\0asm", 4}, 0, "application/wasm"},
    Magic{{"wOFF", 4}, 0, "font/woff"},
    Magic{{"wOF2", 4}, 0, "font/woff2"},
    Magic{{"OTTO", 4}, 0, "font/otf"},
    Magic{{"\0\1\0\0", 4}, 0, "font/ttf"},
    Magic{{"WAVE", 4}, 8, "audio/wav"},
    Magic{{"OggS", 4}, 0, "audio/ogg"},
    Magic{{"ID3", 3}, 0, "audio/mpeg"},
    Magic{{"ftyp", 4}, 4, "video/mp4"},
    Magic{{"\x1a\x45\xdf\xa3", 4}, 0, "video/webm"},
    Magic{{"PK\3\4", 4}, 0, "application/zip"},
    Magic{{"\x1f\x8b", 2}, 0, "application/gzip"},
};

} // namespace

QByteArray sniffedContentType(const QByteArray &beginning)
{
    const auto found = std::find_if(magics.begin(), magics.end(), [&beginning](const Magic &magic) {
        return QByteArrayView(beginning).sliced(std::min(magic.at, beginning.size())).startsWith(magic.bytes);
    });
    return found == magics.end() ? "application/octet-stream"_ba : found->type.toByteArray();
}

} // namespace wsagent
