#include "gateway/agents/schemacheck.h"

#include <QJsonArray>
#include <QStringList>

#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <exception>

namespace wsagent {

using namespace Qt::StringLiterals;

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

QString SchemaCheck::objections(const QJsonObject &value) const
{
    constexpr qsizetype enough = 3;
    if (!m_broken.isEmpty())
        return m_broken;
    QStringList found;
    try {
        const QJsonValue checked(value);
        const valijson::adapters::QtJsonAdapter adapter(checked);
        valijson::Validator validator(valijson::Validator::kStrongTypes);
        valijson::ValidationResults results;
        if (validator.validate(m_compiled->schema, adapter, &results))
            return {};
        valijson::ValidationResults::Error error;
        while (found.size() < enough && results.popError(error)) {
            QStringList place;
            for (size_t i = 1; i < error.context.size(); ++i)
                place += QString::fromStdString(error.context[i]);
            found += place.join(QString()) + (place.isEmpty() ? QString() : u": "_s) +
                     QString::fromStdString(error.description);
        }
    } catch (const std::exception &exception) {
        return QString::fromUtf8(exception.what());
    }
    return found.join("; "_L1);
}

} // namespace wsagent
