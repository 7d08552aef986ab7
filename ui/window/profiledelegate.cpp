#include "ui/window/profiledelegate.h"

#include <QApplication>
#include <QPainter>

namespace wsagent {

namespace {

constexpr int margin = 8;

} // namespace

void ProfileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    row.icon = {};
    row.features &= ~QStyleOptionViewItem::HasDecoration;
    row.state &= ~QStyle::State_HasFocus; // the selection shows it
    const QStyle *style = row.widget ? row.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const bool isSelected = row.state.testFlag(QStyle::State_Selected);
    QColor ink = row.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    const int side = row.fontMetrics.height();
    const QRect area = row.rect.adjusted(margin, margin, -margin, -margin);
    const QRect mark =
        QStyle::alignedRect(row.direction, Qt::AlignLeft | Qt::AlignVCenter, {side, side}, area);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (isSelected) { // marks have colours of their own
        painter->setPen(Qt::NoPen);
        painter->setBrush(row.palette.base());
        painter->drawEllipse(mark);
    }
    index.data(Qt::DecorationRole).value<QIcon>().paint(painter, mark);
    painter->restore();
    QRect text = area;
    if (row.direction == Qt::RightToLeft)
        text.setRight(mark.left() - margin);
    else
        text.setLeft(mark.right() + margin);
    const auto draw = [&](const QString &words, int flags) {
        painter->drawText(text, flags | int(QStyle::visualAlignment(row.direction, Qt::AlignLeft)),
                          row.fontMetrics.elidedText(words, Qt::ElideRight, text.width()));
    };
    painter->save();
    painter->setPen(ink);
    painter->setFont(row.font);
    draw(index.data(Qt::DisplayRole).toString(), Qt::AlignTop);
    ink.setAlphaF(0.7F);
    painter->setPen(ink);
    draw(index.data(Qt::UserRole).toString(), Qt::AlignBottom);
    painter->restore();
}

QSize ProfileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = std::max(option.fontMetrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()),
                               option.fontMetrics.horizontalAdvance(index.data(Qt::UserRole).toString()));
    return {width + option.fontMetrics.height() + 3 * margin,
            2 * option.fontMetrics.height() + 2 * margin + 2};
}

} // namespace wsagent
