#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/portallocator.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

Finding error(const QString &code, const QStringList &profiles, const QList<int> &ports = {})
{
    return {.code = code, .severity = Severity::Error, .profiles = profiles, .ports = ports};
}

} // namespace

class TestPortAllocator : public QObject
{
    Q_OBJECT

private slots:
    /// The default instance, base 18789: control 18791, CDP 18800 to 18899.
    void allocate_data()
    {
        QTest::addColumn<QSet<int>>("ownPins");
        QTest::addColumn<QSet<int>>("claims");
        QTest::addColumn<QList<int>>("otherBases");
        QTest::addColumn<QSet<int>>("busy");
        QTest::addColumn<int>("port");

        const QSet<int> none;
        const QList<int> alone;
        QTest::newRow("alone") << none << none << alone << none << 18800;
        QTest::newRow("own pins") << QSet<int>{18800, 18801} << none << alone << none << 18802;
        QTest::newRow("claims of others") << none << QSet<int>{18800} << alone << none << 18801;
        QTest::newRow("busy ports") << none << none << alone << QSet<int>{18800, 18801} << 18802;
        // Base 18809 protects 18809 to 18828.
        QTest::newRow("twenty apart")
            << QSet<int>{18800, 18801, 18802, 18803, 18804, 18805, 18806, 18807, 18808} << none
            << QList<int>{18809} << none << 18829;
        QTest::newRow("a block in front") << none << none << QList<int>{18790} << none << 18810;
    }
    void allocate()
    {
        QFETCH(QSet<int>, ownPins);
        QFETCH(QSet<int>, claims);
        QFETCH(QList<int>, otherBases);
        QFETCH(QSet<int>, busy);
        CdpPortQuestion question{.own = {18789}, .ownPins = ownPins, .othersClaims = claims};
        for (const int base : otherBases)
            question.others += PortBlock{base};
        question.isBindable = [&busy](int port) {
            return !busy.contains(port);
        };
        const auto port = allocateCdpPort(question);
        QVERIFY(bool(port));
        QTEST(*port, "port");
    }

    /// A control port in another's range protects itself and what is derived from it.
    void movedControlPortIsProtected()
    {
        const auto port =
            allocateCdpPort({.own = {18789}, .others = {PortBlock{30000, 18800}}, .isBindable = [](int) {
                                 return true;
                             }});
        QVERIFY(bool(port));
        QCOMPARE(*port, 18818);
    }

    void nothingLeft()
    {
        const auto port = allocateCdpPort({.own = {18789}, .isBindable = [](int) {
                                               return false;
                                           }});
        QVERIFY(!port);
        QCOMPARE(port.error().message, u"no free CDP port"_s);
        QCOMPARE(port.error().kind, ErrorKind::NotFound);
        QVERIFY(port.error().fix.contains(u"18800"_s));
    }

    void blocking_data()
    {
        QTest::addColumn<Finding>("finding");
        QTest::addColumn<bool>("edit");
        QTest::addColumn<bool>("install");
        QTest::addColumn<bool>("start");

        const QStringList alone{u"main"_s};
        const QStringList stopped{u"main"_s, u"stopped"_s};
        const QStringList running{u"running"_s, u"main"_s};
        QTest::newRow("intrinsic") << error(u"port.invalid"_s, alone) << true << true << true;
        QTest::newRow("gateway port in use")
            << error(u"port.in_use.other"_s, alone, {18789}) << true << true << true;
        QTest::newRow("CDP port in use")
            << error(u"port.in_use.other"_s, alone, {18800}) << true << true << false;
        QTest::newRow("already running")
            << error(u"port.in_use.self"_s, alone, {18789}) << true << false << true;
        QTest::newRow("conflict with a stopped one")
            << error(u"port.conflict"_s, stopped, {18789}) << true << true << false;
        QTest::newRow("conflict with a running one")
            << error(u"port.conflict"_s, running, {18789}) << true << true << true;
        QTest::newRow("path of a running one")
            << error(u"path.state.shared"_s, running) << true << true << true;
        QTest::newRow("CDP of a running one") << error(u"cdp.url.shared"_s, running) << true << true << true;
        QTest::newRow("too close to a running one")
            << error(u"port.spacing.below_minimum"_s, running) << true << true << false;
        QTest::newRow("credential of a running one")
            << error(u"channel.credential.shared"_s, running) << true << true << false;
        QTest::newRow("between others")
            << error(u"port.conflict"_s, {u"running"_s, u"stopped"_s}) << false << false << false;
        Finding warning = error(u"port.conflict"_s, running, {18789});
        warning.severity = Severity::Warning;
        QTest::newRow("a warning") << warning << false << false << false;
    }
    void blocking()
    {
        QFETCH(Finding, finding);
        BlockingQuestion question{
            .profile = u"main"_s, .boundPorts = {18789, 18791}, .running = {u"running"_s, u"main"_s}};
        const auto blocks = [&](Undertaking undertaking) {
            question.undertaking = undertaking;
            return !blockingFindings({finding}, question).isEmpty();
        };
        QTEST(blocks(Undertaking::Edit), "edit");
        QTEST(blocks(Undertaking::InstallService), "install");
        QTEST(blocks(Undertaking::Start), "start");
    }
};

WSAGENT_TEST(TestPortAllocator)
#include "tst_portallocator.moc"
