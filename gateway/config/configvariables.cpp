#include "gateway/config/configvariables.h"

#include "gateway/config/substitution.h"

namespace wsagent {

using namespace Qt::StringLiterals;

void ConfigVariables::addFromFile(const QString &name, const QString &value)
{
    if (!m_fromFiles.contains(name))
        m_fromFiles.insert(name, value);
}

std::optional<QString> ConfigVariables::find(const QString &name) const
{
    return find(name, Source::Section);
}

std::optional<QString> ConfigVariables::find(const QString &name, Source last) const
{
    if (m_given.contains(name))
        return m_given.value(name);
    if (const auto found = m_fromFiles.constFind(name); found != m_fromFiles.cend())
        return *found;
    if (last == Source::Files)
        return std::nullopt;
    if (const auto found = written(m_section.value("vars"_L1)[name], Source::Files))
        return found;
    return last == Source::Vars ? std::nullopt : written(m_section.value(name), Source::Vars);
}

std::optional<QString> ConfigVariables::written(const QJsonValue &value, Source outer) const
{
    if (!value.isString())
        return std::nullopt;
    QStringList missing;
    const auto lookUp = [this, outer](const QString &name) {
        return find(name, outer).value_or(QString());
    };
    const QString text = substituted(value.toString(), lookUp, missing);
    return missing.isEmpty() ? std::optional(text) : std::nullopt;
}

} // namespace wsagent
