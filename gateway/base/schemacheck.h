#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QStringList>

#include <memory>

namespace wsagent {

/// What a schema has against a value, and where, in the words of the validator.
struct SchemaObjection
{
    QStringList place = {}; ///< from the root: "[gateway]", "[0]"
    QString description = {};
};

/// Checks values against one JSON Schema (draft-07). References to other documents are not followed.
class SchemaCheck
{
public:
    explicit SchemaCheck(const QJsonObject &schema);
    ~SchemaCheck();
    Q_DISABLE_COPY_MOVE(SchemaCheck)

    /// All of it; an error when the schema is of no use.
    Result<QList<SchemaObjection>> objections(const QJsonObject &value) const;
    /// The first of it in one line; empty when there is nothing. A schema that cannot be read objects to
    /// everything.
    QString summary(const QJsonObject &value) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
    QString m_broken; ///< why the schema itself is of no use
};

} // namespace wsagent
