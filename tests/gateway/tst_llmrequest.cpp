#include "gateway/llm/conversation.h"
#include "gateway/llm/googlegenerativeai/googleschema.h"
#include "gateway/llm/wireformat.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// With simple quotes.
QJsonValue json(QByteArray text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson("[" + text.replace('\'', '"') + "]", &error);
    if (document.isNull())
        qFatal("%s: %s", text.constData(), qPrintable(error.errorString()));
    return document.array().first();
}

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
}

LlmMessage say(LlmRole role, const QByteArray &parts, const QString &origin = {})
{
    return {.role = role, .content = json(parts).toArray(), .origin = origin};
}

LlmMessage result(const QString &id, const QString &text, bool isError = false)
{
    LlmMessage message = textMessage(LlmRole::ToolResult, text);
    message.toolCallId = id;
    message.toolName = u"read"_s;
    message.isError = isError;
    return message;
}

LlmRequest request(const QString &api)
{
    LlmRequest request;
    request.model = {.provider = u"p"_s,
                     .id = u"m"_s,
                     .api = *llmApiFromName(api),
                     .baseUrl = u"https://example.org/v1"_s,
                     .reasoning = true,
                     .input = {u"text"_s, u"image"_s},
                     .maxTokens = 32'000};
    return request;
}

/// One of everything: text, image, thinking, two calls with an odd id, their results.
QList<LlmMessage> conversation()
{
    return {say(LlmRole::User,
                "[{'type':'text','text':'look'},{'type':'image','data':'QUJD','mimeType':'image/png'}]"),
            say(LlmRole::Assistant,
                "[{'type':'thinking','thinking':'hm','thinkingSignature':'{}'},{'type':'text','text':'I do'},"
                "{'type':'toolCall','id':'a','name':'read','arguments':{'path':'x'}},"
                "{'type':'toolCall','id':'b|c','name':'read','arguments':{}}]",
                u"p/m"_s),
            result(u"a"_s, u"content"_s), result(u"b|c"_s, u"no such file"_s, true),
            textMessage(LlmRole::User, u"and now?"_s)};
}

} // namespace

class TestLlmRequest : public QObject
{
    Q_OBJECT

private slots:
    void conversations_data()
    {
        QTest::addColumn<QString>("api");
        QTest::addColumn<QString>("member");
        QTest::addColumn<QByteArray>("expected");

        const QByteArray odd = plainToolId(u"b|c"_s).toLatin1();
        QTest::newRow("chat completions")
            << u"openai-completions"_s << u"messages"_s
            << "[{'role':'system','content':'Be brief.'},"
               "{'role':'user','content':[{'type':'text','text':'look'},"
               "{'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}}]},"
               "{'role':'assistant','content':'I do','tool_calls':["
               "{'id':'a','type':'function','function':{'name':'read','arguments':'{\\\"path\\\":\\\"x\\\"}'}"
               "},"
               "{'id':'ODD','type':'function','function':{'name':'read','arguments':'{}'}}]},"
               "{'role':'tool','tool_call_id':'a','content':'content'},"
               "{'role':'tool','tool_call_id':'ODD','content':'no such file'},"
               "{'role':'user','content':'and now?'}]"_ba.replace("ODD", odd);
        QTest::newRow("responses")
            << u"openai-responses"_s << u"input"_s
            << "[{'role':'user','content':[{'type':'input_text','text':'look'},"
               "{'type':'input_image','image_url':'data:image/png;base64,QUJD'}]},{},"
               "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'I "
               "do','annotations':[]}]},"
               "{'type':'function_call','call_id':'a','name':'read','arguments':'{\\\"path\\\":\\\"x\\\"}'},"
               "{'type':'function_call','call_id':'ODD','name':'read','arguments':'{}'},"
               "{'type':'function_call_output','call_id':'a','output':'content'},"
               "{'type':'function_call_output','call_id':'ODD','output':'no such file'},"
               "{'role':'user','content':[{'type':'input_text','text':'and now?'}]}]"_ba.replace("ODD", odd);
        QTest::newRow("anthropic")
            << u"anthropic-messages"_s << u"messages"_s
            << "[{'role':'user','content':[{'type':'text','text':'look'},"
               "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'QUJD'}}]},"
               "{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'{}'},"
               "{'type':'text','text':'I "
               "do'},{'type':'tool_use','id':'a','name':'read','input':{'path':'x'}},"
               "{'type':'tool_use','id':'ODD','name':'read','input':{}}]},"
               "{'role':'user','content':["
               "{'type':'tool_result','tool_use_id':'a','content':[{'type':'text','text':'content'}]},"
               "{'type':'tool_result','tool_use_id':'ODD','content':[{'type':'text','text':'no such "
               "file'}],'is_error':true},"
               "{'type':'text','text':'and now?','cache_control':{'type':'ephemeral'}}]}]"_ba.replace("ODD",
                                                                                                      odd);
        QTest::newRow("google")
            << u"google-generative-ai"_s << u"contents"_s
            << "[{'role':'user','parts':[{'text':'look'},{'inlineData':{'mimeType':'image/"
               "png','data':'QUJD'}}]},"
               "{'role':'model','parts':[{'text':'I "
               "do'},{'functionCall':{'name':'read','args':{'path':'x'}}},"
               "{'functionCall':{'name':'read','args':{}}}]},"
               "{'role':'user','parts':[{'functionResponse':{'name':'read','response':{'output':'content'}}},"
               "{'functionResponse':{'name':'read','response':{'error':'no such file'}}},{'text':'and now?'}]}]"_ba;
    }
    void conversations()
    {
        QFETCH(QString, api);
        QFETCH(QString, member);
        QFETCH(QByteArray, expected);
        LlmRequest asked = request(api);
        asked.system = u"Be brief."_s;
        asked.messages = conversation();
        const WireRequest wire = wireFormat(asked.model.api).request(asked);

        QCOMPARE(compact(wire.body[member]), compact(json(expected)));
    }

