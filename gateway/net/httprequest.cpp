#include "gateway/net/httprequest.h"

#include <QUrlQuery>

#include <algorithm>

namespace wsagent {

QByteArray HttpRequest::field(QByteArrayView name) const
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const HttpField &each) { return each.name == name; });
    return found == fields.end() ? QByteArray() : found->value;
}

bool HttpRequest::has(QByteArrayView name) const
{
    return std::any_of(fields.begin(), fields.end(),
                       [name](const HttpField &each) { return each.name == name; });
}

bool HttpRequest::hasToken(QByteArrayView name, QByteArrayView token) const
{
    for (const HttpField &each : fields) {
        if (each.name != name)
            continue;
        const QList<QByteArray> tokens = each.value.split(',');
        for (const QByteArray &one : tokens) {
            if (one.trimmed().compare(token, Qt::CaseInsensitive) == 0)
                return true;
        }
    }
    return false;
}

std::optional<QString> HttpRequest::queryItem(const QString &name) const
{
    const QUrlQuery items(QString::fromUtf8(query));
    return items.hasQueryItem(name) ? std::optional(items.queryItemValue(name, QUrl::FullyDecoded))
                                    : std::nullopt;
}

} // namespace wsagent
