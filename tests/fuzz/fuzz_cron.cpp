#include "gateway/scheduler/cronexpression.h"

#include <cstdlib>

using namespace wsagent;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// Whatever is taken for an expression has times that only go up, or none at all.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto expression = CronExpression::parse(text);
    if (!expression)
        return 0;
    static const QTimeZone zones[] = {QTimeZone::utc(), QTimeZone("Europe/Berlin"),
                                      QTimeZone("Australia/Lord_Howe")};
    for (const QTimeZone &zone : zones) {
        qint64 last = 1'774'000'000'000; // a few days before clocks change
        for (int i = 0; i < 4; ++i) {
            const auto next = expression->next(last, zone);
            if (!next)
                break;
            require(*next > last);
            last = *next;
        }
    }
    return 0;
}
