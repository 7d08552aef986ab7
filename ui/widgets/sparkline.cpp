#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace wsagent {

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setValues(const QList<double> &values, const QString &inWords)
{
    m_values = values.last(std::min(values.size(), mostValues));
    setAccessibleDescription(inWords);
    setToolTip(inWords);
    update();
}

QSize Sparkline::sizeHint() const
{
    return {220, fontMetrics().height() * 2};
}

QSize Sparkline::minimumSizeHint() const
{
    return {80, fontMetrics().height() * 2};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.5, 2.5, -0.5, -1.5);
    QColor faint = palette().color(QPalette::Text);
    faint.setAlphaF(0.2F);
    painter.setPen(faint);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (m_values.size() < 2)
        return;
    const double largest = std::max(1e-9, *std::max_element(m_values.begin(), m_values.end()) * 1.1);
    const double step = area.width() / double(mostValues - 1);
    QPainterPath curve;
    double x = area.right() - step * double(m_values.size() - 1);
    const double left = x;
    for (qsizetype i = 0; i < m_values.size(); ++i, x += step) {
        const QPointF point(x, area.bottom() - m_values[i] / largest * area.height());
        if (i == 0)
            curve.moveTo(point);
        else
            curve.lineTo(point);
    }
    QPainterPath below = curve;
    below.lineTo(area.right(), area.bottom());
    below.lineTo(left, area.bottom());
    QColor colour = palette().color(QPalette::Highlight);
    painter.setPen(QPen(colour, 1.5));
    painter.drawPath(curve);
    colour.setAlphaF(0.18F);
    painter.fillPath(below, colour);
}

} // namespace wsagent
