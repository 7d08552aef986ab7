#include "gateway/config/redaction.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QString canary = u"canary-5f1d"_s;

QJsonObject at(const QString &path, const QJsonValue &value)
{
    return withValueAt(QJsonObject(), *parseJsonPath(path), value).toObject();
}

bool isNamedSecret(const KeyInfo &info, const QString &key)
{
    // Keys with "token" in them that count or point, and hold nothing.
    static const QStringList harmless{
        u"contextTokens"_s, u"tokens"_s,         u"softThresholdTokens"_s, u"reserveTokensFloor"_s,
        u"maxTokens"_s,     u"tokenFile"_s,      u"maxTokensField"_s,      u"userTokenReadOnly"_s,
        u"secrets"_s,       u"redactSensitive"_s};
    return !looksSecret(key) || harmless.contains(key) || info.sensitive;
}

} // namespace

class TestRedaction : public QObject
{
    Q_OBJECT

private slots:
    void hides_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("value");

        QTest::newRow("known secret") << u"gateway.auth.token"_s << QJsonValue(canary);
        QTest::newRow("number for a secret") << u"gateway.auth.password"_s << QJsonValue(51423);
        QTest::newRow("of a map entry") << u"models.providers.x.apiKey"_s << QJsonValue(canary);
        QTest::newRow("of an account") << u"channels.telegram.accounts.work.botToken"_s << QJsonValue(canary);
        QTest::newRow("by its name") << u"env.vars.OPENAI_API_KEY"_s << QJsonValue(canary);
        QTest::newRow("header") << u"models.providers.x.headers.Authorization"_s << QJsonValue(canary);
        QTest::newRow("unknown key") << u"nowhere.clientSecret"_s << QJsonValue(canary);
        QTest::newRow("mistyped") << u"hooks.tokn"_s << QJsonValue(canary);
        QTest::newRow("environment of a container")
            << u"agents.defaults.sandbox.docker.env.PLAIN"_s << QJsonValue(canary);
        QTest::newRow("environment of a hook")
            << u"hooks.internal.entries.a.env.PLAIN"_s << QJsonValue(canary);
        QTest::newRow("list under a secret name") << u"talk.tokens"_s << QJsonValue(QJsonArray{canary});
        QTest::newRow("object under a secret name")
            << u"talk.credentials"_s << QJsonValue(QJsonObject{{u"user"_s, canary}});
        QTest::newRow("password in an address")
            << u"browser.cdpUrl"_s << QJsonValue(u"ws://me:%1@h/x"_s.arg(canary));
        QTest::newRow("parameter of an address")
            << u"browser.profiles.p.cdpUrl"_s << QJsonValue(u"wss://h/x?a=1&token=%1#f"_s.arg(canary));
        QTest::newRow("variable with text around") << u"hooks.token"_s << QJsonValue(canary + u"${A}"_s);
    }

    void hides()
    {
        QFETCH(QString, path);
        QFETCH(QJsonValue, value);

        const QByteArray whole = QJsonDocument(redacted(at(path, value), m_schema)).toJson();
        QVERIFY2(!whole.contains(canary.toUtf8()) && !whole.contains("51423"), whole.constData());
        QVERIFY2(whole.contains("***"), whole.constData());

        const QJsonValue one = redactedAt(*parseJsonPath(path), value, m_schema);
        QVERIFY(!QJsonDocument(QJsonArray{one}).toJson().contains(canary.toUtf8()));
    }

    void leaves_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("value");
        const QJsonObject reference{{u"source"_s, u"env"_s}, {u"id"_s, u"TOKEN"_s}};

        QTest::newRow("port") << u"gateway.port"_s << QJsonValue(18789);
        QTest::newRow("reference") << u"gateway.auth.token"_s << QJsonValue(reference);
        QTest::newRow("variable") << u"gateway.auth.token"_s << QJsonValue(u"${MY_TOKEN}"_s);
        QTest::newRow("empty") << u"gateway.auth.token"_s << QJsonValue(u""_s);
        QTest::newRow("number of tokens") << u"agents.defaults.contextTokens"_s << QJsonValue(1000);
        QTest::newRow("path of a token file") << u"channels.telegram.tokenFile"_s << QJsonValue(u"/run/t"_s);
        QTest::newRow("plain address") << u"browser.cdpUrl"_s << QJsonValue(u"http://127.0.0.1:9222/x?y=z"_s);
        QTest::newRow("plain variable") << u"env.vars.LANG"_s << QJsonValue(u"de"_s);
    }

    void leaves()
    {
        QFETCH(QString, path);
        QFETCH(QJsonValue, value);

        QCOMPARE(redacted(at(path, value), m_schema), at(path, value));
        QCOMPARE(redactedAt(*parseJsonPath(path), value, m_schema), value);
    }

    void everyKeyThatLooksSecretIsSensitive() { checkBelow({}); }

    void restores()
    {
        const QJsonObject current = QJsonDocument::fromJson(R"({
            "gateway": {"auth": {"token": "a"}}, "browser": {"cdpUrl": "ws:\/\/u:pw@h"},
            "list": [{"id": "x", "token": "tx"}, {"id": "y", "token": "ty"}], "plain": ["p", "q"]})")
                                        .object();
        const QJsonObject candidate = QJsonDocument::fromJson(R"({
            "gateway": {"port": 1, "auth": {"token": "***"}}, "browser": {"cdpUrl": "ws:\/\/u:***@h"},
            "list": [{"id": "y", "token": "[redacted]"}], "plain": ["__WS_AGENT_REDACTED__", "new"]})")
                                          .object();
        const QJsonObject expected = QJsonDocument::fromJson(R"({
            "gateway": {"port": 1, "auth": {"token": "a"}}, "browser": {"cdpUrl": "ws:\/\/u:pw@h"},
            "list": [{"id": "y", "token": "ty"}], "plain": ["p", "new"]})")
                                         .object();

        const auto result = restoreRedacted(candidate, current);
        QVERIFY(result);
        QCOMPARE(*result, expected);
    }

    void refusesToRestoreNothing_data()
    {
        QTest::addColumn<QByteArray>("candidate");

        QTest::newRow("no such key") << R"({"b": "***"})"_ba;
        QTest::newRow("a shorter list without ids") << R"({"plain": ["***"]})"_ba;
        QTest::newRow("another id") << R"({"list": [{"id": "z", "token": "***"}]})"_ba;
        QTest::newRow("the current one is a placeholder") << R"({"stars": "***"})"_ba;
    }

    void refusesToRestoreNothing()
    {
        QFETCH(QByteArray, candidate);
        const QJsonObject current = QJsonDocument::fromJson(R"({
            "a": "x", "plain": ["p", "q"], "list": [{"id": "x", "token": "tx"}], "stars": "***"})")
                                        .object();

        const auto result = restoreRedacted(QJsonDocument::fromJson(candidate).object(), current);
        QVERIFY(!result);
        QVERIFY(!result.error().message.contains("tx"_L1));
    }

private:
    void checkBelow(const JsonPath &path)
    {
        const QStringList keys = m_schema.keysBelow(path);
        for (const QString &key : keys) {
            const JsonPath below = path + JsonPath{{key}};
            const auto info = m_schema.find(below);
            QVERIFY2(info && isNamedSecret(*info, key), qPrintable(toString(below)));
            if (key != "accounts"_L1)
                checkBelow(below);
            for (const JsonStep &step : {JsonStep{u"*"_s}, JsonStep{{}, 0}}) {
                if (m_schema.keysBelow(below + JsonPath{step}).size() > 0)
                    checkBelow(below + JsonPath{step});
            }
        }
    }

    ConfigSchema m_schema;
};

WSAGENT_TEST(TestRedaction)
#include "tst_redaction.moc"
