#include "gateway/instances/profilename.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isAsciiAlphanumeric(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

bool matchesGrammar(const QString &name)
{
    const auto allowed = [](QChar c) {
        return isAsciiAlphanumeric(c) || c == u'-' || c == u'_';
    };
    return name.size() <= 64 && isAsciiAlphanumeric(name.front()) &&
           std::all_of(name.begin(), name.end(), allowed);
}

} // namespace

bool ProfileName::isReserved(const QString &raw)
{
    const QString name = raw.trimmed().toLower();
    return name == "gateway"_L1 || name == "node"_L1;
}

Result<ProfileName> ProfileName::parse(const QString &raw)
{
    const QString trimmed = raw.trimmed();
    if (trimmed.isEmpty())
        return Error{u"--profile needs a value"_s, {}, ErrorKind::Usage};
    if (!matchesGrammar(trimmed))
        return Error{
            u"Profile name \"%1\" is not valid: use 1-64 letters, digits, \"-\" or \"_\", starting with a letter or digit."_s
                .arg(trimmed),
            {},
            ErrorKind::Usage};

    ProfileName name;
    name.m_name = trimmed.toLower();
    if (isReserved(name.m_name))
        return Error{u"\"%1\" is reserved for the services of the default instance."_s.arg(name.m_name),
                     u"use the name %1-1"_s.arg(name.m_name), ErrorKind::Usage};
    if (name.m_name == "default"_L1)
        name.m_name.clear();
    return name;
}

} // namespace wsagent
