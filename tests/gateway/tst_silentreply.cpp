#include "gateway/agents/silentreply.h"
#include "tests/support/testprogram.h"

#include <QStringList>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestSilentReply : public QObject
{
    Q_OBJECT

private slots:
    void filter_data()
    {
        QTest::addColumn<QStringList>("deltas");
        QTest::addColumn<QStringList>("shown"); // after each delta, then at the end
        QTest::newRow("in one piece") << QStringList{u"NO_REPLY"_s} << QStringList{u""_s, u""_s};
        QTest::newRow("in pieces") << QStringList{u"NO"_s, u"_RE"_s, u"PLY\n"_s}
                                   << QStringList{u""_s, u""_s, u""_s, u""_s};
        QTest::newRow("a real answer is not held back")
            << QStringList{u"Hello"_s, u" there"_s} << QStringList{u"Hello"_s, u" there"_s, u""_s};
        QTest::newRow("a beginning that turns out otherwise")
            << QStringList{u"NO"_s, u", thanks"_s} << QStringList{u""_s, u"NO, thanks"_s, u""_s};
        QTest::newRow("a beginning and nothing else") << QStringList{u"NO"_s} << QStringList{u""_s, u"NO"_s};
        QTest::newRow("the word inside a real answer")
            << QStringList{u"I say NO_REPLY"_s} << QStringList{u"I say NO_REPLY"_s, u""_s};
        QTest::newRow("the word and more")
            << QStringList{u"NO_REPLY"_s, u" but"_s} << QStringList{u""_s, u"NO_REPLY but"_s, u""_s};
    }
    void filter()
    {
        QFETCH(QStringList, deltas);
        SilentReplyFilter filter;
        QStringList shown;
        for (const QString &delta : deltas)
            shown += filter.add(delta);
        shown += filter.finish();
        QTEST(shown, "shown");
    }

    void heartbeat_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all is well") << u"HEARTBEAT_OK"_s << QString();
        QTest::newRow("emphasised") << u"**HEARTBEAT_OK**"_s << QString();
        QTest::newRow("with a short remark") << u"HEARTBEAT_OK nothing new"_s << QString();
        QTest::newRow("at the end") << u"Nothing new. HEARTBEAT_OK"_s << QString();
        QTest::newRow("with a long one") << u"HEARTBEAT_OK "_s + QString(301, u'x') << QString(301, u'x');
        QTest::newRow("news") << u"The build is red."_s << u"The build is red."_s;
        QTest::newRow("the word in the middle") << u"say HEARTBEAT_OK now"_s << u"say HEARTBEAT_OK now"_s;
    }
    void heartbeat()
    {
        QFETCH(QString, text);
        QTEST(heartbeatNews(text, 300), "expected");
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSilentReply)
#include "tst_silentreply.moc"
