#pragma once

#include <QString>

#include <optional>

namespace wsagent {

/// What of the canvas a request is for. Pure.
struct CanvasPlace
{
    enum class Surface { Canvas, A2ui, LiveReload };

    Surface surface = Surface::Canvas;
    QString path = {};  ///< below the surface, with a slash at the beginning
    QString token = {}; ///< the capability in the path; empty: none

    bool operator==(const CanvasPlace &) const = default;
};

/// Of `/__ws-agent__/canvas/…`, `/__ws-agent__/a2ui/…`, `/__ws-agent__/ws`, the same below
/// `/__ws-agent__/cap/<token>`, and with `__openclaw__`; nothing for other paths. `path` is decoded.
std::optional<CanvasPlace> canvasPlace(const QString &path);

/// Whether a path below the canvas is served at all: nothing whose name begins with a dot.
bool isServedName(const QString &path);

/// "/a/" and "/" lead to their index.html.
QString withIndex(const QString &path);

} // namespace wsagent
