#include "tests/support/scriptedmodel.h"

#include <QHash>
#include <QJsonDocument>

namespace wsagent::test {

using namespace Qt::StringLiterals;

namespace {

ScriptedTurn::Fault faultFromName(const QString &name)
{
    using Fault = ScriptedTurn::Fault;
    static const QHash<QString, Fault> faults{{QString(), Fault::None},
                                              {u"noAnswer"_s, Fault::NoAnswer},
                                              {u"hangUp"_s, Fault::HangUp},
                                              {u"cutStream"_s, Fault::CutStream},
                                              {u"stall"_s, Fault::Stall},
                                              {u"withoutEnd"_s, Fault::WithoutEnd},
                                              {u"errorInStream"_s, Fault::ErrorInStream},
                                              {u"garbage"_s, Fault::Garbage},
                                              {u"document"_s, Fault::Document},
                                              {u"endless"_s, Fault::Endless},
                                              {u"hugeEvent"_s, Fault::HugeEvent}};
    const auto found = faults.constFind(name);
    if (found == faults.constEnd())
        qFatal("scripted model: no fault is called %s", qPrintable(name));
    return *found;
}

} // namespace

ScriptedTurn scriptedTurnFromJson(const QJsonObject &json)
{
    ScriptedTurn turn{.text = json["text"_L1].toString(),
                      .thinking = json["thinking"_L1].toString(),
                      .stopReason = json["stopReason"_L1].toString(),
                      .inputTokens = json["inputTokens"_L1].toInt(10),
                      .outputTokens = json["outputTokens"_L1].toInt(5),
                      .cachedTokens = json["cachedTokens"_L1].toInt(),
                      .status = json["status"_L1].toInt(200),
                      .body = json["body"_L1].isObject()
                                  ? QJsonDocument(json["body"_L1].toObject()).toJson(QJsonDocument::Compact)
                                  : json["body"_L1].toString().toUtf8(),
                      .fault = faultFromName(json["fault"_L1].toString()),
                      .charactersPerEvent = json["charactersPerEvent"_L1].toInt(4),
                      .bytesPerWrite = json["bytesPerWrite"_L1].toInt(),
                      .before = std::chrono::milliseconds(json["beforeMs"_L1].toInt()),
                      .between = std::chrono::milliseconds(json["betweenMs"_L1].toInt())};
    const QJsonArray tools = json["tools"_L1].toArray();
    for (const QJsonValue &tool : tools) {
        turn.tools += {.name = tool["name"_L1].toString(),
                       .arguments = tool["arguments"_L1].toObject(),
                       .id = tool["id"_L1].toString()};
    }
    const QJsonObject headers = json["headers"_L1].toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it)
        turn.headers.append({it.key().toLatin1(), it.value().toString().toLatin1()});
    return turn;
}

} // namespace wsagent::test
