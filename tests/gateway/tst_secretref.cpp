#include "gateway/config/secretref.h"
#include "tests/support/testprogram.h"

#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Source = SecretRef::Source;

class TestSecretRef : public QObject
{
    Q_OBJECT

private slots:
    void noReference_data()
    {
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("a secret") << QJsonValue(u"tok-123"_s);
        QTest::newRow("a text around a variable") << QJsonValue(u"a ${NAME}"_s);
        QTest::newRow("two variables") << QJsonValue(u"${A}${B}"_s);
        QTest::newRow("a variable in small letters") << QJsonValue(u"${name}"_s);
        QTest::newRow("a variable without a name") << QJsonValue(u"${}"_s);
        QTest::newRow("an object without a source") << QJsonValue(QJsonObject{{"id"_L1, u"x"_s}});
        QTest::newRow("nothing") << QJsonValue();
    }
    void noReference()
    {
        QFETCH(QJsonValue, value);
        const auto ref = secretRefFrom(value);
        QVERIFY(bool(ref));
        QVERIFY(!ref->has_value());
    }

    void shorthand()
    {
        const auto ref = secretRefFrom(u"${BOT_TOKEN}"_s);
        QVERIFY(bool(ref));
        QVERIFY(*ref == SecretRef({Source::Env, u"default"_s, u"BOT_TOKEN"_s}));
    }

    void id_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("valid");
        QTest::newRow("variable") << u"env"_s << u"A_1"_s << true;
        QTest::newRow("longest variable") << u"env"_s << QString(128, u'A') << true;
        QTest::newRow("variable that is too long") << u"env"_s << QString(129, u'A') << false;
        QTest::newRow("variable with a digit first") << u"env"_s << u"1A"_s << false;
        QTest::newRow("variable in small letters") << u"env"_s << u"a"_s << false;
        QTest::newRow("whole file") << u"file"_s << u"value"_s << true;
        QTest::newRow("pointer") << u"file"_s << u"/a/b"_s << true;
        QTest::newRow("a word that is no pointer") << u"file"_s << u"a/b"_s << false;
        QTest::newRow("name for a program") << u"exec"_s << u"db/main:pass#1"_s << true;
        QTest::newRow("longest name for a program") << u"exec"_s << QString(256, u'a') << true;
        QTest::newRow("too long for a program") << u"exec"_s << QString(257, u'a') << false;
        QTest::newRow("an option for a program") << u"exec"_s << u"-rf"_s << false;
        QTest::newRow("a way up") << u"exec"_s << u"a/../b"_s << false;
        QTest::newRow("a way to stay") << u"exec"_s << u"a/./b"_s << false;
        QTest::newRow("a blank for a program") << u"exec"_s << u"a b"_s << false;
        QTest::newRow("dotted key") << u"keychain"_s << u"channels.telegram.botToken"_s << true;
        QTest::newRow("key with quotes") << u"keychain"_s << u"models[\"a b\"].apiKey"_s << true;
        QTest::newRow("two lines in a key") << u"keychain"_s << u"a\nb"_s << false;
        QTest::newRow("a colour in a key") << u"keychain"_s << u"a\x1b[31m"_s << false;
        QTest::newRow("a blank before a key") << u"keychain"_s << u" a"_s << false;
        QTest::newRow("an empty key") << u"keychain"_s << QString() << false;
        QTest::newRow("another source") << u"cloud"_s << u"a"_s << false;
    }
    void id()
    {
        QFETCH(QString, source);
        QFETCH(QString, id);
        QFETCH(bool, valid);
        const auto ref = secretRefFrom(QJsonObject{{"source"_L1, source}, {"id"_L1, id}});
        QCOMPARE(bool(ref), valid);
        if (valid)
            QCOMPARE(ref->value().id, id);
        else
            QVERIFY(!ref.error().fix.isEmpty());
    }

    void provider_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<bool>("valid");
        QTest::newRow("a name") << u"my-vault_2"_s << true;
        QTest::newRow("longest name") << QString(64, u'a') << true;
        QTest::newRow("too long") << QString(65, u'a') << false;
        QTest::newRow("capitals") << u"Vault"_s << false;
        QTest::newRow("a digit first") << u"2nd"_s << false;
        QTest::newRow("a dot") << u"a.b"_s << false;
    }
    void provider()
    {
        QFETCH(QString, provider);
        QFETCH(bool, valid);
        const QJsonObject value{{"source"_L1, u"exec"_s}, {"provider"_L1, provider}, {"id"_L1, u"a"_s}};
        const auto ref = secretRefFrom(value);
        QCOMPARE(bool(ref), valid);
        if (valid)
            QCOMPARE(toJson(**ref), value);
    }

    void survivesTheWayThroughJson()
    {
        for (const Source source : {Source::Env, Source::File, Source::Exec, Source::Keychain}) {
            const QString id = source == Source::File ? u"/A"_s : u"A"_s;
            const SecretRef ref{source, u"ours"_s, id};
            const auto back = secretRefFrom(toJson(ref));
            QVERIFY(bool(back));
            QVERIFY(*back == ref);
        }
    }
};

WSAGENT_TEST(TestSecretRef)
#include "tst_secretref.moc"
