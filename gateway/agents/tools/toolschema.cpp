#include "gateway/agents/tools/toolschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

QJsonObject parameterSchema(const QList<ToolParameter> &parameters)
{
    QJsonObject properties;
    QJsonArray required;
    for (const ToolParameter &parameter : parameters) {
        QJsonObject schema = parameter.more;
        schema.insert("type"_L1, parameter.type);
        schema.insert("description"_L1, parameter.description);
        properties.insert(parameter.name, schema);
        if (parameter.required)
            required += parameter.name;
    }
    QJsonObject schema{
        {"type"_L1, u"object"_s}, {"properties"_L1, properties}, {"additionalProperties"_L1, false}};
    if (!required.isEmpty())
        schema.insert("required"_L1, required);
    return schema;
}

} // namespace wsagent
