#include "gateway/browser/browseranswer.h"

#include <algorithm>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

QJsonValue BrowserRequest::value(QLatin1StringView name) const
{
    return body.contains(name) ? body.value(name) : query.value(name);
}

QString BrowserRequest::text(QLatin1StringView name) const
{
    return value(name).toString();
}

std::optional<bool> BrowserRequest::flag(QLatin1StringView name) const
{
    const QJsonValue said = value(name);
    if (said.isBool())
        return said.toBool();
    const QString word = said.toString().toLower();
    if (word == "true"_L1 || word == "1"_L1 || word == "yes"_L1)
        return true;
    if (word == "false"_L1 || word == "0"_L1 || word == "no"_L1)
        return false;
    return std::nullopt;
}

int BrowserRequest::number(QLatin1StringView name, int usual, int least, int most) const
{
    const QJsonValue said = value(name);
    bool isNumber = said.isDouble();
    const double number = isNumber ? said.toDouble() : said.toString().toDouble(&isNumber);
    if (!isNumber || std::isnan(number))
        return usual;
    return int(std::clamp(number, double(least), double(most)));
}

BrowserAnswer toAnswer(const BrowserResult<QJsonObject> &result)
{
    if (result) {
        QJsonObject body = *result;
        if (!body.contains("ok"_L1))
            body.insert("ok"_L1, true);
        return {.body = body};
    }
    const BrowserError &error = result.error();
    QJsonObject body = error.more;
    body.insert("error"_L1, error.message);
    if (!error.code.isEmpty())
        body.insert("code"_L1, error.code);
    if (!error.details.isEmpty())
        body.insert("details"_L1, error.details);
    return {.status = error.status, .body = body};
}

BrowserError badRequest(const QString &message)
{
    return {.status = 400, .message = message};
}

BrowserError timedOut(const QString &what)
{
    return {.status = 504, .message = what, .code = u"TIMEOUT"_s};
}

} // namespace wsagent
