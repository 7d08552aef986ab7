#include "gateway/config/redaction.h"

#include "gateway/config/keydistance.h"
#include "gateway/config/redactedurl.h"
#include "gateway/config/schematree.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView hidden(redactedText, 3);

bool isReference(const QJsonObject &object)
{
    return object.value("source"_L1).isString() && object.value("id"_L1).isString();
}

/// Exactly one `${NAME}`: the text names the secret and is not the secret.
bool isVariable(const QString &text)
{
    const auto isNamePart = [](QChar c) {
        return c == u'_' || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
    };
    return text.size() > 3 && text.startsWith("${"_L1) && text.endsWith(u'}') &&
           std::all_of(text.begin() + 2, text.end() - 1, isNamePart);
}

QJsonValue hiddenScalar(const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return value;
    if (value.isString() && (value.toString().isEmpty() || isVariable(value.toString())))
        return value;
    return QString(hidden);
}

/// Follows a value and what the schema says of it, as far as the schema goes.
class Redactor
{
public:
    explicit Redactor(const SchemaTree &tree)
        : m_tree(tree)
    {}

    /// `key`: under which the value stands; empty for the whole config and for elements of lists.
    QJsonValue redacted(const QJsonValue &value, const std::optional<SchemaNode> &node, const QString &key,
                        bool secret) const
    {
        if (value.isObject())
            return redactedObject(value.toObject(), node, key, secret);
        if (value.isArray()) {
            const auto element = node ? m_tree.element(*node) : std::nullopt;
            QJsonArray array = value.toArray();
            for (qsizetype i = 0; i < array.size(); ++i)
                array.replace(i, redacted(array.at(i), element, {}, secret));
            return array;
        }
        if (secret)
            return hiddenScalar(value);
        return value.isString() ? QJsonValue(redactedUrl(value.toString())) : value;
    }

    std::optional<SchemaNode> member(const std::optional<SchemaNode> &node, const QString &key) const
    {
        return node ? m_tree.member(*node, key) : std::nullopt;
    }

    /// Keys with a name of their own are as sensitive as the schema says; for others the name has to do.
    bool isSecret(const std::optional<SchemaNode> &parent, const QString &parentKey,
                  const std::optional<SchemaNode> &node, const QString &key) const
    {
        if (!node)
            return looksSecret(key) || isMeantForSecret(parent, key);
        if (node->hints().value("sensitive"_L1).toBool())
            return true;
        const bool isFreeForm = !node->schema.contains("title"_L1);
        return isFreeForm &&
               (looksSecret(key) || parentKey == "env"_L1); // what programs get is not for others
    }

private:
    /// A secret under a key that was mistyped is one all the same.
    bool isMeantForSecret(const std::optional<SchemaNode> &parent, const QString &key) const
    {
        const QString meant = parent ? mostSimilar(key, m_tree.memberNames(*parent)) : QString();
        return !meant.isEmpty() && m_tree.member(*parent, meant)->hints().value("sensitive"_L1).toBool();
    }

    QJsonValue redactedObject(QJsonObject object, const std::optional<SchemaNode> &node, const QString &key,
                              bool secret) const
    {
        if (isReference(object))
            return object;
        for (auto it = object.begin(); it != object.end(); ++it) {
            const auto child = member(node, it.key());
            it.value() =
                redacted(it.value(), child, it.key(), secret || isSecret(node, key, child, it.key()));
        }
        return object;
    }

    const SchemaTree &m_tree;
};

Error nothingToRestore(const JsonPath &path)
{
    return {
        u"%1 holds a placeholder instead of a secret, and there is no secret to keep"_s.arg(toString(path)),
        u"write the secret, or leave the key out"_s, ErrorKind::Usage};
}

