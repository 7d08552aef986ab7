#include "gateway/base/jsontexts.h"

#include <QJsonArray>

namespace wsagent {

QStringList textsIn(const QJsonValue &list)
{
    QStringList texts;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &each : array)
        texts += each.toString();
    return texts;
}

} // namespace wsagent
