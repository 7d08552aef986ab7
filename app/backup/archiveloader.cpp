#include "app/backup/archive.h"
#include "app/platform/moduleloader.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<ArchiveTool> loadArchiveTool()
{
    const auto fill = findInModule(u"wsagent_archive"_s, "wsagentArchive");
    if (!fill)
        return fill.error();
    ArchiveTool tool;
    const auto fillIn = reinterpret_cast<void (*)(ArchiveTool *)>(fill->pointer);
    fillIn(&tool);
    return tool;
}

bool isInnerName(const QString &name)
{
    constexpr qsizetype longestName = 4096;
    if (name.isEmpty() || name.size() > longestName || name.startsWith(u'/') || name.contains(u'\\') ||
        name.contains(QChar(0)) || name.contains(u':'))
        return false;
    const QStringList parts = name.split(u'/');
    return std::none_of(parts.begin(), parts.end(), [](const QString &part) {
        return part.isEmpty() || part == "."_L1 || part == ".."_L1;
    });
}

} // namespace wsagent
