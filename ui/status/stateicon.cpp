#include "ui/status/stateicon.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

namespace wsagent {

namespace {

QColor colourOf(TrayState state)
{
    switch (state) {
    case TrayState::Stopped:
        return QColor(0x8d, 0x96, 0x9e);
    case TrayState::Running:
        return QColor(0x2f, 0xa8, 0x5a);
    case TrayState::Busy:
        return QColor(0x3d, 0x8f, 0xd1);
    case TrayState::Warning:
        return QColor(0xe8, 0xa3, 0x17);
    case TrayState::Error:
        return QColor(0xd6, 0x3b, 0x3b);
    }
    Q_UNREACHABLE();
}

/// Two gateways side by side, in a square of 16. On a ground of their own they are seen on light and dark
/// panels.
void paintSign(QPainter &painter)
{
    QLinearGradient night(0, 0, 0, 16);
    night.setColorAt(0, QColor(0x3b, 0x86, 0xab));
    night.setColorAt(1, QColor(0x22, 0x55, 0x78));
    painter.setPen(Qt::NoPen);
    painter.setBrush(night);
    painter.drawRoundedRect(QRectF(0.5, 0.5, 15, 15), 3.6, 3.6);
    painter.setBrush(Qt::NoBrush);
    for (const auto &[x, colour] :
         {std::pair(2.9, QColor(0xf4, 0xf1, 0xe8)), std::pair(9.1, QColor(0xf2, 0xb8, 0x4b))}) {
        QPen pen(colour, 1.5);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        QPainterPath gate(QPointF(x, 12));
        gate.lineTo(x, 6.2);
        gate.arcTo(QRectF(x, 4.2, 4, 4), 180, -180);
        gate.lineTo(x + 4, 12);
        painter.drawPath(gate);
    }
}

/// In the given square.
void paintMark(QPainter &painter, TrayState state, const QRectF &box)
{
    const QColor colour = colourOf(state);
    const qreal line = box.width() * 0.2;
    const QRectF ring = box.adjusted(line / 2, line / 2, -line / 2, -line / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (state) {
    case TrayState::Running:
        painter.drawEllipse(box);
        return;
    case TrayState::Stopped:
    case TrayState::Busy: {
        QPen pen(colour, line);
        if (state == TrayState::Busy) {
            pen.setDashPattern({0.9, 1.1});
            pen.setCapStyle(Qt::FlatCap);
        }
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(ring);
        return;
    }
    case TrayState::Warning: {
        QPainterPath triangle;
        triangle.moveTo(box.center().x(), box.top());
        triangle.lineTo(box.right(), box.bottom());
        triangle.lineTo(box.left(), box.bottom());
        triangle.closeSubpath();
        painter.drawPath(triangle);
        painter.setBrush(Qt::white);
        const qreal stroke = box.width() * 0.14;
        const qreal middle = box.center().x() - stroke / 2;
        painter.drawRect(QRectF(middle, box.top() + box.height() * 0.38, stroke, box.height() * 0.3));
        painter.drawRect(QRectF(middle, box.top() + box.height() * 0.77, stroke, stroke));
        return;
    }
    case TrayState::Error: {
        painter.drawEllipse(box);
        QPen pen(Qt::white, box.width() * 0.15);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        const QRectF cross =
            box.adjusted(box.width() * 0.3, box.width() * 0.3, -box.width() * 0.3, -box.width() * 0.3);
        painter.drawLine(cross.topLeft(), cross.bottomRight());
        painter.drawLine(cross.topRight(), cross.bottomLeft());
        return;
    }
    }
}

class StateIconEngine : public QIconEngine
{
public:
    enum class Form { Sign, SignAndMark, Mark };

    StateIconEngine(TrayState state, Form form)
        : m_state(state)
        , m_form(form)
    {}

    /// By way of a picture: room between sign and mark must not become a hole in what is below.
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal scale = painter->device()->devicePixelRatio();
        QPixmap picture = pixmap((QSizeF(rect.size()) * scale).toSize(), mode, state);
        picture.setDevicePixelRatio(scale);
        painter->drawPixmap(rect.topLeft(), picture);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        const int side = std::min(size.width(), size.height());
        painter.translate((size.width() - side) / 2, (size.height() - side) / 2);
        painter.scale(side / 16.0, side / 16.0);
        if (mode == QIcon::Disabled)
            painter.setOpacity(0.5);
        draw(painter);
        return picture;
    }

    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override
    {
        return {{16, 16}, {22, 22}, {24, 24}, {32, 32}, {48, 48}, {64, 64}};
    }

    QIconEngine *clone() const override { return new StateIconEngine(*this); }

private:
    void draw(QPainter &painter) const
    {
        if (m_form == Form::Mark)
            return paintMark(painter, m_state, QRectF(2.5, 2.5, 11, 11));
        paintSign(painter);
        if (m_form == Form::Sign)
            return;
        const QRectF box(8.4, 8.4, 7.4, 7.4);
        painter.setCompositionMode(QPainter::CompositionMode_Clear);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::black);
        painter.drawEllipse(box.adjusted(-1.1, -1.1, 1.1, 1.1));
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        paintMark(painter, m_state, box);
    }

    TrayState m_state;
    Form m_form;
};

} // namespace

QIcon stateIcon(TrayState state)
{
    return QIcon(new StateIconEngine(state, StateIconEngine::Form::SignAndMark));
}

QIcon programIcon()
{
    return QIcon(new StateIconEngine(TrayState::Stopped, StateIconEngine::Form::Sign));
}

QIcon markIcon(TrayState state)
{
    return QIcon(new StateIconEngine(state, StateIconEngine::Form::Mark));
}

} // namespace wsagent
