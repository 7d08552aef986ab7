#include "gateway/methods/wizardmethods.h"

#include "gateway/methods/setupwizard.h"

#include <QJsonDocument>
#include <QUuid>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr qint64 longestSilence = 10 * 60'000; // ms; then another one may begin

constexpr std::array modes = {"local", "remote"};
constexpr std::array flows = {"setup", "channels"};
constexpr ParamShape any{};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape text{.kind = Kind::String, .most = 4096};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape mode{.kind = Kind::String, .allowed = modes};
constexpr ParamShape flow{.kind = Kind::String, .allowed = flows};

constexpr std::array startMembers = {ParamMember{"mode", &mode}, ParamMember{"workspace", &text},
                                     ParamMember{"installDaemon", &flag}, ParamMember{"flow", &flow},
                                     ParamMember{"channel", &text}};
constexpr ParamShape startShape{.kind = Kind::Object, .members = startMembers};
constexpr std::array answerMembers = {ParamMember{"stepId", &word, true}, ParamMember{"value", &any}};
constexpr ParamShape answerShape{.kind = Kind::Object, .members = answerMembers};
constexpr std::array nextMembers = {ParamMember{"sessionId", &word, true},
                                    ParamMember{"answer", &answerShape}};
constexpr ParamShape nextShape{.kind = Kind::Object, .members = nextMembers};
constexpr std::array statusMembers = {ParamMember{"sessionId", &word, true}};
constexpr ParamShape statusShape{.kind = Kind::Object, .members = statusMembers};
constexpr std::array cancelMembers = {ParamMember{"sessionId", &word, true},
                                      ParamMember{"closeInput", &flag}};
constexpr ParamShape cancelShape{.kind = Kind::Object, .members = cancelMembers};

ProtocolError notFound()
{
    return invalidRequest(u"wizard not found"_s, {{"code"_L1, u"WIZARD_NOT_FOUND"_s}});
}

ProtocolError busy()
{
    return {.code = ProtocolError::Code::Unavailable,
            .message = u"another set-up is going on; finish or cancel it first"_s,
            .details = {{"code"_L1, u"SETUP_ADMISSION_BUSY"_s}},
            .retryable = true};
}

/// The one that is going on, or the last one, of which the end can still be asked.
class Wizards
{
public:
    explicit Wizards(WizardServices services)
        : m(std::move(services))
    {}

    void start(const MethodCall &call, Reply reply)
    {
        if (isRunning() && m.uptimeMs() - m_lastHeard < longestSilence)
            return reply.fail(busy());
        if (call.params["mode"_L1] == u"remote"_s)
            return reply.fail(invalidRequest(
                u"a gateway sets up itself: a client of a remote one is set up with `ws-agent config set gateway.mode remote`"_s));
        if (call.params["flow"_L1] == u"channels"_s)
            return reply.fail(
                invalidRequest(u"there is no set-up of channels yet; edit `channels` in the config"_s));
        const QString configured = m.load().effective["agents"_L1]["defaults"_L1]["workspace"_L1].toString();
        const QString wanted = call.params["workspace"_L1].toString(configured);
        m_wizard.emplace(wanted.isEmpty() ? m.defaultWorkspace : wanted);
        m_id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        m_status = u"running"_s;
        m_error.clear();
        m_lastHeard = m.uptimeMs();
        QJsonObject result = state();
        result.insert("sessionId"_L1, m_id);
        reply.ok(result);
    }

    void next(const MethodCall &call, Reply reply)
    {
        if (!isThisOne(call))
            return reply.fail(notFound());
        m_lastHeard = m.uptimeMs();
        const QJsonValue answer = call.params["answer"_L1];
        if (!isRunning() || !answer.isObject())
            return reply.ok(state());
        if (const auto taken = m_wizard->answer(answer["stepId"_L1].toString(), answer["value"_L1]); !taken)
            return reply.fail(invalidRequest(taken.error().message));
        if (m_wizard->isDone())
            return carryOut(std::move(reply));
        reply.ok(state());
    }

    void status(const MethodCall &call, Reply reply)
    {
        if (!isThisOne(call))
            return reply.fail(notFound());
        reply.ok(statusOnly());
    }

    void cancel(const MethodCall &call, Reply reply)
    {
        if (!isThisOne(call))
            return reply.fail(notFound());
        if (isRunning())
            m_status = u"cancelled"_s;
        reply.ok(statusOnly());
    }

private:
    bool isRunning() const { return m_status == "running"_L1; }
    bool isThisOne(const MethodCall &call) const
    {
        return !m_id.isEmpty() && call.params["sessionId"_L1] == m_id;
    }

    QJsonObject statusOnly() const
    {
        QJsonObject result{{"status"_L1, m_status}};
        if (!m_error.isEmpty())
            result.insert("error"_L1, m_error);
        return result;
    }

    QJsonObject state() const
    {
        QJsonObject result = statusOnly();
        result.insert("done"_L1, !isRunning());
        if (isRunning())
            result.insert("step"_L1, m_wizard->step());
        return result;
    }

    /// Until it is written the set-up goes on: nobody can begin another one meanwhile.
    void carryOut(Reply reply)
    {
        const QJsonObject patch{
            {"agents"_L1,
             QJsonObject{{"defaults"_L1, QJsonObject{{"workspace"_L1, m_wizard->workspace()}}}}}};
        const ConfigRequest request{.kind = ConfigRequest::Kind::Patch,
                                    .raw = QJsonDocument(patch).toJson(QJsonDocument::Compact),
                                    .baseHash = m.load().hash};
        m.change(request, [this, reply = std::make_shared<Reply>(std::move(reply))](
                              const Result<ConfigWriteResult, ConfigRefusal> &written) {
            m_status = written ? u"done"_s : u"error"_s;
            m_error = written ? QString() : written.error().message;
            reply->ok(state());
        });
    }

    WizardServices m;
    std::optional<SetupWizard> m_wizard;
    QString m_id;
    QString m_status;
    QString m_error;
    qint64 m_lastHeard = 0;
};

} // namespace

void addWizardMethods(MethodTable &table, const WizardServices &services)
{
    const auto wizards = std::make_shared<Wizards>(services);
    const auto add = [&](const QString &name, const ParamShape *shape,
                         void (Wizards::*run)(const MethodCall &, Reply)) {
        table.add({.name = name,
                   .scope = u"operator.admin"_s,
                   .shape = shape,
                   .run = [wizards, run](const MethodCall &call, Reply reply) {
                       ((*wizards).*run)(call, std::move(reply));
                   }});
    };
    add(u"wizard.start"_s, &startShape, &Wizards::start);
    add(u"wizard.next"_s, &nextShape, &Wizards::next);
    add(u"wizard.status"_s, &statusShape, &Wizards::status);
    add(u"wizard.cancel"_s, &cancelShape, &Wizards::cancel);
}

} // namespace wsagent
