#include "ui/portmap/portmaplayout.h"
#include "ui/portmap/portmapview.h"
#include "ui/portmap/portmapwindow.h"

#include "gateway/instances/validator.h"
#include "tests/support/testprogram.h"
#include "tests/ui/profilehome.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QList<InstanceFacts> twoProfiles(int first, int second)
{
    return {InstanceFacts{.name = u"main"_s, .gatewayPort = first},
            InstanceFacts{.name = u"rescue"_s, .gatewayPort = second}};
}

QList<PortSpan> spansOf(const QList<InstanceFacts> &instances, const HostFacts &host = {})
{
    return portSpans(host, instances, checkIsolation(host, instances));
}

const PortSpan *find(const QList<PortSpan> &spans, const QString &profile, PortSpan::Role role)
{
    const auto found = std::find_if(spans.begin(), spans.end(), [&](const PortSpan &span) {
        return span.profile == profile && span.role == role;
    });
    return found == spans.end() ? nullptr : &*found;
}

} // namespace

class TestPortMap : public QObject
{
    Q_OBJECT

private slots:
    void aProfileHasItsDerivedPorts()
    {
        const QList<PortSpan> spans = spansOf(twoProfiles(18789, 19789));

        QCOMPARE(find(spans, u"rescue"_s, PortSpan::Role::Gateway)->ports, (PortRange{19789, 19789}));
        QCOMPARE(find(spans, u"rescue"_s, PortSpan::Role::Control)->ports, (PortRange{19791, 19791}));
        QCOMPARE(find(spans, u"rescue"_s, PortSpan::Role::Relays)->ports, (PortRange{19792, 19799}));
        QCOMPARE(find(spans, u"rescue"_s, PortSpan::Role::Cdp)->ports, (PortRange{19800, 19899}));
        QVERIFY(std::none_of(spans.begin(), spans.end(), [](const PortSpan &span) { return span.collides; }));
    }

    void overlapsAreMarkedWhereTheyAre()
    {
        const QList<PortSpan> spans = spansOf(twoProfiles(18789, 18829));

        QVERIFY(find(spans, u"main"_s, PortSpan::Role::Cdp)->collides);
        QVERIFY(find(spans, u"rescue"_s, PortSpan::Role::Cdp)->collides);
        QVERIFY(!find(spans, u"main"_s, PortSpan::Role::Gateway)->collides);
        QVERIFY(describe(*find(spans, u"main"_s, PortSpan::Role::Cdp)).contains("overlap"_L1));
    }

    void otherProgramsAreShownWhereTheyAreInTheWay()
    {
        HostFacts host;
        host.listeners = {{.port = 19850, .pid = 7, .processName = u"nginx"_s},
                          {.port = 22, .pid = 8, .processName = u"sshd"_s}};
        const QList<PortSpan> spans = spansOf(twoProfiles(18789, 19789), host);

        QVERIFY(find(spans, u"nginx"_s, PortSpan::Role::Listener));
        QVERIFY(!find(spans, u"sshd"_s, PortSpan::Role::Listener));
    }

    void withoutABrowserThereIsOnePort()
    {
        InstanceFacts facts{.name = u"main"_s, .gatewayPort = 18789, .browserEnabled = false};
        QCOMPARE(spansOf({facts}).size(), 1);
    }

    void scale_data()
    {
        QTest::addColumn<double>("factor");
        QTest::addColumn<double>("at");

        QTest::newRow("in, at the left") << 2.0 << 0.0;
        QTest::newRow("in, in the middle") << 2.0 << 500.0;
        QTest::newRow("in, at the right") << 2.0 << 999.0;
        QTest::newRow("out") << 0.5 << 500.0;
        QTest::newRow("in, as far as it goes") << 1e9 << 300.0;
        QTest::newRow("out, as far as it goes") << 1e-9 << 300.0;
    }

    void scale()
    {
        QFETCH(double, factor);
        QFETCH(double, at);

        const PortScale before{{18000, 19999}, 0, 1000};
        const PortScale after = before.zoomed(factor, at);

        const int count = after.visible.last - after.visible.first + 1;
        QVERIFY(count >= 24 && count <= highestPort);
        QVERIFY(after.visible.first >= 1 && after.visible.last <= highestPort);
        if (factor > 0.1 && factor < 10)
            QVERIFY(std::abs(after.port(at) - before.port(at)) <= 2);
        const QList<int> ticks = after.ticks(80);
        QVERIFY(!ticks.isEmpty());
        for (qsizetype i = 1; i < ticks.size(); ++i)
            QVERIFY(after.x(ticks[i]) - after.x(ticks[i - 1]) >= 79.9);
    }

    /// The picture in words, for those who do not see it.
    void theViewSaysWhatItShows()
    {
        PortMapView view;
        view.show(spansOf(twoProfiles(18789, 19789)));
        QVERIFY(view.accessibleDescription().contains("rescue, browser control: 19791"_L1));
    }

    void keysWalkFromRangeToRange()
    {
        PortMapView view;
        view.show(spansOf(twoProfiles(18789, 19789)));
        view.QWidget::show();
        QStringList chosen;
        connect(&view, &PortMapView::spanChosen, this,
                [&chosen](const PortSpan &span) { chosen += describe(span); });

        QTest::keyClick(&view, Qt::Key_Home);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_End);

        QCOMPARE(chosen, (QStringList{u"main, gateway: 18789"_s, u"main, browser control: 18791"_s,
                                      u"rescue, browsers (CDP): 19800–19899"_s}));
    }

    void exports_data()
    {
        QTest::addColumn<QString>("name");

        QTest::newRow("picture") << u"ports.png"_s;
        QTest::newRow("drawing") << u"ports.svg"_s;
    }

    void exports()
    {
        QFETCH(QString, name);
        const test::ProfileHome home;
        home.add(u"main"_s, "{ gateway: { port: 18789 } }");
        home.add(u"rescue"_s, "{ gateway: { port: 19789 } }");
        PortMapWindow window(home.user());
        QSignalSpy shown(&window, &PortMapWindow::shown);
        QVERIFY(shown.wait());

        QVERIFY(window.exportTo(home.path(name)));

        QImage image(home.path(name)); // Qt reads both
        QVERIFY(!image.isNull());
        const auto refused = window.exportTo(home.path(u"nowhere/"_s + name));
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains("nowhere"_L1));
    }
};

WSAGENT_TEST_WITH(QApplication, TestPortMap)
#include "tst_portmap.moc"
