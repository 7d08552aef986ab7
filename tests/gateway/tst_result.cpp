#include "gateway/base/result.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;

class TestResult : public QObject
{
    Q_OBJECT

private slots:
    void holdsAValue()
    {
        const Result<int> result = 7;

        QVERIFY(bool(result));
        QCOMPARE(*result, 7);
    }

    void holdsAnError()
    {
        const Result<int> result =
            Error{QStringLiteral("no such port"), QStringLiteral("choose another"), ErrorKind::NotFound};

        QVERIFY(!result);
        QCOMPARE(result.error().message, QStringLiteral("no such port"));
        QCOMPARE(result.error().kind, ErrorKind::NotFound);
    }

    void successWithoutAValue()
    {
        QVERIFY(bool(Result<void>()));
        QVERIFY(!Result<void>(Error{QStringLiteral("disk full")}));
    }
};

WSAGENT_TEST(TestResult)
#include "tst_result.moc"
