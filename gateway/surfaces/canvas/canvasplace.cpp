#include "gateway/surfaces/canvas/canvasplace.h"

#include "gateway/net/pathsegments.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What follows a prefix; nothing when the path does not begin with it.
std::optional<QString> after(const QString &path, QLatin1StringView prefix)
{
    if (!path.startsWith(prefix) || (path.size() > prefix.size() && path.at(prefix.size()) != u'/'))
        return std::nullopt;
    return path.sliced(prefix.size());
}

std::optional<QString> afterRoot(const QString &path)
{
    const auto own = after(path, "/__ws-agent__"_L1);
    return own ? own : after(path, "/__openclaw__"_L1);
}

} // namespace

std::optional<CanvasPlace> canvasPlace(const QString &path)
{
    using Surface = CanvasPlace::Surface;
    auto rest = afterRoot(path);
    QString token;
    if (rest && rest->startsWith("/cap/"_L1)) {
        token = rest->section(u'/', 2, 2);
        rest = afterRoot(rest->sliced(5 + token.size()));
        if (token.isEmpty())
            return std::nullopt;
    }
    if (!rest)
        return std::nullopt;
    if (const auto below = after(*rest, "/canvas"_L1))
        return CanvasPlace{Surface::Canvas, below->isEmpty() ? u"/"_s : *below, token};
    if (const auto below = after(*rest, "/a2ui"_L1))
        return CanvasPlace{Surface::A2ui, below->isEmpty() ? u"/"_s : *below, token};
    if (*rest == "/ws"_L1)
        return CanvasPlace{Surface::LiveReload, u"/"_s, token};
    return std::nullopt;
}

bool isServedName(const QString &path)
{
    return !anySegment(path, [](QStringView name) { return name.startsWith(u'.'); });
}

QString withIndex(const QString &path)
{
    return path.endsWith(u'/') ? path + "index.html"_L1 : path;
}

} // namespace wsagent
