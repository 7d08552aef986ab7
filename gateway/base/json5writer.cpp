#include "gateway/base/json5writer.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace wsagent {

namespace {

void appendUnicodeEscape(QByteArray &out, char16_t unit)
{
    out += "\\u" + QByteArray::number(unit, 16).rightJustified(4, '0');
}

char shortEscape(char16_t unit)
{
    switch (unit) {
    case u'\b':
        return 'b';
    case u'\f':
        return 'f';
    case u'\n':
        return 'n';
    case u'\r':
        return 'r';
    case u'\t':
        return 't';
    default:
        return '\0';
    }
}

bool needsUnicodeEscape(char16_t unit)
{
    return unit < 0x20 || unit == 0x7F || unit == 0x2028 || unit == 0x2029 || unit == 0xFEFF;
}

QByteArray writeString(QStringView text, char quote)
{
    QByteArray out(1, quote);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t unit = text[i].unicode();
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (unit == char16_t(quote) || unit == u'\\')
            out.append('\\').append(char(unit));
        else if (const char escape = shortEscape(unit))
            out.append('\\').append(escape);
        else if (pair)
            out += text.sliced(i++, 2).toUtf8();
        else if (needsUnicodeEscape(unit) || text[i].isSurrogate())
            appendUnicodeEscape(out, unit);
        else if (unit < 0x80)
            out += char(unit);
        else
            out += text.sliced(i, 1).toUtf8();
    }
    return out + quote;
}

QByteArray writeNumber(const QJsonValue &value)
{
    const double number = value.toDouble();
    if (std::isnan(number)) // asked before toInteger(), which takes it for an integer
        return "NaN";
    if (std::isinf(number))
        return number < 0 ? "-Infinity" : "Infinity";
    if (value.toInteger(0) == value.toInteger(1))
        return QByteArray::number(value.toInteger());
    return QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
}

bool isPlainName(QStringView key)
{
    const auto isNameCharacter = [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'_' || c == u'$');
    };
    return !key.isEmpty() && !key[0].isDigit() && std::all_of(key.begin(), key.end(), isNameCharacter);
}

QByteArray enclose(const QByteArrayList &parts, const char *brackets, const Json5Style &style,
                   const QByteArray &indent)
{
    if (parts.isEmpty())
        return brackets;
    if (style.oneLine) {
        const QByteArray pad = brackets[0] == '{' ? " " : "";
        return brackets[0] + pad + parts.join(", ") + pad + brackets[1];
    }
    const QByteArray inner = style.lineBreak + indent + style.unit;
    return brackets[0] + inner + parts.join("," + inner) + (style.trailingComma ? "," : "") +
           style.lineBreak + indent + brackets[1];
}

} // namespace

QByteArray writeJson5Key(const QString &key, const Json5Style &style)
{
    return style.plainKeys && isPlainName(key) ? key.toLatin1() : writeString(key, style.quote);
}

QByteArray writeJson5(const QJsonValue &value, const Json5Style &style, const QByteArray &indent)
{
    const QByteArray inner = indent + style.unit;
    QByteArrayList parts;
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? "true" : "false";
    case QJsonValue::Double:
        return writeNumber(value);
    case QJsonValue::String:
        return writeString(value.toString(), style.quote);
    case QJsonValue::Array:
        for (const QJsonValue element : value.toArray())
            parts += writeJson5(element, style, inner);
        return enclose(parts, "[]", style, indent);
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            parts += writeJson5Key(it.key(), style) + style.colon + writeJson5(it.value(), style, inner);
        return enclose(parts, "{}", style, indent);
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return "null";
}

} // namespace wsagent
