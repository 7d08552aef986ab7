#include "gateway/base/schemacheck.h"

#include <QJsonArray>

#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <exception>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString inWords(const SchemaObjection &objection)
{
    const QString place = objection.place.join(QString());
    return place.isEmpty() ? objection.description : place + u": "_s + objection.description;
}

} // namespace

struct SchemaCheck::Compiled
{
    valijson::Schema schema;
};

SchemaCheck::SchemaCheck(const QJsonObject &schema)
    : m_compiled(std::make_unique<Compiled>())
{
    try { // valijson throws
        const QJsonValue value(schema);
        const valijson::adapters::QtJsonAdapter adapter(value);
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        parser.populateSchema(adapter, m_compiled->schema);
    } catch (const std::exception &exception) {
        m_broken = u"its schema cannot be read: %1"_s.arg(QString::fromUtf8(exception.what()));
    }
}

SchemaCheck::~SchemaCheck() = default;

Result<QList<SchemaObjection>> SchemaCheck::objections(const QJsonObject &value) const
{
    if (!m_broken.isEmpty())
        return Error{m_broken};
    QList<SchemaObjection> found;
    try {
        const QJsonValue checked(value);
        const valijson::adapters::QtJsonAdapter adapter(checked);
        valijson::Validator validator(valijson::Validator::kStrongTypes);
        valijson::ValidationResults results;
        if (validator.validate(m_compiled->schema, adapter, &results))
            return found;
        valijson::ValidationResults::Error error;
        while (results.popError(error)) {
            SchemaObjection objection{.description = QString::fromStdString(error.description)};
            for (size_t i = 1; i < error.context.size(); ++i) // behind "<root>"
                objection.place += QString::fromStdString(error.context[i]);
            found += objection;
        }
    } catch (const std::exception &exception) {
        return Error{QString::fromUtf8(exception.what())};
    }
    return found;
}

QString SchemaCheck::summary(const QJsonObject &value) const
{
    constexpr qsizetype enough = 3;
    const auto found = objections(value);
    if (!found)
        return found.error().message;
    QStringList words;
    for (const SchemaObjection &objection : found->first(std::min(found->size(), enough)))
        words += inWords(objection);
    return words.join("; "_L1);
}

} // namespace wsagent
