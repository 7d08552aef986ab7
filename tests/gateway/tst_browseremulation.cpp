#include "tests/support/shownpages.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <QtEndian>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// What a page is made to believe of the world, seen from within the page in a real browser.
class TestBrowserEmulation : public QObject, private ShownPages
{
    Q_OBJECT

    /// Of a PNG, in pixels, by its header.
    static quint32 longestSide(const QString &path)
    {
        QFile file(path);
        const QByteArray head = file.open(QIODevice::ReadOnly) ? file.read(24) : QByteArray();
        if (head.size() < 24)
            return 0;
        return std::max(qFromBigEndian<quint32>(head.constData() + 16),
                        qFromBigEndian<quint32>(head.constData() + 20));
    }

private slots:
    void initTestCase() { begin(); }

    /// A browser keeps in mind which server has let it in.
    void init() { m_pages = std::make_unique<PageServer>(); }
    void cleanupTestCase() { m_home.reset(); }

    void passwordOpensThePage()
    {
        show(u"done.html"_s);
        tell(u"/set/credentials"_s, {{"username"_L1, u"ada"_s}, {"password"_L1, u"love"_s}});
        show(u"locked"_s);
        QCOMPARE(bodyText(), u"Inside"_s);
        // The page's own requests as well.
        QCOMPARE(script(u"fetch('/locked/more').then(r => r.status)"_s), QJsonValue(200));
        tell(u"/set/credentials"_s, {{"clear"_L1, true}});
    }

    /// What one site was given goes to no other one: not by a picture in its page, not by leading there.
    void passwordIsForOneSiteOnly()
    {
        open(u"done.html"_s);
        tell(u"/set/credentials"_s, {{"username"_L1, u"ada"_s}, {"password"_L1, u"love"_s}});
        show(u"locked/first"_s);
        QCOMPARE(bodyText(), u"Inside"_s);
        tell(u"/set/credentials"_s, {{"username"_L1, u"ada"_s}, {"password"_L1, u"love"_s}});
        show(u"locked/first"_s); // which does not ask again
        PageServer other;
        const QString elsewhere = other.url(u"locked/second"_s);
        QCOMPARE(
            script(u"fetch('%1', {mode: 'no-cors', credentials: 'include'}).then(() => 1)"_s.arg(elsewhere)),
            QJsonValue(1));
        const BrowserAnswer led = m_home->ask("POST", u"/navigate"_s, {{"url"_L1, elsewhere}});
        QCOMPARE(led.status, 200);
        QCOMPARE(bodyText(), u"Outside"_s);
        closeTab();
    }

    void passwordFollowsARedirect()
    {
        const PageServer door;
        open(u"done.html"_s);
        tell(u"/set/credentials"_s, {{"username"_L1, u"ada"_s}, {"password"_L1, u"love"_s}});
        const QString inside = m_pages->url(u"locked"_s);
        const QString address = door.url("redirect?to="_L1 + inside);
        QCOMPARE(m_home->ask("POST", u"/navigate"_s, {{"url"_L1, address}}).status, 200);
        QCOMPARE(bodyText(), u"Inside"_s);
        closeTab();
    }

    /// Only whoever is opened is trusted at first, not what a page brings along.
    void passwordIsNotForThePartsOfAPage()
    {
        open(u"done.html"_s);
        tell(u"/set/credentials"_s, {{"username"_L1, u"ada"_s}, {"password"_L1, u"love"_s}});
        QCOMPARE(script(u"fetch('/locked/part').then(r => r.status)"_s), QJsonValue(401));
        closeTab();
    }

    void wrongPasswordIsTriedOnce()
    {
        open(u"done.html"_s);
        tell(u"/set/credentials"_s, {{"username"_L1, u"ada"_s}, {"password"_L1, u"hate"_s}});
        show(u"locked/wrong"_s);
        QCOMPARE(bodyText(), u"Wrong"_s);
        QVERIFY(m_pages->asked.count(u"/locked/wrong"_s) <= 2);
        closeTab();
    }