    void mends_data()
    {
        QTest::addColumn<QList<LlmMessage>>("messages");
        QTest::addColumn<QStringList>("expected"); // what is left: role and text or call

        const LlmMessage call =
            say(LlmRole::Assistant, "[{'type':'toolCall','id':'a','name':'read','arguments':{}}]");
        const LlmMessage user = textMessage(LlmRole::User, u"go on"_s);
        const QString lost = u"result a: No result: the tool was interrupted."_s;
        QTest::newRow("nothing to mend") << QList{user, call, result(u"a"_s, u"x"_s)}
                                         << QStringList{u"user: go on"_s, u"call a"_s, u"result a: x"_s};
        QTest::newRow("a lost result at the end")
            << QList{user, call} << QStringList{u"user: go on"_s, u"call a"_s, lost};
        QTest::newRow("a lost result in between")
            << QList{call, user} << QStringList{u"call a"_s, lost, u"user: go on"_s};
        QTest::newRow("a result without its call")
            << QList{user, result(u"a"_s, u"x"_s)} << QStringList{u"user: go on"_s};
        QTest::newRow("a result twice") << QList{call, result(u"a"_s, u"x"_s), result(u"a"_s, u"y"_s)}
                                        << QStringList{u"call a"_s, u"result a: x"_s};
        QTest::newRow("an empty message")
            << QList{say(LlmRole::Assistant, "[{'type':'text','text':' '}]"), user}
            << QStringList{u"user: go on"_s};
        QTest::newRow("another model's thoughts")
            << QList{say(LlmRole::Assistant, "[{'type':'thinking','thinking':'x'}]", u"other/m"_s), user}
            << QStringList{u"user: go on"_s};
    }
    void mends()
    {
        QFETCH(QList<LlmMessage>, messages);
        QFETCH(QStringList, expected);
        QStringList left;
        for (const LlmMessage &message : mended(messages, request(u"openai-completions"_s).model)) {
            const QString text = textOf(message.content);
            left += message.role == LlmRole::ToolResult ? u"result %1: %2"_s.arg(message.toolCallId, text)
                    : message.role == LlmRole::User
                        ? u"user: "_s + text
                        : u"call "_s + message.content.first()["id"_L1].toString();
        }

        QCOMPARE(left, expected);
    }

