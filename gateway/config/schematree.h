#pragma once

#include "gateway/config/configschema.h"

#include <QHash>

namespace wsagent {

/// One place in the schema: what is said there, references resolved, and what is inherited from above.
struct SchemaNode
{
    QJsonObject schema = {};
    bool overrides = false; ///< a value here overrides one elsewhere, so there are no defaults
    bool advanced = false;
    bool isolation = false;
    QString group = {};
    KeyInfo::Restart restart = KeyInfo::Restart::Gateway;
    QString component = {};

    bool accepts(const QString &type) const;
    QJsonObject hints() const;
};

/// The schema files, read when something needs them: a short config costs a short time.
///
/// Three words go beyond JSON Schema and are resolved here: `$ref` to another file, merged with its siblings;
/// `x-ws-override`, for a reference whose values override others; `x-ws-accounts`, for a channel whose
/// settings can be overridden for each account.
class SchemaTree
{
public:
    SchemaNode root() const;
    /// Nothing when the schema does not know the member.
    std::optional<SchemaNode> member(const SchemaNode &node, const QString &key) const;
    /// Members with a name of their own, free-form ones left out.
    QStringList memberNames(const SchemaNode &node) const;
    std::optional<SchemaNode> element(const SchemaNode &node) const;
    std::optional<SchemaNode> at(const JsonPath &path) const;
    /// The deepest known place on the way to `path`.
    SchemaNode nearest(const JsonPath &path) const;

    /// A schema as it stands in a file, with its reference carried out.
    QJsonObject resolved(const QJsonObject &schema) const;
    /// Whether it is for values that override others, and so have no defaults.
    static bool isOverride(const QJsonObject &schema);

    /// One self-contained draft-07 document from `node` downwards, with the inherited hints spelled out.
    QJsonObject expanded(const SchemaNode &node) const;

private:
    QJsonObject file(const QString &name) const;
    SchemaNode child(const SchemaNode &parent, const QJsonObject &schema) const;

    mutable QHash<QString, QJsonObject> m_files;
};

} // namespace wsagent
