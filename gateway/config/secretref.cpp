#include "gateway/config/secretref.h"

#include <QJsonObject>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr struct
{
    SecretRef::Source source;
    QLatin1String name;
} sources[] = {
    {SecretRef::Source::Env, "env"_L1},
    {SecretRef::Source::File, "file"_L1},
    {SecretRef::Source::Exec, "exec"_L1},
    {SecretRef::Source::Keychain, "keychain"_L1},
};

bool isUpper(QChar c)
{
    return c >= u'A' && c <= u'Z';
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isLower(QChar c)
{
    return c >= u'a' && c <= u'z';
}

/// `^[A-Z][A-Z0-9_]{0,127}$`
bool isVariableName(const QString &id)
{
    return !id.isEmpty() && id.size() <= 128 && isUpper(id.front()) &&
           std::all_of(id.begin(), id.end(), [](QChar c) { return isUpper(c) || isDigit(c) || c == u'_'; });
}

/// `^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,255}$` without `.` and `..` segments
bool isExecId(const QString &id)
{
    const auto plain = [](QChar c) {
        return isUpper(c) || isLower(c) || isDigit(c);
    };
    const auto allowed = [&plain](QChar c) {
        return plain(c) || u"._:/#-"_s.contains(c);
    };
    if (id.isEmpty() || id.size() > 256 || !plain(id.front()) || !std::all_of(id.begin(), id.end(), allowed))
        return false;
    const QStringList segments = id.split(u'/');
    return !segments.contains("."_L1) && !segments.contains(".."_L1);
}

/// Anything that fits into one line and shows where it begins and ends.
bool isKeychainId(const QString &id)
{
    return !id.isEmpty() && id.size() <= 256 && id == id.trimmed() &&
           std::all_of(id.begin(), id.end(), [](QChar c) { return c.isPrint(); });
}

/// An RFC 6901 pointer, or the word that names the whole file.
bool isFileId(const QString &id)
{
    return id == "value"_L1 || id.startsWith(u'/');
}

bool isIdFor(SecretRef::Source source, const QString &id)
{
    switch (source) {
    case SecretRef::Source::Env:
        return isVariableName(id);
    case SecretRef::Source::File:
        return isFileId(id);
    case SecretRef::Source::Exec:
        return isExecId(id);
    case SecretRef::Source::Keychain:
        return isKeychainId(id);
    }
    Q_UNREACHABLE();
}

/// `^[a-z][a-z0-9_-]{0,63}$`
bool isProviderName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 64 && isLower(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [](QChar c) { return isLower(c) || isDigit(c) || c == u'_' || c == u'-'; });
}

Error malformed(const QString &reason)
{
    return {u"the secret reference is not valid: %1"_s.arg(reason),
            u"write it like {source: \"env\", provider: \"default\", id: \"NAME\"}"_s, ErrorKind::Usage};
}

} // namespace

Result<std::optional<SecretRef>> secretRefFrom(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text.startsWith("${"_L1) && text.endsWith(u'}') && isVariableName(text.mid(2, text.size() - 3)))
        return std::optional(SecretRef{SecretRef::Source::Env, u"default"_s, text.mid(2, text.size() - 3)});
    const QJsonObject object = value.toObject();
    if (!object.contains("source"_L1))
        return std::optional<SecretRef>();

    const QString name = object["source"_L1].toString();
    const auto source = std::find_if(std::begin(sources), std::end(sources),
                                     [&name](const auto &known) { return known.name == name; });
    if (source == std::end(sources))
        return malformed(u"source must be env, file, exec or keychain"_s);
    const SecretRef ref{source->source, object["provider"_L1].toString(u"default"_s),
                        object["id"_L1].toString()};
    if (!isProviderName(ref.provider))
        return malformed(u"provider must be lower-case letters, digits, \"_\" and \"-\""_s);
    if (!isIdFor(ref.source, ref.id))
        return malformed(u"this is no id for source %1"_s.arg(name));
    return std::optional(ref);
}

QJsonObject toJson(const SecretRef &ref)
{
    return {{"source"_L1, sources[int(ref.source)].name}, {"provider"_L1, ref.provider}, {"id"_L1, ref.id}};
}

} // namespace wsagent
