#include "gateway/surfaces/hooktemplate.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestHookTemplate : public QObject
{
    Q_OBJECT

private slots:
    void filled_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("no place") << u"plain"_s << u"plain"_s;
        QTest::newRow("a member") << u"by {{user.name}}!"_s << u"by Ada!"_s;
        QTest::newRow("the same, said in full") << u"{{payload.user.name}}"_s << u"Ada"_s;
        QTest::newRow("an entry of an array") << u"{{list[1].n}}"_s << u"2"_s;
        QTest::newRow("an object") << u"{{user}}"_s << uR"({"name":"Ada"})"_s;
        QTest::newRow("what is missing") << u"[{{nowhere.to[3].be}}]"_s << u"[]"_s;
        QTest::newRow("a header") << u"{{headers.X-Event}}"_s << u"push"_s;
        QTest::newRow("the query") << u"{{query.q}}"_s << u"1"_s;
        QTest::newRow("path and time") << u"{{path}} {{now}}"_s << u"ci noon"_s;
        QTest::newRow("what is filled in is not read again") << u"{{evil}}"_s << u"{{user.name}}"_s;
        QTest::newRow("braces that are no place") << u"{{ }} {{a b}}"_s << u"{{ }} {{a b}}"_s;
    }
    void filled()
    {
        QFETCH(QString, text);
        const HookInput input{.payload = QJsonObject{{"user"_L1, QJsonObject{{"name"_L1, u"Ada"_s}}},
                                                     {"evil"_L1, u"{{user.name}}"_s},
                                                     {"list"_L1, QJsonArray{QJsonObject{{"n"_L1, 1}},
                                                                            QJsonObject{{"n"_L1, 2}}}}},
                              .headers = {{"x-event"_L1, u"push"_s}},
                              .query = {{"q"_L1, u"1"_s}},
                              .path = u"ci"_s,
                              .now = u"noon"_s};
        QTEST(filledTemplate(text, input), "expected");
    }

    void ofAnyJson_data()
    {
        QTest::addColumn<QJsonValue>("payload");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const QJsonArray list{u"a"_s, u"b"_s};
        QTest::newRow("a text") << QJsonValue(u"hi"_s) << u"<{{payload}}>"_s << u"<hi>"_s;
        QTest::newRow("a number") << QJsonValue(7) << u"<{{payload}}>"_s << u"<7>"_s;
        QTest::newRow("a list") << QJsonValue(list) << u"<{{payload}}>"_s << u"<[\"a\",\"b\"]>"_s;
        QTest::newRow("of a list") << QJsonValue(list) << u"<{{payload[1]}}>"_s << u"<b>"_s;
        QTest::newRow("of a list, said shortly") << QJsonValue(list) << u"<{{[1]}}>"_s << u"<b>"_s;
        QTest::newRow("of a text") << QJsonValue(u"hi"_s) << u"<{{payload.a}}>"_s << u"<>"_s;
    }
    void ofAnyJson()
    {
        QFETCH(QJsonValue, payload);
        QFETCH(QString, text);
        QTEST(filledTemplate(text, {.payload = payload}), "expected");
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestHookTemplate)
#include "tst_hooktemplate.moc"
