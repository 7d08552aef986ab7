#pragma once

#include <QHash>
#include <QJsonObject>
#include <QProcessEnvironment>

#include <optional>

namespace wsagent {

/// The variables a config sees (`config.md` 1.4): the given ones, then those of `.env` files, then
/// `env.vars`, then `env`. What an earlier source has, even empty, no later one replaces. Values are made
/// when they are asked for, as only few of many ever are. Cheap to copy.
class ConfigVariables
{
public:
    ConfigVariables() = default;
    explicit ConfigVariables(const QProcessEnvironment &given)
        : m_given(given)
    {}

    void addFromFile(const QString &name, const QString &value);
    /// The section `env`; its values may mention variables of the sources before it.
    void setSection(const QJsonObject &section) { m_section = section; }

    std::optional<QString> find(const QString &name) const;
    /// Empty when it is not set.
    QString value(const QString &name) const { return find(name).value_or(QString()); }

private:
    enum class Source { Files, Vars, Section };

    std::optional<QString> find(const QString &name, Source last) const;
    /// Nothing for what is no text, or mentions a variable that is not set.
    std::optional<QString> written(const QJsonValue &value, Source outer) const;

    QProcessEnvironment m_given;
    QHash<QString, QString> m_fromFiles;
    QJsonObject m_section;
};

} // namespace wsagent
