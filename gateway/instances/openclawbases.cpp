#include "gateway/instances/openclawbases.h"

#include "gateway/base/files.h"
#include "gateway/base/json5.h"
#include "gateway/instances/portblock.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int defaultBase = 18789;
constexpr qint64 largestConfig = 8 * 1024 * 1024;

const char *const products[] = {"openclaw", "moltbot", "clawdbot"};

/// Directories were renamed without their files, so any of the names may stand in any of them.
QString configIn(const QString &directory)
{
    for (const char *product : products) {
        const QString path = directory + u'/' + QLatin1String(product) + ".json"_L1;
        if (QFileInfo::exists(path))
            return path;
    }
    return {};
}

int baseIn(const QString &configPath)
{
    const auto text = readFile(configPath, largestConfig);
    const auto document = text ? Json5Document::parse(*text) : Json5Error{};
    if (!document)
        return defaultBase;
    const int port = document->value()["gateway"_L1]["port"_L1].toVariant().toInt();
    return port >= 1 && port <= highestPort ? port : defaultBase;
}

} // namespace

QList<int> openclawBases(const QString &home)
{
    QList<int> bases;
    const QDir directory(home);
    for (const char *product : products) {
        const QString name = u'.' + QLatin1String(product);
        const QStringList states =
            directory.entryList({name, name + "-*"_L1}, QDir::Dirs | QDir::Hidden | QDir::CaseSensitive);
        for (const QString &state : states) {
            if (const QString config = configIn(directory.filePath(state)); !config.isEmpty())
                bases += baseIn(config);
        }
    }
    std::sort(bases.begin(), bases.end());
    bases.erase(std::unique(bases.begin(), bases.end()), bases.end());
    return bases;
}

} // namespace wsagent
