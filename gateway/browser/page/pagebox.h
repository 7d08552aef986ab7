#pragma once

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

/// A part of a page, in CSS pixels.
struct PageBox
{
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    double middleX() const { return x + width / 2; }
    double middleY() const { return y + height / 2; }
};

/// The box around a quad of the DevTools Protocol: x and y of four corners in turn.
inline PageBox boxAround(const QJsonArray &quad)
{
    double left = 1e9;
    double top = 1e9;
    double right = -1e9;
    double bottom = -1e9;
    for (qsizetype i = 0; i + 1 < quad.size(); i += 2) {
        left = std::min(left, quad.at(i).toDouble());
        right = std::max(right, quad.at(i).toDouble());
        top = std::min(top, quad.at(i + 1).toDouble());
        bottom = std::max(bottom, quad.at(i + 1).toDouble());
    }
    return {left, top, right - left, bottom - top};
}

} // namespace wsagent
