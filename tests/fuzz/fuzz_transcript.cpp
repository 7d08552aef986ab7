#include "gateway/sessions/transcript.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Each row can be named and shown.
void checkRows(const QList<TranscriptEntry> &rows)
{
    for (const TranscriptEntry &row : rows) {
        require(!row.id.isEmpty() && row.seq > 0);
        require(!messageRow(row)["role"_L1].toString().isEmpty());
    }
}

} // namespace

/// Whatever is in the file: it opens, takes a message, shows it last, and shows it again to the next who
/// opens it; the model gets a result for each call.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir directory;
    const QString path = directory.filePath(u"t.jsonl"_s);
    QFile file(path);
    require(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(reinterpret_cast<const char *>(data), qint64(size));
    file.close();

    auto transcript = Transcript::open(path, u"s"_s);
    require(bool(transcript));
    const auto added = transcript->appendMessage({{"role"_L1, u"user"_s}, {"content"_L1, u"canary"_s}});
    require(bool(added));
    const auto page = transcript->page({.limit = 1'000'000});
    require(page && !page->rows.isEmpty() && page->rows.last().id == added->id);
    checkRows(page->rows);
    const auto context = transcript->context();
    require(context && danglingToolCalls(context->entries).isEmpty());
    (void)transcript->find(u"a"_s);

    const auto again = Transcript::open(path, u"s"_s);
    require(again && again->repair().isEmpty() && again->leafId() == added->id);
    require(again->rowCount() == transcript->rowCount());
    return 0;
}
