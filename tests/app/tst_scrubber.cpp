#include "app/doctor/scrubber.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestScrubber : public QObject
{
    Q_OBJECT

private slots:
    void texts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("scrubbed");

        const auto same = [](const char *name, const QString &text) {
            QTest::newRow(name) << text << text;
        };
        same("plain words", u"gateway listening on ws://127.0.0.1:18789 (profile main, pid 4711)"_s);
        same("a path", u"/home/u/.ws-agent-rescue/ws-agent.json is valid"_s);
        same("a time", u"2026-11-25T22:10:11.123Z the port is free"_s);
        same("a log file", u"/home/u/.ws-agent/logs/gateway-2026-11-25.jsonl"_s);
        QTest::newRow("known") << u"logged in with hunter2!"_s << u"logged in with ***!"_s;
        QTest::newRow("known in a word") << u"x=prehunter2post"_s << u"x=pre***post"_s;
        QTest::newRow("named") << u"password: correct-horse"_s << u"password: ***"_s;
        QTest::newRow("named in JSON")
            << uR"({"botToken":"short one","level":"info"})"_s << uR"({"botToken":***,"level":"info"})"_s;
        QTest::newRow("header") << u"Authorization: Bearer abc"_s << u"Authorization: ***"_s;
        QTest::newRow("bearer") << u"sent Bearer abc.def"_s << u"sent Bearer ***"_s;
        QTest::newRow("address") << u"https://ann:pw@example.org/x"_s << u"https://***@example.org/x"_s;
        QTest::newRow("telegram") << u"bot 123456789:AAHfXyZkEexampleexampleexample-xx"_s << u"bot ***"_s;
        QTest::newRow("hex") << u"key 0f3c9a7be1d24f5599aa01"_s << u"key ***"_s;
        QTest::newRow("token in a path") << u"/bot123456:AAHfXyZkE1/getMe"_s << u"/***/getMe"_s;
        QTest::newRow("token in an address") << u"GET https://api.example.org/bot123456:AAHfXyZkE1/getMe"_s
                                             << u"GET https://api.example.org/***/getMe"_s;
        QTest::newRow("key block")
            << u"a\n-----BEGIN PRIVATE KEY-----\nMIIB\nxyz\n-----END PRIVATE KEY-----\nb"_s << u"a\n***\nb"_s;
    }
    void texts()
    {
        QFETCH(QString, text);
        Scrubber scrubber;
        scrubber.addSecret(u"hunter2"_s);
        QTEST(scrubber.scrubbed(text), "scrubbed");
    }

    /// One that begins like another must not leave the other's end behind.
    void theLongerOneFirst()
    {
        Scrubber scrubber;
        scrubber.addSecret(u"alpha beta"_s);
        scrubber.addSecret(u"alpha beta gamma"_s);
        QCOMPARE(scrubber.scrubbed(u"alpha beta gamma"_s), u"***"_s);
    }

    void harmlessStays()
    {
        Scrubber scrubber;
        const QString id = u"5c6f0c2e-8a6f-4a9e-9d7e-0a4f4f1f2b11"_s;
        QCOMPARE(scrubber.scrubbed(id), u"***"_s);
        scrubber.addHarmless(id);
        QCOMPARE(scrubber.scrubbed(id), id);
    }

    void namesOfMembersStay()
    {
        Scrubber scrubber;
        scrubber.addSecret(u"hunter2"_s);
        const QJsonValue tree = QJsonObject{{"hunter2"_L1, QJsonArray{u"hunter2"_s, 5}}};
        QCOMPARE(scrubber.scrubbed(tree), QJsonValue(QJsonObject{{"hunter2"_L1, QJsonArray{u"***"_s, 5}}}));
    }
};

WSAGENT_TEST(TestScrubber)
#include "tst_scrubber.moc"
