#include "gateway/config/panelpath.h"

namespace wsagent {

using namespace Qt::StringLiterals;

std::optional<QString> panelPath(const QJsonObject &effective)
{
    const QJsonValue panel = effective["gateway"_L1]["controlUi"_L1];
    if (!panel["enabled"_L1].toBool(true))
        return std::nullopt;
    QString path = panel["basePath"_L1].toString();
    while (path.endsWith(u'/'))
        path.chop(1);
    if (!path.isEmpty() && !path.startsWith(u'/'))
        path.prepend(u'/');
    return path;
}

} // namespace wsagent
