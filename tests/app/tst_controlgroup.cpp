#include "app/platform/controlgroup.h"
#include "gateway/instances/processidentity.h"
#include "tests/support/testprogram.h"

#include <QProcess>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestControlGroup : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_group = ControlGroup::create();
        if (!m_group)
            QSKIP("this system gives no control group to tests");
    }

    void nobodyLeavesIt()
    {
        QProcess process;
        process.setChildProcessModifier([this] { m_group->join(); });
        process.start(u"/bin/sh"_s, {u"-c"_s, u"trap '' TERM; setsid sh -c 'setsid sleep 60 & echo $!'"_s});
        QVERIFY(process.waitForFinished()); // by itself; what it has started stays
        const qint64 left = process.readAllStandardOutput().trimmed().toLongLong();
        QVERIFY(processExists(left));
        m_group.reset();
        QTRY_VERIFY(!processExists(left));
    }

    void othersAreNotTouched()
    {
        QProcess process;
        process.start(u"/bin/cat"_s, {});
        QVERIFY(process.waitForStarted());
        m_group.reset();
        process.write("still here\n");
        QVERIFY(process.waitForReadyRead());
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
    }

    void cleanup() { ControlGroup::removeEmpty(); }

private:
    std::unique_ptr<ControlGroup> m_group;
};

WSAGENT_TEST_WITH(QCoreApplication, TestControlGroup)
#include "tst_controlgroup.moc"
