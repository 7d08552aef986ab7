#include "gateway/methods/questionmethods.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr ParamShape word{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape text{.kind = Kind::String, .least = 1, .most = 8000};
constexpr ParamShape header{.kind = Kind::String, .most = 12};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape milliseconds{.kind = Kind::Integer, .least = 1, .most = 7 * 24 * 3'600'000.0};

constexpr std::array optionMembers = {ParamMember{"label", &text, true}, ParamMember{"description", &text}};
constexpr ParamShape option{.kind = Kind::Object, .members = optionMembers};
constexpr ParamShape options{.kind = Kind::Array, .item = &option, .most = 4};
constexpr std::array questionMembers = {
    ParamMember{"questionId", &word, true}, ParamMember{"header", &header, true},
    ParamMember{"question", &text, true},   ParamMember{"options", &options, true},
    ParamMember{"multiSelect", &flag},      ParamMember{"isOther", &flag},
    ParamMember{"isSecret", &flag},         ParamMember{"url", &text}};
constexpr ParamShape question{.kind = Kind::Object, .members = questionMembers};
constexpr ParamShape questionList{.kind = Kind::Array, .item = &question, .least = 1, .most = 3};

constexpr std::array requestMembers = {ParamMember{"questions", &questionList, true},
                                       ParamMember{"id", &word},
                                       ParamMember{"agentId", &word},
                                       ParamMember{"sessionKey", &word},
                                       ParamMember{"runId", &word},
                                       ParamMember{"timeoutMs", &milliseconds}};
constexpr ParamShape requestShape{.kind = Kind::Object, .members = requestMembers};
constexpr std::array idMembers = {ParamMember{"id", &word, true}};
constexpr ParamShape idShape{.kind = Kind::Object, .members = idMembers};
constexpr std::array waitMembers = {ParamMember{"id", &word, true}, ParamMember{"timeoutMs", &milliseconds}};
constexpr ParamShape waitShape{.kind = Kind::Object, .members = waitMembers};
constexpr ParamShape texts{.kind = Kind::Array, .item = &text, .most = 10};
constexpr ParamShape answerMap{.kind = Kind::Map, .item = &texts};
constexpr std::array answersMembers = {ParamMember{"answers", &answerMap, true}};
constexpr ParamShape answers{.kind = Kind::Object, .members = answersMembers};
constexpr std::array resolveMembers = {ParamMember{"id", &word, true}, ParamMember{"answers", &answers},
                                       ParamMember{"cancel", &flag}};
constexpr ParamShape resolveShape{.kind = Kind::Object, .members = resolveMembers};

ProtocolError notFound(const QString &id)
{
    return invalidRequest(u"question '%1' was not found"_s.arg(id.left(100)),
                          {{"reason"_L1, u"QUESTION_NOT_FOUND"_s}});
}

QJsonObject state(const Question &each)
{
    QJsonObject json{{"status"_L1, each.status}};
    if (each.status == "answered"_L1)
        json.insert("answers"_L1, each.answers);
    return json;
}

class QuestionMethods
{
public:
    explicit QuestionMethods(ApprovalServices services)
        : m(std::move(services))
    {}

    void list(const MethodCall &, Reply reply) const
    {
        QJsonArray records;
        for (const Question &each : m.questions().pending())
            records += toJson(each);
        reply.ok(QJsonObject{{"questions"_L1, records}});
    }

    void get(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["id"_L1].toString();
        const auto found = m.questions().find(id);
        if (!found)
            return reply.fail(notFound(id));
        reply.ok(QJsonObject{{"question"_L1, toJson(*found)}});
    }

    void request(const MethodCall &call, Reply reply) const
    {
        static const QRegularExpression name(u"^[a-z][a-z0-9_]*$"_s);
        const QJsonArray list = call.params["questions"_L1].toArray();
        for (const QJsonValue &each : list) {
            if (!name.match(each["questionId"_L1].toString()).hasMatch())
                return reply.fail(invalidRequest(u"questionId must match ^[a-z][a-z0-9_]*$"_s));
        }
        const QString id = call.params["id"_L1].toString();
        if (!id.isEmpty() && m.questions().find(id))
            return reply.fail(invalidRequest(u"question '%1' exists already"_s.arg(id)));
        QJsonObject asked = call.params;
        asked.remove("id"_L1);
        asked.remove("timeoutMs"_L1);
        constexpr qint64 quarterOfAnHour = 900'000;
        const Question made = m.questions().ask(
            asked, std::chrono::milliseconds(call.params["timeoutMs"_L1].toInteger(quarterOfAnHour)), id);
        reply.ok(QJsonObject{{"id"_L1, made.id}, {"expiresAtMs"_L1, made.expiresAtMs}});
    }

    void waitAnswer(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["id"_L1].toString();
        const auto waiting = std::make_shared<std::optional<Reply>>(std::move(reply));
        const auto answer = [waiting](const Question &each) {
            if (*waiting)
                (*waiting)->ok(state(each));
            waiting->reset();
        };
        if (!m.questions().wait(id, answer)) {
            (*waiting)->fail(notFound(id));
            waiting->reset();
            return;
        }
        if (const qint64 patience = call.params["timeoutMs"_L1].toInteger(); patience > 0) {
            QTimer::singleShot(std::chrono::milliseconds(patience), &m.questions(),
                               [answer, questions = &m.questions(), id] {
                                   if (const auto found = questions->find(id))
                                       answer(*found);
                               });
        }
    }

    void resolve(const MethodCall &call, Reply reply) const
    {
        const QString id = call.params["id"_L1].toString();
        const bool cancel = call.params["cancel"_L1].toBool();
        if (cancel == call.params.contains("answers"_L1))
            return reply.fail(invalidRequest(u"either answers or cancel:true is required"_s));
        const auto result =
            cancel ? m.questions().cancel(id)
                   : m.questions().answer(id, call.params["answers"_L1]["answers"_L1].toObject());
        if (!result)
            return reply.fail(notFound(id));
        reply.ok(state(*result));
    }

private:
    ApprovalServices m;
};

} // namespace

void addQuestionMethods(MethodTable &table, const ApprovalServices &services)
{
    const auto methods = std::make_shared<const QuestionMethods>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (QuestionMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = u"operator.questions"_s,
                   .shape = shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    add(u"question.list"_s, nullptr, &QuestionMethods::list);
    add(u"question.get"_s, &idShape, &QuestionMethods::get);
    add(u"question.request"_s, &requestShape, &QuestionMethods::request);
    add(u"question.waitAnswer"_s, &waitShape, &QuestionMethods::waitAnswer);
    add(u"question.resolve"_s, &resolveShape, &QuestionMethods::resolve);
}

} // namespace wsagent
