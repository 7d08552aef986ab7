#include "app/profiles/configrebase.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

/// "path=value" for each edit, "path removed" for removals.
QStringList shown(const QList<JsonEdit> &edits)
{
    QStringList lines;
    for (const JsonEdit &edit : edits)
        lines += edit.value.isUndefined() ? toString(edit.path) + " removed"_L1
                                          : toString(edit.path) + u'=' + edit.value.toVariant().toString();
    return lines;
}

} // namespace

class TestConfigRebase : public QObject
{
    Q_OBJECT

private slots:
    void pathsBelowTheOldDirectoryMove_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("moved");

        QTest::newRow("the directory itself") << u"/home/u/.ws-agent-a"_s << u"/home/u/.ws-agent-b"_s;
        QTest::newRow("below it") << u"/home/u/.ws-agent-a/w"_s << u"/home/u/.ws-agent-b/w"_s;
        QTest::newRow("written with a tilde") << u"~/.ws-agent-a/w"_s << u"/home/u/.ws-agent-b/w"_s;
        QTest::newRow("a sibling with the same beginning") << u"/home/u/.ws-agent-ab/w"_s << QString();
        QTest::newRow("elsewhere") << u"/srv/w"_s << QString();
    }

    void pathsBelowTheOldDirectoryMove()
    {
        QFETCH(QString, value);
        QFETCH(QString, moved);
        const QJsonObject config{
            {"agents"_L1, QJsonObject{{"list"_L1, QJsonArray{QJsonObject{{"workspace"_L1, value}}}}}}};

        const auto edits =
            rebasedPaths(config, u"/home/u/.ws-agent-a"_s, u"/home/u/.ws-agent-b"_s, u"/home/u"_s);

        QCOMPARE(shown(edits),
                 moved.isEmpty() ? QStringList() : QStringList{u"agents.list[0].workspace="_s + moved});
    }

    void whatTwoInstancesMustNotShareGoes()
    {
        const QJsonObject config =
            object("{\"browser\": {\"cdpUrl\": \"http://127.0.0.1:9333\","
                   " \"profiles\": {\"work\": {\"cdpPort\": 18805, \"color\": \"#ff0000\"}}},"
                   " \"channels\": {\"telegram\": {\"botToken\": \"t\"}, \"defaults\": {\"groupPolicy\": "
                   "\"open\"}}}");
        const QList<JsonPath> sensitive{{{u"channels"_s}, {u"telegram"_s}, {u"botToken"_s}},
                                        {{u"gateway"_s}, {u"auth"_s}, {u"token"_s}}};

        QCOMPARE(
            shown(withoutSharedParts(config, sensitive, false)),
            (QStringList{u"browser.cdpUrl removed"_s, u"browser.profiles.work.cdpPort removed"_s,
                         u"channels.telegram.enabled=false"_s, u"channels.telegram.botToken removed"_s}));
    }

    void credentialsStayWhenAskedFor()
    {
        const QJsonObject config = object("{\"channels\": {\"telegram\": {\"botToken\": \"t\"}}}");

        QVERIFY(withoutSharedParts(config, {{{u"channels"_s}, {u"telegram"_s}, {u"botToken"_s}}}, true)
                    .isEmpty());
    }
};

WSAGENT_TEST(TestConfigRebase)
#include "tst_configrebase.moc"