    void aUserComesFirst()
    {
        for (const auto &[api, member] : {std::pair(u"anthropic-messages"_s, "messages"_L1),
                                          std::pair(u"google-generative-ai"_s, "contents"_L1)}) {
            LlmRequest asked = request(api);
            asked.messages = {textMessage(LlmRole::Assistant, u"I am back."_s),
                              textMessage(LlmRole::User, u"good"_s),
                              textMessage(LlmRole::User, u"then go on"_s)};
            const QJsonArray turns = wireFormat(asked.model.api).request(asked).body[member].toArray();

            QCOMPARE(turns.size(), 3); // two in a row of one role are joined
            QCOMPARE(turns.first()["role"_L1].toString(), u"user"_s);
        }
    }

    void options_data()
    {
        QTest::addColumn<QString>("api");
        QTest::addColumn<ThinkingLevel>("thinking");
        QTest::addColumn<QByteArray>("expected"); // members that are to be there

        QTest::newRow("chat completions")
            << u"openai-completions"_s << ThinkingLevel::High
            << "{'max_tokens':1000,'temperature':0.5,'reasoning_effort':'high','stream':true,"
               "'tool_choice':'required'}"_ba;
        QTest::newRow("responses") << u"openai-responses"_s << ThinkingLevel::Low
                                   << "{'max_output_tokens':1000,'store':false,'tool_choice':'required',"
                                      "'reasoning':{'effort':'low','summary':'auto'}}"_ba;
        QTest::newRow("anthropic does not think when a tool is forced")
            << u"anthropic-messages"_s << ThinkingLevel::High
            << "{'max_tokens':1000,'temperature':0.5,'tool_choice':{'type':'any'},'thinking':null}"_ba;
        QTest::newRow("google") << u"google-generative-ai"_s << ThinkingLevel::Medium
                                << "{'generationConfig':{'maxOutputTokens':1000,'temperature':0.5,"
                                   "'thinkingConfig':{'thinkingBudget':10240,'includeThoughts':true}},"
                                   "'toolConfig':{'functionCallingConfig':{'mode':'ANY'}}}"_ba;
    }
    void options()
    {
        QFETCH(QString, api);
        QFETCH(ThinkingLevel, thinking);
        QFETCH(QByteArray, expected);
        LlmRequest asked = request(api);
        asked.messages = {textMessage(LlmRole::User, u"hello"_s)};
        asked.tools = {{.name = u"read"_s, .parameters = {{"type"_L1, "object"_L1}}}};
        asked.toolChoice = {.mode = ToolChoice::Mode::Required};
        asked.thinking = thinking;
        asked.generation.maxTokens = 1000;
        asked.generation.temperature = 0.5;
        const QJsonObject body = wireFormat(asked.model.api).request(asked).body;
        const QJsonObject wanted = json(expected).toObject();

        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            QCOMPARE(compact(body.contains(it.key()) ? body[it.key()] : QJsonValue::Null),
                     compact(it.value()));
    }

