#include "gateway/agents/chatcommands.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestChatCommands : public QObject
{
    Q_OBJECT

private slots:
    void parse_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("name"); // empty: text for the agent
        QTest::addColumn<QString>("arguments");
        QTest::newRow("bare") << u"/status"_s << u"status"_s << u""_s;
        QTest::newRow("spaces around it") << u"  /status \n"_s << u"status"_s << u""_s;
        QTest::newRow("any case") << u"/Status"_s << u"status"_s << u""_s;
        QTest::newRow("with words") << u"/model openai/gpt"_s << u"model"_s << u"openai/gpt"_s;
        QTest::newRow("with a colon") << u"/think: high"_s << u"think"_s << u"high"_s;
        QTest::newRow("for this bot") << u"/new@my_bot hello there"_s << u"new"_s << u"hello there"_s;
        QTest::newRow("over several lines") << u"/new one\ntwo"_s << u"new"_s << u"one\ntwo"_s;
        QTest::newRow("for the shell") << u"! ls -l"_s << u"bash"_s << u"ls -l"_s;
        QTest::newRow("an exclamation") << u"!important"_s << u""_s << u""_s;
        QTest::newRow("unknown") << u"/frobnicate"_s << u""_s << u""_s;
        QTest::newRow("a path") << u"/status/x"_s << u""_s << u""_s;
        QTest::newRow("longer word") << u"/statusx"_s << u""_s << u""_s;
        QTest::newRow("not at the start") << u"say /status"_s << u""_s << u""_s;
    }
    void parse()
    {
        QFETCH(QString, message);
        QFETCH(QString, name);
        const auto parsed = parseCommand(message);
        QCOMPARE(parsed ? QString(parsed->command->name) : QString(), name);
        if (parsed)
            QTEST(parsed->arguments, "arguments");
    }

    void directives_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("thinking");
        QTest::newRow("none") << u"hello  there"_s << u"hello  there"_s << u""_s << u""_s;
        QTest::newRow("thinking in front") << u"/think High why?"_s << u"why?"_s << u""_s << u"high"_s;
        QTest::newRow("model inside") << u"why /model a/b so?"_s << u"why so?"_s << u"a/b"_s << u""_s;
        QTest::newRow("both") << u"/think:low /model a/b go"_s << u"go"_s << u"a/b"_s << u"low"_s;
        QTest::newRow("no level") << u"/think about it"_s << u"/think about it"_s << u""_s << u""_s;
    }
    void directives()
    {
        QFETCH(QString, message);
        const InlineDirectives found = takeDirectives(message);
        QTEST(found.message, "left");
        QTEST(found.model, "model");
        QTEST(found.thinking, "thinking");
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestChatCommands)
#include "tst_chatcommands.moc"
