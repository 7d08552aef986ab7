#include "gateway/surfaces/openaiwishes.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostTools = 128;
constexpr qsizetype mostStops = 4;

bool isMissing(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull();
}

bool isInteger(const QJsonValue &value)
{
    return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
}

/// Reads members one after the other; remembers the first that is wrong.
class Wishes
{
public:
    explicit Wishes(const QJsonObject &request)
        : m_request(request)
    {}

    Result<ModelWishes, QString> read()
    {
        m_wishes.generation.temperature = number("temperature"_L1, 0, 2);
        m_wishes.generation.topP = number("top_p"_L1, 0, 1);
        m_wishes.generation.frequencyPenalty = number("frequency_penalty"_L1, -2, 2);
        m_wishes.generation.presencePenalty = number("presence_penalty"_L1, -2, 2);
        readSeed();
        readStop();
        for (const auto name : {"max_tokens"_L1, "max_completion_tokens"_L1, "max_output_tokens"_L1})
            readLength(name);
        readTools();
        readToolChoice();
        if (!m_error.isEmpty())
            return m_error;
        return m_wishes;
    }

private:
    std::optional<double> number(QLatin1StringView name, double least, double most)
    {
        const QJsonValue value = m_request[name];
        if (isMissing(value))
            return std::nullopt;
        if (!value.isDouble() || value.toDouble() < least || value.toDouble() > most)
            fail(u"Invalid `%1`: a number from %2 to %3."_s.arg(name).arg(least).arg(most));
        return value.toDouble();
    }

    void readSeed()
    {
        const QJsonValue seed = m_request["seed"_L1];
        if (!isMissing(seed) && !isInteger(seed))
            return fail(u"Invalid `seed`: an integer."_s);
        if (!isMissing(seed))
            m_wishes.generation.seed = seed.toInteger();
    }

    void readLength(QLatin1StringView name)
    {
        const QJsonValue length = m_request[name];
        if (isMissing(length))
            return;
        if (!isInteger(length) || length.toDouble() < 1)
            return fail(u"Invalid `%1`: a positive integer."_s.arg(name));
        m_wishes.generation.maxTokens = int(std::min(length.toDouble(), 1e9));
    }

    void readStop()
    {
        const QJsonValue stop = m_request["stop"_L1];
        const QJsonArray texts = stop.isString() ? QJsonArray{stop} : stop.toArray();
        const bool allTexts = std::all_of(texts.begin(), texts.end(), [](const QJsonValue &text) {
            return text.isString() && !text.toString().isEmpty();
        });
        const bool isList = isMissing(stop) || stop.isString() || stop.isArray();
        if (!isList || !allTexts || texts.size() > mostStops)
            return fail(u"Invalid `stop`: a string, or up to %1."_s.arg(mostStops));
        for (const QJsonValue &text : texts)
            m_wishes.generation.stop += text.toString();
    }

    void readTools()
    {
        const QJsonValue tools = m_request["tools"_L1];
        if (!isMissing(tools) && !tools.isArray())
            return fail(u"Invalid `tools`: a list."_s);
        const QJsonArray list = tools.toArray();
        if (list.size() > mostTools)
            return fail(u"Too many `tools`: at most %1."_s.arg(mostTools));
        for (const QJsonValue &tool : list)
            readTool(tool);
    }

    /// `{type:"function", function:{name, …}}`, or the same without the inner object.
    void readTool(const QJsonValue &tool)
    {
        static const QRegularExpression names(u"^[A-Za-z0-9_-]{1,64}$"_s);
        const QJsonValue function = tool["function"_L1].isObject() ? tool["function"_L1] : tool;
        const QString name = function["name"_L1].toString();
        if (tool["type"_L1] != "function"_L1)
            return fail(u"Invalid `tools`: only the type \"function\" is supported."_s);
        if (!names.match(name).hasMatch() || has(name))
            return fail(u"Invalid `tools`: every function needs a name of its own."_s);
        QJsonObject parameters = function["parameters"_L1].toObject();
        if (parameters.isEmpty())
            parameters = {{"type"_L1, u"object"_s}, {"properties"_L1, QJsonObject()}};
        m_wishes.tools +=
            {.name = name, .description = function["description"_L1].toString(), .parameters = parameters};
    }

    void readToolChoice()
    {
        const QJsonValue choice = m_request["tool_choice"_L1];
        if (isMissing(choice) || choice == "auto"_L1)
            return;
        if (choice == "none"_L1)
            return m_wishes.tools.clear();
        if (choice == "required"_L1) {
            m_wishes.toolChoice.mode = ToolChoice::Mode::Required;
            return m_wishes.tools.isEmpty() ? fail(u"`tool_choice` needs `tools`."_s) : void();
        }
        const QJsonValue function = choice["function"_L1].isObject() ? choice["function"_L1] : choice;
        m_wishes.toolChoice = {.mode = ToolChoice::Mode::Named, .name = function["name"_L1].toString()};
        if (choice["type"_L1] != "function"_L1 || !has(m_wishes.toolChoice.name))
            fail(u"Invalid `tool_choice`: auto, none, required, or one of `tools`."_s);
    }

    bool has(const QString &name) const
    {
        return std::any_of(m_wishes.tools.begin(), m_wishes.tools.end(),
                           [&name](const ToolSpec &tool) { return tool.name == name; });
    }

    void fail(const QString &error)
    {
        if (m_error.isEmpty())
            m_error = error;
    }

    const QJsonObject &m_request;
    ModelWishes m_wishes;
    QString m_error;
};

} // namespace

Result<ModelWishes, QString> modelWishes(const QJsonObject &request)
{
    return Wishes(request).read();
}

} // namespace wsagent
