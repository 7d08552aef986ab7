#pragma once

#include "tests/support/scriptedclient.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testgateway.h"

namespace wsagent::test {

/// A gateway with two agents and a scripted model, and a client that may do everything.
class AgentInstance
{
public:
    explicit AgentInstance(const ScriptedModel &model, const QByteArray &more = {},
                           const QByteArray &defaults = {}, const QByteArray &modelFacts = {})
    {
        gateway.useConfig(
            "{ gateway: { auth: { token: 't0ken' } }, agents: { defaults: { model: 'scripted/scripted'" +
            defaults +
            " }, "
            "list: [{ id: 'main', default: true, subagents: { allowAgents: ['main', 'helper'] } }, "
            "{ id: 'helper' }, { id: 'stranger' }] }, models: { providers: { scripted: { baseUrl: '" +
            model.baseUrl().toUtf8() +
            "', apiKey: 'k', api: 'openai-completions', models: [{ id: 'scripted', name: 'Scripted'" +
            modelFacts +
            " }] } "
            "} }" +
            more + " }");
        start();
    }

    void start()
    {
        if (!gateway.start())
            qFatal("the gateway does not start");
        client = std::make_unique<ScriptedClient>(gateway.port());
        client->nonce();
        client->answer(
            QStringLiteral("connect"),
            ScriptedClient::commandLine(TestGateway::secret(),
                                        {QStringLiteral("operator.admin"), QStringLiteral("operator.read"),
                                         QStringLiteral("operator.write")}));
    }
    void restart()
    {
        client.reset();
        gateway.gateway.reset();
        start();
    }

    QJsonObject ask(const QString &method, const QJsonObject &params) const
    {
        return client->answer(method, params)[QLatin1StringView("payload")].toObject();
    }
    /// Changes the config, as a client may.
    bool patch(const QString &raw) const
    {
        const QJsonValue hash = ask(QStringLiteral("config.get"), {})[QLatin1StringView("hash")];
        return ask(QStringLiteral("config.patch"),
                   {{QLatin1StringView("raw"), raw},
                    {QLatin1StringView("baseHash"), hash}})[QLatin1StringView("ok")]
            .toBool();
    }
    /// The row of a session in the list; empty when there is none.
    QJsonObject sessionRow(const QString &key) const
    {
        const QJsonArray rows = sessions();
        for (const QJsonValue &row : rows) {
            if (row[QLatin1StringView("key")] == key)
                return row.toObject();
        }
        return {};
    }
    /// Calls a tool as an agent of the session would; its result as text.
    QString use(const QString &tool, const QJsonObject &arguments,
                const QString &session = QStringLiteral("main")) const
    {
        const QJsonObject answer = client->answer(QStringLiteral("tools.invoke"),
                                                  QJsonObject{{QLatin1StringView("name"), tool},
                                                              {QLatin1StringView("args"), arguments},
                                                              {QLatin1StringView("sessionKey"), session}});
        return QString::fromUtf8(QJsonDocument(answer).toJson());
    }
    void say(const QString &message) const
    {
        const QJsonObject sent{{QLatin1StringView("sessionKey"), QStringLiteral("main")},
                               {QLatin1StringView("message"), message},
                               {QLatin1StringView("idempotencyKey"), message}};
        QVERIFY(client->answer(QStringLiteral("chat.send"), sent)[QLatin1StringView("ok")].toBool());
    }
    QString history(const QString &session = QStringLiteral("main")) const
    {
        return QString::fromUtf8(
            QJsonDocument(ask(QStringLiteral("chat.history"), {{QLatin1StringView("sessionKey"), session}}))
                .toJson());
    }
    QJsonArray sessions() const
    {
        return ask(QStringLiteral("sessions.list"), {})[QLatin1StringView("sessions")].toArray();
    }
    QString childKey() const
    {
        const QJsonArray rows = sessions();
        for (const QJsonValue &row : rows) {
            if (row[QLatin1StringView("key")].toString().contains(QLatin1StringView(":subagent:")))
                return row[QLatin1StringView("key")].toString();
        }
        return {};
    }
    TestGateway gateway;
    std::unique_ptr<ScriptedClient> client;
};

inline QString systemOf(const ScriptedRequest &request)
{
    return request.body[QLatin1StringView("messages")][0][QLatin1StringView("content")].toString();
}

inline QStringList toolsOf(const ScriptedRequest &request)
{
    QStringList names;
    const QJsonArray tools = request.body[QLatin1StringView("tools")].toArray();
    for (const QJsonValue &tool : tools)
        names += tool[QLatin1StringView("function")][QLatin1StringView("name")].toString();
    return names;
}

} // namespace wsagent::test
