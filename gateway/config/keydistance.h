#pragma once

#include <QStringList>

namespace wsagent {

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to get from one word
/// to the other.
int editDistance(QStringView a, QStringView b);

/// The candidate a mistyped word was meant to be, or nothing when none is close. Case does not count.
QString mostSimilar(const QString &word, const QStringList &candidates);

} // namespace wsagent