    void thinkingLeavesRoomForTheAnswer()
    {
        LlmRequest asked = request(u"anthropic-messages"_s);
        asked.messages = {textMessage(LlmRole::User, u"hello"_s)};
        asked.thinking = ThinkingLevel::High;
        asked.generation.temperature = 0.5;
        asked.generation.maxTokens = 4000;
        QJsonObject body = wireFormat(asked.model.api).request(asked).body;
        QCOMPARE(body["max_tokens"_L1].toInt(), 24'480);
        QCOMPARE(body["thinking"_L1]["budget_tokens"_L1].toInt(), 12'240);
        QVERIFY(!body.contains("temperature"_L1));

        asked.model.maxTokens = 1500;
        body = wireFormat(asked.model.api).request(asked).body;
        QVERIFY(!body.contains("thinking"_L1)); // too little to think with
        QCOMPARE(body["max_tokens"_L1].toInt(), 1500);
    }

    void reducesSchemas_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("what is taken")
            << "{'type':'object','properties':{'a':{'type':'string','description':'x'}},'required':['a']}"_ba
            << "{'type':'object','properties':{'a':{'type':'string','description':'x'}},'required':['a']}"_ba;
        QTest::newRow("what is not")
            << "{'$schema':'x','type':'object','additionalProperties':false,'patternProperties':{'a':{}},"
               "'properties':{'n':{'type':'integer','exclusiveMinimum':0,'default':3}}}"_ba
            << "{'type':'object','properties':{'n':{'type':'integer'}}}"_ba;
        QTest::newRow("const") << "{'const':'x'}"_ba
                               << "{'type':'string','enum':['x']}"_ba;
        QTest::newRow("several texts") << "{'anyOf':[{'const':'a'},{'const':'b'}],'description':'d'}"_ba
                                       << "{'type':'string','enum':['a','b'],'description':'d'}"_ba;
        QTest::newRow("or nothing") << "{'anyOf':[{'type':'null'},{'type':'integer'}]}"_ba
                                    << "{'type':'integer','nullable':true}"_ba;
        QTest::newRow("several types") << "{'type':['string','null']}"_ba
                                       << "{'type':'string','nullable':true}"_ba;
        QTest::newRow("numbers to choose from") << "{'type':'integer','enum':[1,2]}"_ba
                                                << "{'type':'integer'}"_ba;
        QTest::newRow("a list of anything") << "{'type':'array'}"_ba
                                            << "{'type':'array','items':{'type':'string'}}"_ba;
        QTest::newRow("all of")
            << "{'allOf':[{'properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'b':{'type':'string'}}}]}"_ba
            << "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},'required':['a']}"_ba;
        QTest::newRow("a reference")
            << "{'type':'object','properties':{'a':{'$ref':'#/$defs/x','description':'mine'}},'$defs':{'x':{'type':'number'}}}"_ba
            << "{'type':'object','properties':{'a':{'type':'number','description':'mine'}}}"_ba;
        QTest::newRow("required, and not there")
            << "{'type':'object','properties':{'a':{'type':'string'}},'required':['b']}"_ba
            << "{'type':'object','properties':{'a':{'type':'string'}}}"_ba;
    }
    void reducesSchemas()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, expected);

        QCOMPARE(compact(googleSchema(json(schema).toObject())), compact(json(expected)));
    }

    void aSchemaThatContainsItselfComesToAnEnd()
    {
        const QByteArray next = "{'$ref':'#/$defs/node'}";
        const QJsonValue tree =
            json("{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{'a':" + next +
                 ",'b':" + next + ",'c':" + next + ",'d':" + next + "}}}}");
        const QJsonValue endless = json("{'anyOf':[{'anyOf':[{}]}],'allOf':[{}],'$ref':'#'}");

        QVERIFY(compact(googleSchema(tree.toObject())).size() < 500'000);
        QCOMPARE(googleSchema(endless.toObject())["type"_L1].toString(), u"object"_s);
    }

    void plainIds()
    {
        QCOMPARE(plainToolId(u"toolu_01A-b"_s), u"toolu_01A-b"_s);
        QCOMPARE(plainToolId(u"a|b"_s), plainToolId(u"a|b"_s));
        QVERIFY(plainToolId(u"a|b"_s) != plainToolId(u"a|c"_s));
        QVERIFY(plainToolId(QString(500, u'x')).size() <= 64);
        QVERIFY(!plainToolId({}).isEmpty());
    }

    void endpoints_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("expected");

        QTest::newRow("as published")
            << u"https://api.anthropic.com"_s << u"https://api.anthropic.com/v1/messages"_s;
        QTest::newRow("with a slash")
            << u"https://api.anthropic.com/"_s << u"https://api.anthropic.com/v1/messages"_s;
        QTest::newRow("with the version")
            << u"https://api.anthropic.com/v1"_s << u"https://api.anthropic.com/v1/messages"_s;
        QTest::newRow("below a path") << u"http://127.0.0.1:9/x"_s << u"http://127.0.0.1:9/x/v1/messages"_s;
    }
    void endpoints()
    {
        QFETCH(QString, base);
        QFETCH(QString, expected);

        QCOMPARE(endpoint(base, u"v1/messages"_s).toString(), expected);
    }
};

WSAGENT_TEST(TestLlmRequest)
#include "tst_llmrequest.moc"
