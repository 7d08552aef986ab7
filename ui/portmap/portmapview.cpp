#include "ui/portmap/portmapview.h"

#include "ui/widgets/fieldnote.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr double margin = 8;

/// What other programs listen on stands in one row.
QString rowOf(const PortSpan &span)
{
    return span.role == PortSpan::Role::Listener ? PortMapView::tr("Other programs") : span.profile;
}

QColor roleColor(PortSpan::Role role, const QPalette &palette)
{
    const QColor accent = palette.color(QPalette::Highlight);
    const bool isDark = palette.color(QPalette::Base).lightness() < 128;
    QColor color = accent;
    switch (role) {
    case PortSpan::Role::Gateway:
        return accent;
    case PortSpan::Role::Control:
        return isDark ? accent.lighter(140) : accent.darker(130);
    case PortSpan::Role::Relays:
        color.setAlpha(130);
        return color;
    case PortSpan::Role::Cdp:
        color.setAlpha(70);
        return color;
    case PortSpan::Role::Pinned:
        return isDark ? QColor(0xb39ddb) : QColor(0x6a3fb5);
    case PortSpan::Role::Listener:
        return palette.color(QPalette::PlaceholderText);
    }
    return accent;
}

} // namespace

PortMapView::PortMapView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Port map"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void PortMapView::show(const QList<PortSpan> &spans)
{
    if (spans == m_spans)
        return;
    const bool wasWhole = m_spans.isEmpty() || m_visible == portsOf(m_spans);
    m_spans = spans;
    if (wasWhole)
        m_visible = portsOf(spans);
    m_chosen = std::min(m_chosen, int(spans.size()) - 1);

    QStringList lines;
    for (const PortSpan &span : spans)
        lines += describe(span);
    setAccessibleDescription(lines.join(u'\n'));
    updateGeometry();
    update();
}

void PortMapView::setProfile(const QString &profile)
{
    m_profile = profile;
    update();
}

void PortMapView::zoom(double factor)
{
    const PortScale scale = scaleFor(size());
    m_visible = scale.zoomed(factor, scale.left + scale.width / 2).visible;
    update();
}

void PortMapView::showAll()
{
    m_visible = portsOf(m_spans);
    update();
}

QSize PortMapView::sizeHint() const
{
    return {560, int(rowHeight() * (double(std::max<qsizetype>(rows().size(), 1)) + 1) + 2 * margin)};
}

QSize PortMapView::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

QStringList PortMapView::rows() const
{
    QStringList names;
    for (const PortSpan &span : m_spans) {
        if (const QString name = rowOf(span); !names.contains(name))
            names += name;
    }
    return names;
}

double PortMapView::rowHeight() const
{
    return fontMetrics().height() * 1.7;
}

double PortMapView::nameWidth() const
{
    int widest = 0;
    for (const QString &name : rows())
        widest = std::max(widest, fontMetrics().horizontalAdvance(name));
    return std::min(widest + 12, 180);
}

PortScale PortMapView::scaleFor(const QSize &size) const
{
    const double left = margin + nameWidth();
    return {m_visible, left, std::max(40.0, size.width() - left - margin)};
}

