#pragma once

#include "gateway/base/jsonpath.h"
#include "gateway/base/result.h"

#include <QByteArray>
#include <QJsonValue>

#include <memory>
#include <optional>

namespace wsagent {

/// Both count from 1; a column is one Unicode code point.
struct TextPosition
{
    int line = 1;
    int column = 1;

    bool operator==(const TextPosition &) const = default;
};

struct Json5Error
{
    QString message; ///< without the position
    TextPosition at = {};
};

struct Json5Limits
{
    qsizetype maxBytes = 8 * 1024 * 1024;
    int maxDepth = 200;
};

struct Json5Tree;

/// A JSON5 text (https://spec.json5.org) together with what it means and where each value stands in it.
/// Duplicate keys are errors. Cheap to copy.
class Json5Document
{
public:
    static Result<Json5Document, Json5Error> parse(const QByteArray &utf8, Json5Limits limits = {});

    const QByteArray &text() const { return m_text; }
    QJsonValue value() const;
    bool hasComments() const;
    /// Where the value at `path` starts; for a missing one, where its nearest existing ancestor starts.
    TextPosition positionOf(const JsonPath &path) const;
    const Json5Tree &tree() const { return *m_tree; }

private:
    QByteArray m_text;
    std::shared_ptr<const Json5Tree> m_tree;
};

} // namespace wsagent
