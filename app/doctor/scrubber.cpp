#include "app/doctor/scrubber.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortestSecret = 4;
const QString hidden = u"***"_s;

struct Pattern
{
    QRegularExpression expression;
    QString replacement;
};

/// What surrounds a secret tells that it is one.
const QList<Pattern> &patterns()
{
    constexpr auto anyCase = QRegularExpression::CaseInsensitiveOption;
    static const QList<Pattern> list{
        {QRegularExpression(
             u"-----BEGIN [A-Z ]*(?:KEY|CERTIFICATE)[A-Z ]*-----.*?(?:-----END [A-Z ]*-----|$)"_s,
             QRegularExpression::DotMatchesEverythingOption),
         hidden},
        {QRegularExpression(u"([a-z][a-z0-9+.-]*://)[^\\s\"']*@"_s, anyCase), u"\\1***@"_s},
        {QRegularExpression(
             u"\\b(authorization)(\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)(?:(bearer|basic|token)\\s+)?[^\\s\"'\\\\,}]+"_s,
             anyCase),
         u"\\1\\2***"_s},
        {QRegularExpression(u"\\b(bearer|basic)\\s+[^\\s\"'\\\\,}]+"_s, anyCase), u"\\1 ***"_s},
        {QRegularExpression(
             u"([\\w.-]*(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|credential|cookie|"
             "private[_-]?key|access[_-]?key|\\bpin)\\w*)(\\\\?[\"']?\\s*[:=]\\s*)"
             "(?:\\\\?\"[^\"]*\"|'[^']*'|[^\\s,;}\\]\"']+)"_s,
             anyCase),
         u"\\1\\2***"_s},
    };
    return list;
}

bool isWordCharacter(QChar c)
{
    return (c.unicode() < 128 && c.isLetterOrNumber()) || u"_-+/=.~:%$!@#^&*"_s.contains(c);
}

bool isTime(const QString &word)
{
    static const QRegularExpression time(uR"(^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$)"_s);
    return time.match(word).hasMatch();
}

/// Every part of a path is judged by itself: one may be a token.
QString scrubbedPath(const QString &path)
{
    QStringList parts = path.split(u'/');
    for (QString &part : parts) {
        static const QRegularExpression log(uR"(^[a-z]+-\d{4}-\d\d-\d\d\.jsonl$)"_s);
        if (looksLikeToken(part) && !log.match(part).hasMatch())
            part = hidden;
    }
    return parts.join(u'/');
}

QString scrubbedWord(const QString &word, const QSet<QString> &harmless)
{
    if (harmless.contains(word) || isTime(word))
        return word;
    if (word.startsWith(u'/') || word.startsWith("~/"_L1) || word.startsWith("./"_L1))
        return scrubbedPath(word);
    if (!looksLikeToken(word))
        return word;
    // An address keeps what is no secret in it.
    static const QRegularExpression address(uR"(^([a-z]+://[A-Za-z0-9.-]{1,60}(?::\d{1,5})?)(/.*)?$)"_s);
    if (const auto match = address.match(word); match.hasMatch())
        return match.captured(1) + scrubbedPath(match.captured(2));
    return hidden;
}

QString withoutTokens(const QString &text, const QSet<QString> &harmless)
{
    QString result;
    for (qsizetype i = 0; i < text.size();) {
        qsizetype end = i;
        while (end < text.size() && isWordCharacter(text[end]))
            ++end;
        if (end > i)
            result += scrubbedWord(text.sliced(i, end - i), harmless);
        else
            result += text[end++];
        i = end;
    }
    return result;
}

} // namespace

bool looksLikeToken(const QString &word)
{
    int digits = 0;
    int lower = 0;
    int upper = 0;
    for (const QChar c : word) {
        digits += c.isDigit();
        lower += c.isLower();
        upper += c.isUpper();
    }
    const bool mixed = digits > 0 && lower + upper > 0;
    if (word.size() >= 12 && mixed && digits >= 2)
        return true;
    if (word.size() >= 16 && digits == word.size())
        return true;
    return word.size() >= 16 && upper > 1 && lower > 1;
}

void Scrubber::addSecret(const QString &secret)
{
    if (secret.trimmed().size() < shortestSecret || m_secrets.contains(secret))
        return;
    const auto place = std::find_if(m_secrets.begin(), m_secrets.end(),
                                    [&secret](const QString &other) { return other.size() < secret.size(); });
    m_secrets.insert(place, secret);
}

QString Scrubber::scrubbed(const QString &text) const
{
    QString result = text;
    for (const QString &secret : m_secrets)
        result.replace(secret, hidden);
    for (const Pattern &pattern : patterns())
        result.replace(pattern.expression, pattern.replacement);
    return withoutTokens(result, m_harmless);
}

QJsonValue Scrubber::scrubbed(const QJsonValue &tree) const
{
    if (tree.isString())
        return scrubbed(tree.toString());
    if (tree.isArray()) {
        QJsonArray array;
        for (const QJsonValue &element : tree.toArray())
            array += scrubbed(element);
        return array;
    }
    if (!tree.isObject())
        return tree;
    QJsonObject object = tree.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = scrubbed(QJsonValue(member.value()));
    return object;
}

} // namespace wsagent
