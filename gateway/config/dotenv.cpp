#include "gateway/config/dotenv.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isName(QStringView name)
{
    const auto isPart = [](QChar c) {
        return c == u'_' || (c.unicode() < 128 && c.isLetterOrNumber());
    };
    return !name.isEmpty() && !name.first().isDigit() && std::all_of(name.begin(), name.end(), isPart);
}

QChar unescaped(QChar c)
{
    if (c == u'n')
        return u'\n';
    if (c == u'r')
        return u'\r';
    return c == u't' ? QChar(u'\t') : c;
}

/// The quoted text that starts at `at`, which may span lines; `at` moves behind it. Nothing when it never
/// ends.
std::optional<QString> quotedText(QStringView text, qsizetype &at)
{
    const QChar quote = text[at];
    QString value;
    for (qsizetype i = at + 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            at = i + 1;
            return value;
        }
        if (quote == u'"' && text[i] == u'\\' && i + 1 < text.size())
            value += unescaped(text[++i]);
        else
            value += text[i];
    }
    return std::nullopt;
}

QString plainText(QStringView line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'#' && (i == 0 || line[i - 1].isSpace()))
            return line.first(i).trimmed().toString();
    }
    return line.trimmed().toString();
}

qsizetype endOfLine(QStringView text, qsizetype from)
{
    const qsizetype end = text.indexOf(u'\n', from);
    return end < 0 ? text.size() : end;
}

} // namespace

QList<std::pair<QString, QString>> parseDotEnv(const QByteArray &utf8)
{
    const QString content = QString::fromUtf8(utf8);
    const QStringView text = content;
    QList<std::pair<QString, QString>> variables;
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype end = endOfLine(text, start);
        const qsizetype equals = text.indexOf(u'=', start);
        if (equals < 0 || equals >= end) {
            start = end + 1;
            continue;
        }
        QStringView name = text.sliced(start, equals - start).trimmed();
        if (name.startsWith(u"export ") || name.startsWith(u"export\t"))
            name = name.sliced(7).trimmed();

        qsizetype at = equals + 1;
        while (at < end && text[at].isSpace())
            ++at;
        std::optional<QString> value;
        if (at < end && (text[at] == u'"' || text[at] == u'\''))
            value = quotedText(text, at);
        if (!value)
            value = plainText(text.sliced(at, end - at));
        if (isName(name))
            variables.append({name.toString(), *value});
        start = endOfLine(text, std::min(at, text.size())) + 1;
    }
    return variables;
}

} // namespace wsagent
