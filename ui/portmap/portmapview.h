#pragma once

#include "ui/portmap/portmaplayout.h"

#include <QWidget>

namespace wsagent {

/// A picture of the ports of all profiles on one axis. The wheel or + and - zoom, dragging moves; Home, End
/// and the arrow keys walk from span to span.
class PortMapView : public QWidget
{
    Q_OBJECT

public:
    static constexpr double zoomStep = 1.4;

    explicit PortMapView(QWidget *parent = nullptr);

    void show(const QList<PortSpan> &spans);
    const QList<PortSpan> &spans() const { return m_spans; }
    /// Draws that profile with more weight; empty: none.
    void setProfile(const QString &profile);

    void zoom(double factor);
    void showAll();
    /// The picture as it is now, on whatever paints.
    void draw(QPainter &painter, const QSize &size) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void spanChosen(const wsagent::PortSpan &span);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    QStringList rows() const;
    double rowHeight() const;
    double nameWidth() const;
    PortScale scaleFor(const QSize &size) const;
    int spanAt(const QPointF &point) const;
    void choose(int index);

    QList<PortSpan> m_spans;
    PortRange m_visible = {18700, 18999};
    QString m_profile;
    int m_chosen = -1;
    double m_dragFrom = 0;
    PortRange m_dragVisible = {};
};

} // namespace wsagent
