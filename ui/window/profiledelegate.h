#pragma once

#include <QStyledItemDelegate>

namespace wsagent {

/// A row with a name and, below it, a fainter line (`Qt::UserRole`).
class ProfileDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace wsagent
