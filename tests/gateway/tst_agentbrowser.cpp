#include "tests/support/browserhome.h"
#include "tests/support/pageserver.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/scriptedmodel.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QRegularExpression>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

/// A gateway on ports of its own, with a browser and a model.
class Instance
{
public:
    explicit Instance(const ScriptedModel &model)
        : base(freeBase())
    {
        gateway.options.port = quint16(base);
        const QByteArray browser = QJsonDocument(browserConfig()).toJson(QJsonDocument::Compact);
        gateway.useConfig("{ gateway: { auth: { token: 't0ken' } }, browser: " + browser +
                          ", agents: { defaults: { model: 'scripted/scripted' } }, models: { providers: { "
                          "scripted: { baseUrl: '" +
                          model.baseUrl().toUtf8() +
                          "', apiKey: 'k', api: 'openai-completions', models: [{ id: 'scripted', name: "
                          "'Scripted' }] } } } }");
        gateway.options.controlPort = base + 2;
        if (!gateway.start())
            qFatal("the gateway does not start");
        client = std::make_unique<ScriptedClient>(gateway.port());
        client->nonce();
        client->answer(u"connect"_s, ScriptedClient::commandLine(
                                         TestGateway::secret(),
                                         {u"operator.admin"_s, u"operator.read"_s, u"operator.write"_s}));
    }
    ~Instance()
    {
        gateway.gateway.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // the browser ends here
    }

    QJsonObject browser(const QString &method, const QString &path, const QJsonObject &body = {}) const
    {
        QJsonObject params{{"method"_L1, method}, {"path"_L1, path}};
        if (!body.isEmpty())
            params.insert("body"_L1, body);
        return client->answer(u"browser.request"_s, params);
    }

    const int base;
    TestGateway gateway;
    std::unique_ptr<ScriptedClient> client;
};

/// What a model that knows what it wants makes of the last thing it has heard.
class FormFiller
{
public:
    explicit FormFiller(QString address)
        : m_address(std::move(address))
    {}

    ScriptedTurn operator()(const ScriptedRequest &request)
    {
        const QString heard = QString::fromUtf8(QJsonDocument(request.body).toJson());
        switch (m_step++) {
        case 0:
            return use({{"action"_L1, u"open"_s}, {"targetUrl"_L1, m_address}});
        case 1:
            return use({{"action"_L1, u"snapshot"_s}});
        case 2:
            m_name = refOf(heard, u"textbox \\\\\"Name\\\\\""_s);
            m_send = refOf(heard, u"button \\\\\"Send\\\\\""_s);
            return act({{"kind"_L1, u"type"_s}, {"ref"_L1, m_name}, {"text"_L1, u"Ada"_s}});
        case 3:
            return act({{"kind"_L1, u"click"_s}, {"ref"_L1, m_send}});
        default:
            return {.text = heard.contains(u"done.html?name=Ada"_s)
                                ? u"The form is sent."_s
                                : u"It went wrong: "_s + heard.right(500)};
        }
    }

private:
    static ScriptedTurn use(const QJsonObject &arguments)
    {
        return {.tools = {{.name = u"browser"_s, .arguments = arguments}}};
    }
    static ScriptedTurn act(const QJsonObject &action)
    {
        return use({{"action"_L1, u"act"_s}, {"request"_L1, action}});
    }
    static QString refOf(const QString &heard, const QString &what)
    {
        const QRegularExpression line(what + u"[^\\n]*?\\[ref=(e\\d+)\\]"_s);
        return line.match(heard).captured(1);
    }

    QString m_address;
    QString m_name;
    QString m_send;
    int m_step = 0;
};

} // namespace

/// Two gateways with two browsers; an agent of one fills a form in.
class TestAgentBrowser : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
    }

    void agentFillsAForm()
    {
        PageServer pages;
        ScriptedModel model;
        model.setOtherwise(FormFiller(pages.url(u"forms.html"_s)));
        const Instance mine(model);
        const Instance other(model);
        QVERIFY(other.browser(u"POST"_s, u"/start"_s)["ok"_L1].toBool());
        const QJsonObject started = mine.client->answer(
            u"agent"_s, QJsonObject{{"message"_L1, u"sign me up"_s}, {"idempotencyKey"_L1, u"k-1"_s}});
        QVERIFY2(started["ok"_L1].toBool(), QJsonDocument(started).toJson().constData());
        ScriptedClient reader(mine.gateway.port());
        reader.nonce();
        reader.answer(u"connect"_s, ScriptedClient::commandLine(TestGateway::secret(), {u"operator.read"_s}));
        QByteArray said;
        const auto isSaid = [&] {
            const QJsonObject history =
                reader.answer(u"chat.history"_s, QJsonObject{{"sessionKey"_L1, u"main"_s}});
            said = QJsonDocument(history).toJson();
            return said.contains("The form is sent.") || said.contains("It went wrong");
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(), 30'000);
        QVERIFY2(said.contains("The form is sent."), said.constData());
        mine.client->next(); // the end of the run

        // Each browser on its own port, and only one has seen the page.
        const auto stateOf = [](const Instance &instance) {
            return instance.browser(u"GET"_s, u"/"_s)["payload"_L1].toObject();
        };
        QCOMPARE(stateOf(mine)["cdpPort"_L1].toInt(), mine.base + 11);
        QCOMPARE(stateOf(other)["cdpPort"_L1].toInt(), other.base + 11);
        QVERIFY(stateOf(mine)["pid"_L1].toInteger() != stateOf(other)["pid"_L1].toInteger());
        const auto tabsOf = [](const Instance &instance) {
            return QJsonDocument(instance.browser(u"GET"_s, u"/tabs"_s)).toJson();
        };
        QVERIFY(tabsOf(mine).contains("done.html?name=Ada"));
        QVERIFY(!tabsOf(other).contains("done.html"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestAgentBrowser)
#include "tst_agentbrowser.moc"
