#include "gateway/config/configrestore.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/config/configcopies.h"
#include "gateway/config/configwriter.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

RestorePoint findRestorePoint(const ConfigSource &source, const ConfigSchema &schema)
{
    for (const auto name : {".last-good"_L1, ".bak"_L1, ".bak.1"_L1, ".bak.2"_L1, ".bak.3"_L1, ".bak.4"_L1}) {
        const QString path = source.configPath + name;
        const auto text = readFile(path, Json5Limits().maxBytes);
        if (!text || text->trimmed().isEmpty())
            continue;
        if (const LoadedConfig copy = evaluateConfig(*text, source, schema); copy.isValid())
            return {path, *text, copy.source};
    }
    return {};
}

Result<void> restoreConfig(const ConfigSource &source, const RestorePoint &point)
{
    if (const auto writable = checkConfigWritable(source); !writable)
        return writable;
    const auto lock = FileLock::acquire(source.configPath + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();

    const auto damaged = readFile(source.configPath, Json5Limits().maxBytes);
    if (!damaged)
        return damaged.error();
    if (Json5Document::parse(*damaged))
        return Error{
            u"%1 can be read again; it was not replaced"_s.arg(source.configPath), {}, ErrorKind::Conflict};
    if (const auto kept = keepClobbered(source.configPath, *damaged); !kept)
        return kept;
    return replaceFile(source.configPath, point.text);
}

} // namespace wsagent
