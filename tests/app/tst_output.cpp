#include "app/cli/output.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestOutput : public QObject
{
    Q_OBJECT

private slots:
    void pathsBelowHomeAreShort_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("shown");

        QTest::newRow("home") << u"/home/u"_s << u"~"_s;
        QTest::newRow("below") << u"/home/u/.ws-agent"_s << u"~/.ws-agent"_s;
        QTest::newRow("a neighbour") << u"/home/u-b/x"_s << u"/home/u-b/x"_s;
    }

    void pathsBelowHomeAreShort()
    {
        QFETCH(QString, path);

        QTEST(Output(false, false, u"/home/u"_s).shortPath(path), "shown");
    }

    void everyKindHasAType_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("type");
        QTest::addColumn<int>("exitCode");

        QTest::newRow("failed") << ErrorKind::Failed << u"cli_error"_s << 1;
        QTest::newRow("usage") << ErrorKind::Usage << u"usage"_s << 2;
        QTest::newRow("config") << ErrorKind::ConfigInvalid << u"config_invalid"_s << 1;
        QTest::newRow("not found") << ErrorKind::NotFound << u"not_found"_s << 1;
        QTest::newRow("conflict") << ErrorKind::Conflict << u"conflict"_s << 1;
        QTest::newRow("isolation") << ErrorKind::Isolation << u"isolation_error"_s << 1;
    }

    void everyKindHasAType()
    {
        QFETCH(ErrorKind, kind);

        QTEST(errorType(kind), "type");
        QTEST(exitCodeFor(kind), "exitCode");
    }

    void colourOnlyWhenWanted()
    {
        QCOMPARE(Output(false, false, {}).styled(u"x"_s, Style::Bad), u"x"_s);
        QVERIFY(Output(false, true, {}).styled(u"x"_s, Style::Bad).contains(u'\x1b'));
    }
};

WSAGENT_TEST(TestOutput)
#include "tst_output.moc"
