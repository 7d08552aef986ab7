#pragma once

#include "gateway/config/configschema.h"

#include <QHash>

#include <functional>

namespace wsagent {

/// Whether a schema, references resolved, says nothing about anything inside of its value.
bool isScalarSchema(const QJsonObject &schema);

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
    /// Nothing is said about anything inside.
    bool isScalar() const;
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
    /// What holds for every member without a name of its own; nothing when there may be none.
    std::optional<SchemaNode> freeFormMember(const SchemaNode &node) const;
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

    /// What an empty config is filled with; `make` is asked once.
    const QJsonObject &defaults(const std::function<QJsonObject()> &make) const;

private:
    QJsonObject file(const QString &name) const;
    SchemaNode child(const SchemaNode &parent, const QJsonObject &schema) const;

    mutable QHash<QString, QJsonObject> m_files;
    mutable std::optional<QJsonObject> m_defaults;
};

/// The members of one node, for a walk along an object of many entries: what holds for the free-form ones is
/// made once.
class SchemaMembers
{
public:
    SchemaMembers(const SchemaTree &tree, const SchemaNode &node);

    /// Null when the schema does not know the member; valid until the next call.
    const SchemaNode *find(const QString &key);
    bool isNamed(const QString &key) const { return m_named.contains(key); }
    const std::optional<SchemaNode> &freeForm() const { return m_freeForm; }

private:
    const SchemaTree &m_tree;
    const SchemaNode &m_node;
    QJsonObject m_named;
    std::optional<SchemaNode> m_freeForm;
    std::optional<SchemaNode> m_found;
};

} // namespace wsagent
