#pragma once

#include "gateway/base/json5layout.h"

namespace wsagent {

/// One replacement of bytes.
struct Json5Splice
{
    qsizetype at = 0;
    qsizetype length = 0;
    QByteArray text = {};
};

/// A new member, or a new element when there is no key.
struct Json5Item
{
    std::optional<QString> key;
    QJsonValue value;
};

/// Removed stretches may overlap; several splices at one place keep their order.
QByteArray spliced(QByteArrayView text, QList<Json5Splice> splices);

/// Removes the children whose flag is set, each with its comma, its line and the comment at the end of it.
void removeChildren(QByteArrayView text, const Json5Layout &layout, const std::vector<bool> &removed,
                    QList<Json5Splice> &splices);

/// Puts the items after child `after`, -1 being the front.
void insertItems(QByteArrayView text, const Json5Layout &layout, qsizetype after,
                 const QList<Json5Item> &items, const Json5Style &style, QList<Json5Splice> &splices);

/// The same for an object or array without children.
void fillEmpty(QByteArrayView text, const Json5Layout &layout, const QList<Json5Item> &items,
               const Json5Style &style, QList<Json5Splice> &splices);

} // namespace wsagent