void PortMapView::draw(QPainter &painter, const QSize &size) const
{
    const QStringList names = rows();
    const PortScale scale = scaleFor(size);
    const double height = rowHeight();
    const double bottom = margin + height * double(names.size());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());

    QColor line = palette().color(QPalette::Text);
    line.setAlpha(40);
    for (const int tick : scale.ticks(fontMetrics().horizontalAdvance(u"00000000"_s))) {
        const double x = std::round(scale.x(tick)) + 0.5;
        painter.setPen(line);
        painter.drawLine(QPointF(x, margin), QPointF(x, bottom));
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(QRectF(x - 40, bottom, 80, height), Qt::AlignCenter, QString::number(tick));
    }

    for (qsizetype row = 0; row < names.size(); ++row) {
        QFont rowFont = font();
        rowFont.setBold(names[row] == m_profile);
        painter.setFont(rowFont);
        painter.setPen(palette().color(QPalette::Text));
        const QRectF place(margin, margin + height * double(row), nameWidth() - 8, height);
        painter.drawText(place, int(Qt::AlignVCenter) | int(Qt::AlignLeft),
                         QFontMetrics(rowFont).elidedText(names[row], Qt::ElideMiddle, int(place.width())));
    }

    painter.setClipRect(QRectF(scale.left, 0, scale.width, size.height()));
    for (qsizetype i = 0; i < m_spans.size(); ++i) {
        const PortSpan &span = m_spans[i];
        const double top = margin + height * double(names.indexOf(rowOf(span))) + height * 0.18;
        const QRectF place = placeOf(span, scale, top, height * 0.64);
        painter.setPen(Qt::NoPen);
        painter.setBrush(roleColor(span.role, palette()));
        painter.drawRoundedRect(place, 2, 2);
        if (span.collides) {
            painter.setBrush(QBrush(severityColor(Severity::Error, palette()), Qt::BDiagPattern));
            painter.setPen(QPen(severityColor(Severity::Error, palette()), 1.5));
            painter.drawRoundedRect(place, 2, 2);
        }
        if (i == m_chosen) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(palette().color(QPalette::Text), 1.5));
            painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2), 3, 3);
        }
    }
    painter.setClipping(false);
}

void PortMapView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    draw(painter, size());
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void PortMapView::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_spans.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(zoomStep);
    case Qt::Key_Minus:
        return zoom(1 / zoomStep);
    case Qt::Key_0:
        return showAll();
    case Qt::Key_Right:
    case Qt::Key_Down:
        return choose(std::min(m_chosen + 1, last));
    case Qt::Key_Left:
    case Qt::Key_Up:
        return choose(std::max(m_chosen - 1, 0));
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(last);
    default:
        QWidget::keyPressEvent(event);
    }
}

void PortMapView::wheelEvent(QWheelEvent *event)
{
    const PortScale scale = scaleFor(size());
    const double factor = event->angleDelta().y() > 0 ? zoomStep : 1 / zoomStep;
    m_visible = scale.zoomed(factor, event->position().x()).visible;
    update();
    event->accept();
}

void PortMapView::mousePressEvent(QMouseEvent *event)
{
    m_dragFrom = event->position().x();
    m_dragVisible = m_visible;
    choose(spanAt(event->position()));
}

void PortMapView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    PortScale scale = scaleFor(size());
    scale.visible = m_dragVisible;
    const double perPort = scale.width / (m_dragVisible.last - m_dragVisible.first + 1);
    m_visible = scale.moved(int(std::round((m_dragFrom - event->position().x()) / perPort))).visible;
    update();
}

bool PortMapView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int index = spanAt(help->pos());
    if (index < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), describe(m_spans[index]), this);
    return true;
}

int PortMapView::spanAt(const QPointF &point) const
{
    const QStringList names = rows();
    const PortScale scale = scaleFor(size());
    for (int i = int(m_spans.size()) - 1; i >= 0; --i) { // what is drawn last is on top
        const PortSpan &span = m_spans[i];
        const double top = margin + rowHeight() * double(names.indexOf(rowOf(span)));
        if (placeOf(span, scale, top, rowHeight()).contains(point))
            return i;
    }
    return -1;
}

void PortMapView::choose(int index)
{
    m_chosen = index;
    update();
    if (index < 0 || index >= m_spans.size())
        return;
    const PortSpan &span = m_spans[index];
    if (!m_visible.contains(span.ports.first)) {
        const int middle = (m_visible.first + m_visible.last) / 2;
        m_visible = scaleFor(size()).moved(span.ports.first - middle).visible;
    }
    emit spanChosen(span);
}

} // namespace wsagent
