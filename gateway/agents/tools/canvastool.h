#pragma once

#include "gateway/agents/tool.h"
#include "gateway/base/result.h"

namespace wsagent {

/// What the canvas tool works with.
struct CanvasPorts
{
    /// The address of a page of the canvas, for whoever has it; valid for ten minutes.
    std::function<QString(const QString &page)> address;
    /// `sessionKey`: who hears of what is done on the surfaces.
    std::function<Result<void>(const QByteArray &jsonLines, const QString &sessionKey)> pushA2ui;
    std::function<void()> resetA2ui;
    /// Tells a node (by id or name; empty: the only one that has a canvas) to run a command.
    std::function<void(const QString &node, const QString &command, const QJsonObject &params,
                       const std::function<void(const Result<QJsonObject> &)> &done)>
        invoke;
    std::function<bool()> isServed; ///< whether there is a canvas here
};

/// `canvas`: an agent shows pages and surfaces: on a node that has a screen, or to whoever opens the address.
Tool canvasTool(const CanvasPorts &ports);

} // namespace wsagent
