#include "gateway/methods/modelmethods.h"

#include "gateway/base/jsontexts.h"
#include "gateway/methods/modelreport.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QRegularExpression>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr int longestKey = 16'384;
constexpr auto probePatience = std::chrono::seconds(30);

constexpr ParamShape word{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape key{.kind = Kind::String, .least = 1, .most = longestKey};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape words{.kind = Kind::Array, .item = &word, .most = 64};
constexpr ParamShape time{.kind = Kind::Integer, .least = 1, .most = 600'000};
constexpr std::array views{"default", "configured", "provider-config", "all"};
constexpr ParamShape view{.kind = Kind::String, .allowed = views};

constexpr std::array listMembers = {ParamMember{"view", &view},
                                    ParamMember{"agentId", &word},
                                    ParamMember{"sessionKey", &word},
                                    ParamMember{"authProfileId", &word},
                                    ParamMember{"provider", &word},
                                    ParamMember{"includeDetails", &flag},
                                    ParamMember{"includeProviderCapabilities", &flag},
                                    ParamMember{"includeDefaultModels", &flag},
                                    ParamMember{"preparedOnly", &flag},
                                    ParamMember{"refresh", &flag}};
constexpr ParamShape listShape{.kind = Kind::Object, .members = listMembers};
constexpr std::array statusMembers = {ParamMember{"agentId", &word}, ParamMember{"refresh", &flag}};
constexpr ParamShape statusShape{.kind = Kind::Object, .members = statusMembers};
constexpr std::array probeMembers = {ParamMember{"provider", &word, true}, ParamMember{"model", &word},
                                     ParamMember{"agentId", &word}, ParamMember{"timeoutMs", &time}};
constexpr ParamShape probeShape{.kind = Kind::Object, .members = probeMembers};
constexpr std::array keyMembers = {ParamMember{"provider", &word, true}, ParamMember{"apiKey", &key, true},
                                   ParamMember{"profileId", &word}, ParamMember{"agentId", &word}};
constexpr ParamShape keyShape{.kind = Kind::Object, .members = keyMembers};
constexpr std::array logoutMembers = {ParamMember{"provider", &word, true}, ParamMember{"profileId", &word},
                                      ParamMember{"agentId", &word}};
constexpr ParamShape logoutShape{.kind = Kind::Object, .members = logoutMembers};
constexpr std::array orderMembers = {ParamMember{"provider", &word, true}, ParamMember{"order", &words, true},
                                     ParamMember{"agentId", &word}};
constexpr ParamShape orderShape{.kind = Kind::Object, .members = orderMembers};

/// A key that is being tried; lives until the model has answered or the time is over.
class Probe : public QObject
{
public:
    Probe(ModelService &service, const ModelCall &call, Reply reply)
        : QObject(&service)
        , m_reply(std::move(reply))
        , m_reference(call.models.first())
        , m_stream(service.start(call))
    {
        m_since.start();
        connect(m_stream.get(), &LlmStream::finished, this, &Probe::answered);
    }

private:
    void answered(const LlmOutcome &outcome)
    {
        QJsonObject result{{"provider"_L1, parseModelReference(m_reference).provider},
                           {"model"_L1, m_reference},
                           {"ok"_L1, !outcome.failure},
                           {"latencyMs"_L1, m_since.elapsed()}};
        if (!outcome.authProfile.isEmpty())
            result.insert("profileId"_L1, outcome.authProfile);
        if (outcome.failure) {
            result.insert("error"_L1, QJsonObject{{"kind"_L1, nameOf(outcome.failure.kind)},
                                                  {"message"_L1, outcome.failure.message}});
        }
        m_reply.ok(result);
        m_stream.release()->deleteLater();
        deleteLater();
    }

    Reply m_reply;
    QString m_reference;
    QElapsedTimer m_since;
    std::unique_ptr<LlmStream> m_stream;
};

class ModelMethods
{
public:
    explicit ModelMethods(ModelMethodServices services)
        : m(std::move(services))
    {}

    void list(const MethodCall &call, Reply reply) const
    {
        const QJsonObject &params = call.params;
        if (params.contains("sessionKey"_L1) && params.contains("authProfileId"_L1))
            return reply.fail(invalidRequest(u"sessionKey and authProfileId exclude each other"_s));
        if (params["preparedOnly"_L1].toBool() && params["refresh"_L1].toBool())
            return reply.fail(invalidRequest(u"preparedOnly and refresh exclude each other"_s));
        ModelService &service = m.models();
        const ModelCatalog &catalog = service.catalog();
        const AuthProfiles stored = service.accounts(agentOf(params));
        const auto hasAccount = [&](const QString &id) {
            const auto provider = catalog.provider(id);
            return provider && (!provider->needsKey || !service.accountsOf(*provider, stored).isEmpty());
        };
        QList<ResolvedModel> models = chosen(catalog, params["view"_L1].toString(), hasAccount);
        if (const QString provider = params["provider"_L1].toString(); !provider.isEmpty())
            models.removeIf([&provider](const ResolvedModel &model) { return model.provider != provider; });
        QJsonObject result{{"models"_L1, modelRows(catalog, models, hasAccount)}};
        if (params["includeDefaultModels"_L1].toBool())
            result.insert("defaultModels"_L1, QJsonArray::fromStringList(catalog.chain(agentOf(params))));
        reply.ok(result);
    }

    void status(const MethodCall &call, Reply reply) const
    {
        ModelService &service = m.models();
        const AuthProfiles stored = service.accounts(agentOf(call.params));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const auto accountsOf = [&](const ModelProvider &provider) {
            return service.accountsOf(provider, stored);
        };
        reply.ok(QJsonObject{{"ts"_L1, now},
                             {"providers"_L1, authStatus(service.catalog(), stored, accountsOf, now)}});
    }

    /// With a question that costs next to nothing, as only an answer shows that a key works.
    void probe(const MethodCall &call, Reply reply) const
    {
        ModelService &service = m.models();
        const auto provider = service.catalog().provider(call.params["provider"_L1].toString());
        if (!provider)
            return reply.fail(unknownProvider(call.params));
        QString model = call.params["model"_L1].toString();
        if (model.isEmpty() && !provider->models.isEmpty())
            model = provider->models.first().id;
        if (model.isEmpty())
            return reply.fail(invalidRequest(u"model required: none is known of %1"_s.arg(provider->id)));
        ModelCall question{.models = {provider->id + u'/' + model},
                           .agentId = agentOf(call.params),
                           .mayTakeAnother = false};
        question.request.messages = {textMessage(LlmRole::User, u"Reply with OK."_s)};
        question.request.generation.maxTokens = 16;
        const auto patience = std::chrono::milliseconds(
            call.params["timeoutMs"_L1].toInteger(std::chrono::milliseconds(probePatience).count()));
        question.request.timeouts = {.idle = patience, .total = patience};
        new Probe(service, question, std::move(reply));
    }

    void setApiKey(const MethodCall &call, Reply reply) const
    {
        ModelService &service = m.models();
        const auto provider = service.catalog().provider(call.params["provider"_L1].toString());
        if (!provider)
            return reply.fail(unknownProvider(call.params));
        const QString id = profileId(call.params, provider->id);
        AuthProfile account{
            .id = id, .provider = provider->id, .secret = call.params["apiKey"_L1].toString().trimmed()};
        change(call.params, std::move(reply),
               QJsonObject{{"ok"_L1, true}, {"provider"_L1, provider->id}, {"profileId"_L1, id}},
               [account](AuthProfiles &all) { all.put(account); });
    }

    void logout(const MethodCall &call, Reply reply) const
    {
        const QString provider = call.params["provider"_L1].toString().toLower();
        const QString only = call.params["profileId"_L1].toString();
        QStringList ids;
        const QList<AuthProfile> accounts = m.models().accounts(agentOf(call.params)).of(provider);
        for (const AuthProfile &account : accounts) {
            if (only.isEmpty() || account.id == only)
                ids += account.id;
        }
        if (ids.isEmpty() && !only.isEmpty())
            return reply.fail(invalidRequest(u"no account \"%1\""_s.arg(only)));
        change(call.params, std::move(reply),
               QJsonObject{{"ok"_L1, true},
                           {"provider"_L1, provider},
                           {"removedProfiles"_L1, QJsonArray::fromStringList(ids)}},
               [ids](AuthProfiles &all) {
                   for (const QString &id : ids) {
                       all.profiles.remove(id);
                       all.usage.remove(id);
                   }
               });
    }

    /// An empty order is none.
    void orderSet(const MethodCall &call, Reply reply) const
    {
        const QString provider = call.params["provider"_L1].toString().toLower();
        const QStringList order = textsIn(call.params["order"_L1]);
        change(call.params, std::move(reply),
               QJsonObject{{"ok"_L1, true}, {"provider"_L1, provider}, {"order"_L1, call.params["order"_L1]}},
               [provider, order](AuthProfiles &all) {
                   all.order.remove(provider);
                   if (!order.isEmpty())
                       all.order.insert(provider, order);
               });
    }

private:
    QString agentOf(const QJsonObject &params) const
    {
        const QString agent = params["agentId"_L1].toString().toLower();
        static const QRegularExpression id(u"^[a-z0-9][a-z0-9_-]{0,63}$"_s); // it becomes part of a path
        return id.match(agent).hasMatch() ? agent : m.defaultAgent();
    }

    static QString profileId(const QJsonObject &params, const QString &provider)
    {
        const QString given = params["profileId"_L1].toString();
        return given.isEmpty()        ? provider + ":default"_L1
               : given.contains(u':') ? given
                                      : provider + u':' + given;
    }

    static ProtocolError unknownProvider(const QJsonObject &params)
    {
        return invalidRequest(u"Unknown provider \"%1\"."_s.arg(params["provider"_L1].toString()));
    }

    static QList<ResolvedModel> chosen(const ModelCatalog &catalog, const QString &which,
                                       const std::function<bool(const QString &)> &hasAccount)
    {
        if (which == "configured"_L1)
            return catalog.configuredModels();
        QList<ResolvedModel> models =
            which.isEmpty() || which == "default"_L1 ? catalog.configuredModels() : QList<ResolvedModel>();
        const QList<ResolvedModel> listed = catalog.models();
        for (const ResolvedModel &model : listed) {
            const bool wanted = which == "all"_L1 ? true
                                : which == "provider-config"_L1
                                    ? catalog.provider(model.provider)->isConfigured
                                    : hasAccount(model.provider);
            if (wanted && !models.contains(model))
                models += model;
        }
        return models;
    }

    void change(const QJsonObject &params, Reply reply, const QJsonObject &done,
                const std::function<void(AuthProfiles &)> &how) const
    {
        const auto waiting = std::make_shared<Reply>(std::move(reply));
        m.models().changeAccounts(agentOf(params), how, [waiting, done](const Result<void> &written) {
            if (written)
                waiting->ok(done);
            else
                waiting->fail({.code = ProtocolError::Code::Unavailable, .message = written.error().message});
        });
    }

    ModelMethodServices m;
};

} // namespace

void addModelMethods(MethodTable &table, const ModelMethodServices &services)
{
    const auto methods = std::make_shared<const ModelMethods>(services);
    const auto add = [&](const QString &name, const QString &scope, bool controlPlane,
                         const ParamShape &shape,
                         void (ModelMethods::*run)(const MethodCall &, Reply) const) {
        table.add({.name = name,
                   .scope = scope,
                   .controlPlane = controlPlane,
                   .shape = &shape,
                   .run = [methods, run](const MethodCall &call, Reply reply) {
                       ((*methods).*run)(call, std::move(reply));
                   }});
    };
    const QString read = u"operator.read"_s;
    const QString admin = u"operator.admin"_s;
    add(u"models.list"_s, read, false, listShape, &ModelMethods::list);
    add(u"models.authStatus"_s, read, false, statusShape, &ModelMethods::status);
    add(u"models.probe"_s, admin, false, probeShape, &ModelMethods::probe);
    add(u"models.authSetApiKey"_s, admin, true, keyShape, &ModelMethods::setApiKey);
    add(u"models.authLogout"_s, admin, true, logoutShape, &ModelMethods::logout);
    add(u"models.authOrderSet"_s, admin, true, orderShape, &ModelMethods::orderSet);
}

} // namespace wsagent