    void passwordNeedsAName_data()
    {
        QTest::addColumn<QJsonObject>("body");
        QTest::newRow("nothing") << QJsonObject();
        QTest::newRow("no password") << QJsonObject{{"username"_L1, u"ada"_s}};
        QTest::newRow("no name") << QJsonObject{{"password"_L1, u"love"_s}};
    }
    void passwordNeedsAName()
    {
        QFETCH(QJsonObject, body);
        QCOMPARE(m_home->ask("POST", u"/set/credentials"_s, body).status, 400);
    }

    void deviceChangesScreenAndName()
    {
        open(u"done.html"_s);
        const QJsonValue before = script(seen());
        tell(u"/set/device"_s, {{"name"_L1, u"pixel 8"_s}});
        show(u"done.html"_s);
        const QJsonObject phone = script(seen()).toObject();
        QCOMPARE(phone["width"_L1].toInt(), 412);
        QCOMPARE(phone["scale"_L1].toDouble(), 2.625);
        QVERIFY(phone["touch"_L1].toInt() > 0);
        const QString name = phone["name"_L1].toString();
        QVERIFY2(name.contains(u"Mobile Safari"_s) && !name.contains(u'%'), qPrintable(name));
        // Two and a half pixels for each of the page: the picture is not larger for that.
        const QString picture = m_home->ask("POST", u"/screenshot"_s).body["path"_L1].toString();
        QVERIFY(longestSide(picture) > 500 && longestSide(picture) <= 2000);
        tell(u"/set/device"_s, {{"name"_L1, u"none"_s}});
        show(u"done.html"_s);
        QCOMPARE(script(seen()), before);
        const BrowserAnswer unknown = m_home->ask("POST", u"/set/device"_s, {{"name"_L1, u"Abacus"_s}});
        QCOMPARE(unknown.status, 404);
        QVERIFY(said(unknown).contains(u"iPhone 15"_s));
        closeTab();
    }

    void placeIsToldToWhomMayAsk()
    {
        show(u"done.html"_s);
        const QString here = m_pages->url(QString()).chopped(1);
        tell(u"/set/geolocation"_s, {{"latitude"_L1, 52.5}, {"longitude"_L1, 13.4}, {"origin"_L1, here}});
        const QString ask =
            u"new Promise(done => navigator.geolocation.getCurrentPosition("
            "p => done(p.coords.latitude + ' ' + p.coords.longitude), e => done(e.message)))"_s;
        QCOMPARE(script(ask), QJsonValue(u"52.5 13.4"_s));
        QCOMPARE(m_home
                     ->ask("POST", u"/set/geolocation"_s,
                           {{"latitude"_L1, 1}, {"longitude"_L1, 1}, {"origin"_L1, u"nowhere"_s}})
                     .status,
                 400);
        tell(u"/set/geolocation"_s, {{"clear"_L1, true}});
    }

    void permissionIsGranted()
    {
        show(u"done.html"_s);
        const QString state = u"navigator.permissions.query({name: 'notifications'}).then(p => p.state)"_s;
        QVERIFY(script(state) != QJsonValue(u"granted"_s));
        const QString here = m_pages->url(QString()).chopped(1);
        tell(u"/permissions/grant"_s,
             {{"origin"_L1, here}, {"permissions"_L1, QJsonArray{u"notifications"_s}}});
        QCOMPARE(script(state), QJsonValue(u"granted"_s));
        const QJsonObject unknown{{"origin"_L1, here}, {"permissions"_L1, QJsonArray{u"everything"_s}}};
        QCOMPARE(m_home->ask("POST", u"/permissions/grant"_s, unknown).status, 400);
        QCOMPARE(m_home->ask("POST", u"/permissions/grant"_s, {{"origin"_L1, here}}).status, 400);
    }

private:
    void tell(const QString &path, const QJsonObject &body) const
    {
        const BrowserAnswer answer = m_home->ask("POST", path, body);
        QVERIFY2(answer.status == 200, qPrintable(said(answer)));
    }
    QString bodyText() const { return script(u"document.body.innerText"_s).toString(); }
    static QString seen()
    {
        return u"({width: screen.width, scale: devicePixelRatio, touch: navigator.maxTouchPoints, "
               "name: navigator.userAgent})"_s;
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBrowserEmulation)
#include "tst_browseremulation.moc"
