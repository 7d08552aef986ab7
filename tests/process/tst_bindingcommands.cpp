#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// `agents bindings`, `bind` and `unbind`, without a gateway.
class TestBindingCommands : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<CliHome>();
        QCOMPARE(m_home->run({u"setup"_s}).exitCode, 0);
        m_home->write(u".ws-agent/ws-agent.json"_s, "{\n"
                                                    "  // two of them\n"
                                                    "  agents: { list: [{ id: 'main' }, { id: 'work' }] },\n"
                                                    "}\n");
    }

    void bindsAndFrees()
    {
        QCOMPARE(run({u"bind"_s, u"work"_s, u"Telegram:office"_s, u"slack"_s}), QString());
        QCOMPARE(run({u"bind"_s, u"main"_s, u"telegram"_s, u"--peer"_s, u"group:-100:7"_s}), QString());
        QCOMPARE(bound(),
                 (QStringList{u"work telegram:office"_s, u"work slack"_s, u"main telegram group -100:7"_s}));
        QCOMPARE(bound(u"main"_s), QStringList{u"main telegram group -100:7"_s});

        QCOMPARE(run({u"bind"_s, u"work"_s, u"slack"_s}), QString()); // has it already
        QCOMPARE(bound().size(), 3);

        QCOMPARE(run({u"unbind"_s, u"work"_s, u"telegram:office"_s}), QString());
        QCOMPARE(bound(), (QStringList{u"work slack"_s, u"main telegram group -100:7"_s}));
        QCOMPARE(run({u"unbind"_s, u"work"_s, u"--all"_s}), QString());
        QCOMPARE(run({u"unbind"_s, u"main"_s, u"--all"_s}), QString());
        QVERIFY(bound().isEmpty());
        QVERIFY(m_home->read(u".ws-agent/ws-agent.json"_s).contains("// two of them"));
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("of another agent")
            << QStringList{u"bind"_s, u"main"_s, u"SLACK:default"_s} << u"slack:default is bound to work"_s;
        QTest::newRow("no such agent")
            << QStringList{u"bind"_s, u"play"_s, u"irc"_s} << u"there is no agent play"_s;
        QTest::newRow("no channel") << QStringList{u"bind"_s, u"main"_s, u":x"_s} << u"is no place"_s;
        QTest::newRow("no account") << QStringList{u"bind"_s, u"main"_s, u"irc:"_s} << u"is no place"_s;
        QTest::newRow("no kind of peer")
            << QStringList{u"bind"_s, u"main"_s, u"irc"_s, u"--peer"_s, u"nick:ada"_s} << u"is no peer"_s;
        QTest::newRow("not bound") << QStringList{u"unbind"_s, u"main"_s, u"slack"_s}
                                   << u"no such conversations"_s;
        QTest::newRow("nothing said") << QStringList{u"unbind"_s, u"work"_s} << u"either places or --all"_s;
        QTest::newRow("both said") << QStringList{u"unbind"_s, u"work"_s, u"slack"_s, u"--all"_s}
                                   << u"either places or --all"_s;
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        QCOMPARE(run({u"bind"_s, u"work"_s, u"slack"_s}), QString());
        const QByteArray before = m_home->read(u".ws-agent/ws-agent.json"_s);
        const QString error = run(arguments);
        QVERIFY2(error.contains(said) && error.contains("try: ws-agent"_L1), qPrintable(error));
        QCOMPARE(m_home->read(u".ws-agent/ws-agent.json"_s), before);
    }

private:
    /// What it complains of; empty when it does what it is told.
    QString run(const QStringList &arguments) const
    {
        const CliResult result = m_home->run(QStringList{u"agents"_s} + arguments);
        return result.exitCode == 0 ? QString() : QString::fromUtf8(result.err);
    }

    /// "agent conversations", in the order of the config.
    QStringList bound(const QString &agent = {}) const
    {
        QStringList arguments{u"agents"_s, u"bindings"_s, u"--json"_s};
        if (!agent.isEmpty())
            arguments.insert(2, agent);
        QStringList found;
        const QJsonArray bindings = m_home->run(arguments).json()["bindings"_L1].toArray();
        for (const QJsonValue &binding : bindings)
            found += binding["agentId"_L1].toString() + u' ' + binding["description"_L1].toString();
        return found;
    }

    std::unique_ptr<CliHome> m_home;
};

WSAGENT_TEST(TestBindingCommands)
#include "tst_bindingcommands.moc"
