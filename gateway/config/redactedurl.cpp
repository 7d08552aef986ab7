#include "gateway/config/redactedurl.h"

#include "gateway/config/redaction.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString redactedQuery(const QString &query)
{
    QStringList parameters = query.split(u'&');
    for (QString &parameter : parameters) {
        const qsizetype equals = parameter.indexOf(u'=');
        if (equals > 0 && equals + 1 < parameter.size() && looksSecret(parameter.first(equals)))
            parameter = parameter.first(equals + 1) + QLatin1StringView(redactedText);
    }
    return parameters.join(u'&');
}

} // namespace

QString redactedUrl(const QString &text)
{
    const qsizetype scheme = text.indexOf("://"_L1);
    if (scheme <= 0)
        return text;
    QString result = text;
    const qsizetype authority = scheme + 3;
    qsizetype end = authority;
    while (end < result.size() && !u"/?#"_s.contains(result[end]))
        ++end;
    const qsizetype at = QStringView(result).first(end).lastIndexOf(u'@');
    const qsizetype colon = result.indexOf(u':', authority);
    if (at > colon && colon > 0 && at > colon + 1)
        result.replace(colon + 1, at - colon - 1, QLatin1StringView(redactedText));

    if (const qsizetype question = result.indexOf(u'?', authority); question > 0)
        result = result.first(question + 1) + redactedQuery(result.sliced(question + 1));
    return result;
}

} // namespace wsagent
