#pragma once

#include <QJsonObject>
#include <QString>

#include <memory>

namespace wsagent {

/// Checks values against one JSON Schema (draft-07). References to other documents are not followed.
class SchemaCheck
{
public:
    explicit SchemaCheck(const QJsonObject &schema);
    ~SchemaCheck();
    Q_DISABLE_COPY_MOVE(SchemaCheck)

    /// What is wrong, in one line; empty when nothing is. A schema that cannot be read objects to everything.
    QString objections(const QJsonObject &value) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
    QString m_broken; ///< why the schema itself is of no use
};

} // namespace wsagent