/// The entry of the current list that the candidate's entry was made from.
QJsonValue counterpart(const QJsonArray &candidate, qsizetype index, const QJsonArray &current)
{
    const QJsonValue id = candidate.at(index)["id"_L1];
    if (!id.isUndefined()) {
        const auto same = std::find_if(current.begin(), current.end(),
                                       [&](const QJsonValue &entry) { return entry["id"_L1] == id; });
        return same == current.end() ? QJsonValue(QJsonValue::Undefined) : *same;
    }
    return candidate.size() == current.size() ? current.at(index) : QJsonValue(QJsonValue::Undefined);
}

Result<QJsonValue> restored(const QJsonValue &candidate, const QJsonValue &current, const JsonPath &path)
{
    if (candidate.isObject()) {
        QJsonObject object = candidate.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            auto value =
                restored(it.value(), current.toObject().value(it.key()), path + JsonPath{{it.key()}});
            if (!value)
                return value.error();
            it.value() = *value;
        }
        return QJsonValue(object);
    }
    if (candidate.isArray()) {
        QJsonArray array = candidate.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            auto value = restored(array.at(i), counterpart(candidate.toArray(), i, current.toArray()),
                                  path + JsonPath{{{}, int(i)}});
            if (!value)
                return value.error();
            array.replace(i, *value);
        }
        return QJsonValue(array);
    }
    const QString text = candidate.toString();
    if (isRedactionPlaceholder(text)) {
        const bool known = !current.isUndefined() && !isRedactionPlaceholder(current.toString());
        return known ? Result<QJsonValue>(current) : nothingToRestore(path);
    }
    if (text.contains(hidden) && redactedUrl(current.toString()) == text)
        return current;
    return candidate;
}

} // namespace

QJsonObject redacted(const QJsonObject &config, const ConfigSchema &schema)
{
    return Redactor(schema.tree()).redacted(config, schema.tree().root(), {}, false).toObject();
}

QJsonValue redactedAt(const JsonPath &path, const QJsonValue &value, const ConfigSchema &schema)
{
    const Redactor redactor(schema.tree());
    std::optional<SchemaNode> node = schema.tree().root();
    QString key;
    bool secret = false;
    for (const JsonStep &step : path) {
        const auto parent = std::exchange(node, step.isIndex() && node ? schema.tree().element(*node)
                                                                       : redactor.member(node, step.key));
        const QString parentKey = std::exchange(key, step.key);
        secret = secret || (!step.isIndex() && redactor.isSecret(parent, parentKey, node, key));
    }
    return redactor.redacted(value, node, key, secret);
}

bool looksSecret(const QString &key)
{
    static constexpr QLatin1StringView words[] = {
        "token"_L1,  "password"_L1,      "passwd"_L1,     "passphrase"_L1, "secret"_L1,   "apikey"_L1,
        "cookie"_L1, "authorization"_L1, "credential"_L1, "privatekey"_L1, "accesskey"_L1};
    QString folded = key.toLower();
    folded.remove(u'_').remove(u'-');
    return std::any_of(std::begin(words), std::end(words),
                       [&](QLatin1StringView word) { return folded.contains(word); });
}

bool isRedactionPlaceholder(const QString &text)
{
    return text == hidden || text == "[redacted]"_L1 || text == "__WS_AGENT_REDACTED__"_L1 ||
           text == "__OPENCLAW_REDACTED__"_L1; // what clients of the gateway know
}

std::optional<JsonPath> findPlaceholder(const QJsonValue &tree)
{
    if (tree.isString() && isRedactionPlaceholder(tree.toString()))
        return JsonPath();
    const QJsonObject object = tree.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (const auto below = findPlaceholder(it.value()))
            return JsonPath{{it.key()}} + *below;
    }
    const QJsonArray array = tree.toArray();
    for (int i = 0; i < array.size(); ++i) {
        if (const auto below = findPlaceholder(array.at(i)))
            return JsonPath{{{}, i}} + *below;
    }
    return std::nullopt;
}

Result<QJsonObject> restoreRedacted(const QJsonObject &candidate, const QJsonObject &current)
{
    const auto result = restored(candidate, current, {});
    if (!result)
        return result.error();
    return result->toObject();
}

} // namespace wsagent
