#include "gateway/config/configloader.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestLastGood : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void fallsBack_data()
    {
        QTest::addColumn<QByteArray>("good");
        QTest::addColumn<QByteArray>("broken");
        QTest::addColumn<bool>("fallsBack");
        const auto row = [](const char *name, const QByteArray &good, const QByteArray &broken,
                            bool fallsBack) {
            QTest::newRow(name) << good << broken << fallsBack;
        };
        const QByteArray good = "{ gateway: { mode: 'local', port: 18789 }, logging: { level: 'debug' } }";

        row("wrong type", good, "{ gateway: { mode: 'local', port: 'x' } }", true);
        row("syntax", good, "{ gateway: ", true);
        row("include that is gone", good, "{ $include: 'gone.json5' }", true);
        row("error of a rule", good, "{ channels: { irc: { dmPolicy: 'open' } } }", true);
        row("authentication", good, "{ gateway: { auth: { mode: 'nothing' } } }", false);
        row("missing token", good, "{ gateway: { auth: { token: '${NOT_THERE}' } } }", false);
        row("bind", good, "{ gateway: { bind: '0.0.0.0' } }", false);
        row("address of bind", good, "{ gateway: { customBindHost: 'x' } }", false);
        row("encryption", good, "{ gateway: { tls: { enabled: 'yes' } } }", false);
        row("the whole gateway section", good, "{ gateway: 7 }", false);
        row("wide without a secret", good, "{ gateway: { bind: 'lan', port: 'x' } }", false);
        row("one access error among others", good, "{ logging: { level: 1 }, gateway: { bind: 1 } }", false);
        row("the good one is not good", "{ gateway: { port: 'y' } }", "{ gateway: { port: 'x' } }", false);
    }

    void fallsBack()
    {
        QFETCH(QByteArray, good);
        QFETCH(QByteArray, broken);
        QFETCH(bool, fallsBack);
        write(u"ws-agent.json"_s, broken);
        write(u"ws-agent.json.last-good"_s, good);

        const LoadedConfig loaded = loadConfigOrLastGood(source(), m_schema);

        QCOMPARE(loaded.fromLastGood, fallsBack);
        QCOMPARE(loaded.isValid(), fallsBack);
        QCOMPARE(loaded.raw, broken);
        QCOMPARE(read(u"ws-agent.json"_s), broken);
        if (fallsBack) {
            QCOMPARE(loaded.config.port, std::optional(18789));
            QVERIFY(!loaded.warnings.isEmpty());
        }
    }

    void neverMoreOpenThanTheFileSays()
    {
        write(u"ws-agent.json.last-good"_s,
              "{ gateway: { bind: 'lan', port: 18789, auth: { mode: 'token', token: 'old' } } }");
        write(u"ws-agent.json"_s, "{ gateway: { bind: 'loopback', port: 'x', auth: { token: 'new' } } }");

        const LoadedConfig loaded = loadConfigOrLastGood(source(), m_schema);

        QVERIFY(loaded.fromLastGood);
        QCOMPARE(loaded.config.bind, u"loopback"_s);
        QCOMPARE(loaded.config.port, std::optional(18789));
        QCOMPARE(loaded.effective["gateway"_L1]["auth"_L1]["token"_L1], QJsonValue(u"new"_s));
    }

    void aGoodFileIsUsedAsItIs()
    {
        write(u"ws-agent.json"_s, "{ gateway: { port: 1234 } }");
        write(u"ws-agent.json.last-good"_s, "{ gateway: { port: 18789 } }");

        const LoadedConfig loaded = loadConfigOrLastGood(source(), m_schema);

        QVERIFY(!loaded.fromLastGood);
        QCOMPARE(loaded.config.port, std::optional(1234));
    }

    void withoutALastGoodOneTheErrorsStay()
    {
        write(u"ws-agent.json"_s, "{ gateway: { port: 'x' } }");

        QVERIFY(!loadConfigOrLastGood(source(), m_schema).isValid());
    }

    void keepsTheBytes()
    {
        const QByteArray text = "{ // mine\n  gateway: { port: 7, }, }";
        write(u"ws-agent.json"_s, text);

        QVERIFY(keepAsLastGood(loadConfig(source(), m_schema), source().configPath));

        QCOMPARE(read(u"ws-agent.json.last-good"_s), text);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(path(u"ws-agent.json.last-good"_s)) & others));
    }

    void keepsIncludesInOneFile()
    {
        write(u"ws-agent.json"_s, "{ gateway: { $include: 'g.json5' } }");
        write(u"g.json5"_s, "{ port: 18789, remote: { url: '${HOST_OF_MINE}' } }");
        QVERIFY(keepAsLastGood(loadConfig(source(), m_schema), source().configPath));
        write(u"g.json5"_s, "{ port: ");

        const LoadedConfig loaded = loadConfigOrLastGood(source(), m_schema);

        QVERIFY(loaded.fromLastGood);
        QCOMPARE(loaded.config.port, std::optional(18789));
        QVERIFY(read(u"ws-agent.json.last-good"_s).contains("${HOST_OF_MINE}"));
    }

    void refusesPlaceholders_data()
    {
        QTest::addColumn<QByteArray>("text");

        QTest::newRow("placeholder") << "{ gateway: { auth: { token: '***' } } }"_ba;
        QTest::newRow("in a list") << "{ gateway: { trustedProxies: ['[redacted]'] } }"_ba;
        QTest::newRow("invalid") << "{ gateway: { port: 'x' } }"_ba;
    }

    void refusesPlaceholders()
    {
        QFETCH(QByteArray, text);
        write(u"ws-agent.json"_s, text);

        QVERIFY(!keepAsLastGood(loadConfig(source(), m_schema), source().configPath));
        QVERIFY(!QFile::exists(path(u"ws-agent.json.last-good"_s)));
    }

    void keepsNothingWithoutAFile()
    {
        QVERIFY(keepAsLastGood(loadConfig(source(), m_schema), source().configPath));
        QVERIFY(!QFile::exists(path(u"ws-agent.json.last-good"_s)));
    }

private:
    QString path(const QString &name) const { return m_dir->path() + u'/' + name; }

    ConfigSource source() const
    {
        return {.configPath = path(u"ws-agent.json"_s),
                .stateDir = m_dir->path(),
                .home = m_dir->path(),
                .currentDir = {}};
    }

    void write(const QString &name, const QByteArray &content)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestLastGood)
#include "tst_lastgood.moc"
