#include "gateway/surfaces/canvas/canvasplace.h"

#include "gateway/net/pathsegments.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What follows a prefix; nothing when the path does not begin with it.
std::optional<QStringView> after(QStringView path, QLatin1StringView prefix)
{
    if (!path.startsWith(prefix) || (path.size() > prefix.size() && path.at(prefix.size()) != u'/'))
        return std::nullopt;
    return path.sliced(prefix.size());
}

std::optional<QStringView> afterRoot(QStringView path)
{
    const auto own = after(path, "/__ws-agent__"_L1);
    return own ? own : after(path, "/__openclaw__"_L1);
}

QString orRoot(QStringView path)
{
    return path.isEmpty() ? u"/"_s : path.toString();
}

} // namespace

std::optional<CanvasPlace> canvasPlace(const QString &path)
{
    using Surface = CanvasPlace::Surface;
    auto rest = afterRoot(path);
    QString token;
    if (constexpr qsizetype begin = 5; rest && rest->startsWith("/cap/"_L1)) {
        const qsizetype end = rest->indexOf(u'/', begin);
        token = rest->sliced(begin, (end < 0 ? rest->size() : end) - begin).toString();
        if (token.isEmpty())
            return std::nullopt;
        rest = afterRoot(rest->sliced(begin + token.size()));
    }
    if (!rest)
        return std::nullopt;
    if (const auto below = after(*rest, "/canvas"_L1))
        return CanvasPlace{Surface::Canvas, orRoot(*below), token};
    if (const auto below = after(*rest, "/a2ui"_L1))
        return CanvasPlace{Surface::A2ui, orRoot(*below), token};
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
