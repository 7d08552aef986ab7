#include "gateway/base/jsoncompare.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace wsagent {

namespace {

bool sameArray(const QJsonArray &a, const QJsonArray &b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), sameJson);
}

bool sameObject(const QJsonObject &a, const QJsonObject &b)
{
    if (a.size() != b.size())
        return false;
    for (auto x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y) {
        if (x.key() != y.key() || !sameJson(x.value(), y.value()))
            return false;
    }
    return true;
}

} // namespace

bool sameJson(const QJsonValue &a, const QJsonValue &b)
{
    if (a == b)
        return true;
    if (a.type() != b.type())
        return false;
    if (a.isArray())
        return sameArray(a.toArray(), b.toArray());
    if (a.isObject())
        return sameObject(a.toObject(), b.toObject());
    return a.isDouble() && std::isnan(a.toDouble()) && std::isnan(b.toDouble());
}

QStringList differingKeys(const QJsonObject &a, const QJsonObject &b)
{
    QStringList keys;
    auto x = a.begin();
    auto y = b.begin();
    while (x != a.end() || y != b.end()) {
        const QString left = x != a.end() ? x.key() : QString();
        const QString right = y != b.end() ? y.key() : QString();
        const bool onlyLeft = y == b.end() || (x != a.end() && left < right);
        const bool onlyRight = x == a.end() || (y != b.end() && right < left);
        if (onlyLeft || onlyRight || !sameJson(x.value(), y.value()))
            keys += onlyRight ? right : left;
        if (!onlyRight)
            ++x;
        if (!onlyLeft)
            ++y;
    }
    return keys;
}

} // namespace wsagent
