#include "gateway/config/configloader.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestConfigLoader : public QObject
{
    Q_OBJECT

private slots:
    void issues_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("errors");
        QTest::addColumn<QStringList>("warnings");

        QTest::newRow("empty") << "{}"_ba << QStringList() << QStringList();
        QTest::newRow("wrong type with position")
            << "{\n  gateway: {\n    port: 'x'\n  }\n}"_ba
            << QStringList{u"gateway.port (line 3, column 11): must be a whole number, not a text"_s}
            << QStringList();
        QTest::newRow("unknown key")
            << "{ gateway: { prot: 1 } }"_ba << QStringList()
            << QStringList{
                   u"gateway.prot (line 1, column 20): unknown key, ignored; did you mean gateway.port?"_s};
        QTest::newRow("retired key")
            << "{ gateway: { token: 'x' } }"_ba << QStringList()
            << QStringList{u"gateway.token (line 1, column 21): is called gateway.auth.token now"_s};
        QTest::newRow("address for bind")
            << "{ gateway: { bind: '0.0.0.0' } }"_ba
            << QStringList{u"gateway.bind (line 1, column 20): takes a mode, not an address: write lan for 0.0.0.0"_s}
            << QStringList();
        QTest::newRow("wide without a secret")
            << "{ gateway: { bind: 'lan' } }"_ba
            << QStringList{u"gateway.auth.token (line 1, column 12): is needed, as gateway.bind lan lets others in"_s}
            << QStringList();
    }

    void issues()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, errors);
        QFETCH(QStringList, warnings);

        const LoadedConfig loaded =
            evaluateConfig(text, {u"/nowhere/ws-agent.json"_s, {}, u"/home/u"_s, {}}, m_schema);

        QCOMPARE(texts(loaded.errors), errors);
        QCOMPARE(texts(loaded.warnings), warnings);
        QVERIFY(m_schema.validate(loaded.effective).isEmpty());
    }

private:
    static QStringList texts(const QList<ConfigIssue> &issues)
    {
        QStringList list;
        for (const ConfigIssue &issue : issues)
            list.append(toString(issue));
        return list;
    }

    ConfigSchema m_schema;
};

QTEST_APPLESS_MAIN(TestConfigLoader)
#include "tst_configloader.moc"
