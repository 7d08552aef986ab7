#pragma once

#include <QJsonArray>
#include <QStringList>

namespace wsagent::test {

/// Of the findings that a command tells with --json, in their order.
inline QStringList findingCodes(const QJsonValue &findings)
{
    QStringList codes;
    for (const QJsonValue &finding : findings.toArray())
        codes += finding[QLatin1StringView("code")].toString();
    return codes;
}

} // namespace wsagent::test
