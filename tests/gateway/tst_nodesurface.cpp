#include "gateway/nodes/nodesurface.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestNodeSurface : public QObject
{
    Q_OBJECT

private slots:
    void covers_data()
    {
        QTest::addColumn<NodeSurface>("approved");
        QTest::addColumn<NodeSurface>("declared");
        QTest::addColumn<bool>("expected");
        const NodeSurface some{.caps = {u"canvas"_s},
                               .commands = {u"canvas.present"_s},
                               .permissions = {{"camera"_L1, true}, {"screen"_L1, false}}};
        QTest::newRow("nothing, of nothing") << NodeSurface() << NodeSurface() << true;
        QTest::newRow("nothing, of something") << some << NodeSurface() << true;
        QTest::newRow("the same") << some << some << true;
        QTest::newRow("a new capability") << some << NodeSurface{.caps = {u"camera"_s}} << false;
        QTest::newRow("a new command") << some << NodeSurface{.commands = {u"canvas.hide"_s}} << false;
        QTest::newRow("a permission it did not have")
            << some << NodeSurface{.permissions = {{"screen"_L1, true}}} << false;
        QTest::newRow("a permission nobody knew, and it has not")
            << some << NodeSurface{.permissions = {{"mail"_L1, false}}} << true;
        QTest::newRow("a permission lost")
            << some << NodeSurface{.permissions = {{"camera"_L1, false}}} << true;
    }
    void covers()
    {
        QFETCH(NodeSurface, approved);
        QFETCH(NodeSurface, declared);
        QTEST(approved.covers(declared), "expected");
    }

    void commonIsWhatBothHave()
    {
        const NodeSurface declared{.caps = {u"a"_s, u"b"_s},
                                   .commands = {u"x"_s, u"y"_s},
                                   .permissions = {{"p"_L1, true}, {"q"_L1, true}}};
        const NodeSurface approved{
            .caps = {u"b"_s, u"c"_s}, .commands = {u"y"_s}, .permissions = {{"p"_L1, false}}};
        QCOMPARE(common(declared, approved),
                 (NodeSurface{.caps = {u"b"_s}, .commands = {u"y"_s}, .permissions = {{"p"_L1, false}}}));
    }

    void approvalNeeds_data()
    {
        QTest::addColumn<QStringList>("commands");
        QTest::addColumn<QStringList>("scopes");
        const QString pairing = u"operator.pairing"_s;
        const QString write = u"operator.write"_s;
        QTest::newRow("no command") << QStringList() << QStringList{pairing};
        QTest::newRow("an ordinary one") << QStringList{u"canvas.hide"_s} << QStringList{pairing, write};
        for (const QString &command :
             {u"system.run"_s, u"system.which"_s, u"browser.proxy"_s, u"fs.listDir"_s})
            QTest::newRow(qPrintable(command))
                << QStringList{u"canvas.hide"_s, command} << QStringList{pairing, write, u"operator.admin"_s};
    }
    void approvalNeeds()
    {
        QFETCH(QStringList, commands);
        QTEST(requiredApproveScopes(commands), "scopes");
    }

    void allowed_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("platform");
        QTest::addColumn<NodeCommandRules>("rules");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *name, const QString &command, const QString &platform, bool expected,
                            const NodeCommandRules &rules = {}) {
            QTest::newRow(name) << command << platform << rules << expected;
        };
        row("canvas anywhere", u"canvas.present"_s, u"toaster"_s, true);
        row("a program on Linux", u"system.run"_s, u"linux"_s, true);
        row("a program on Linux, as browsers call it", u"system.run"_s, u"Linux x86_64"_s, true);
        row("a program on macOS", u"system.which"_s, u"darwin"_s, true);
        row("a program on Windows", u"system.run"_s, u"win32"_s, true);
        row("a program on a phone", u"system.run"_s, u"ios"_s, false);
        row("a program on an unknown thing", u"system.run"_s, u"toaster"_s, false);
        row("contacts on a phone", u"contacts.search"_s, u"Android 15"_s, true);
        row("contacts on a computer", u"contacts.search"_s, u"linux"_s, false);
        row("a photo", u"camera.snap"_s, u"ios"_s, false);
        row("a photo that the config allows", u"camera.snap"_s, u"ios"_s, true,
            {.allow = {u"camera.snap"_s}});
        row("a family that the config allows", u"camera.clip"_s, u"ios"_s, true, {.allow = {u"camera.*"_s}});
        row("what begins like a family", u"cameras"_s, u"ios"_s, false, {.allow = {u"camera.*"_s}});
        row("denied", u"canvas.eval"_s, u"ios"_s, false, {.deny = {u"canvas.eval"_s}});
        row("allowed and denied", u"sms.send"_s, u"ios"_s, false,
            {.allow = {u"sms.send"_s}, .deny = {u"sms.*"_s}});
    }
    void allowed()
    {
        QFETCH(QString, command);
        QFETCH(QString, platform);
        QFETCH(NodeCommandRules, rules);
        QTEST(isCommandAllowed(command, platform, rules), "expected");
    }
};

Q_DECLARE_METATYPE(wsagent::NodeSurface)
Q_DECLARE_METATYPE(wsagent::NodeCommandRules)

WSAGENT_TEST(TestNodeSurface)
#include "tst_nodesurface.moc"
