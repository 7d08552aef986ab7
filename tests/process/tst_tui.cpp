#include "tests/support/modelprogram.h"
#include "tests/support/runninggateway.h"
#include "tests/support/terminalrun.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray ready = "Ctrl+D leaves";
const QByteArray leave = "\x04";

void useModel(const CliHome &home, const ModelProgram &model)
{
    const QString provider =
        u"{baseUrl:'%1',apiKey:'k',api:'openai-completions',models:[{id:'scripted',name:'S'}]}"_s;
    for (const QStringList &value :
         {QStringList{u"models.providers.scripted"_s, provider.arg(model.baseUrl())},
          QStringList{u"agents.defaults.model"_s, u"scripted/scripted"_s}}) {
        const CliResult done = home.run(QStringList{u"config"_s, u"set"_s} + value);
        if (done.exitCode != 0)
            qFatal("%s", done.err.constData());
    }
}

QJsonObject slowReply()
{
    return {{"rules"_L1,
             QJsonArray{QJsonObject{{"when"_L1, u"slowly"_s},
                                    {"turn"_L1, QJsonObject{{"text"_L1, u"I begin with a long story"_s},
                                                            {"fault"_L1, u"stall"_s}}}}}}};
}

} // namespace

/// `ws-agent tui`, on a terminal, against a real gateway.
class TestTui : public QObject
{
    Q_OBJECT

private slots:
    void talksAndChangesTheSession()
    {
        const CliHome home;
        const ModelProgram model;
        setUpProfile(home, u"default"_s, freeBase());
        useModel(home, model);
        const RunningGateway gateway(home, u"default"_s);
        const TerminalDialog dialog =
            playOnTerminal(home, {u"tui"_s, u"--message"_s, u"good morning"_s},
                           {{"You said: good morning", "hello\r"},
                            {"You said: hello", "/session other\r"},
                            {"agent:main:other", "over here\r"},
                            {"You said: over here", "/sessions\r"},
                            {"/session KEY enters one", "/session main\r"},
                            {"You said: hello", leave}}); // what was said before is shown again
        QCOMPARE(dialog.exitCode, 0);
        QVERIFY2(dialog.shown.contains("* agent:main:other"), dialog.shown.constData());
    }

    void aReplyIsStopped_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("Escape") << "\x1b"_ba;
        QTest::newRow("Ctrl+C") << "\x03"_ba;
    }
    void aReplyIsStopped()
    {
        QFETCH(QByteArray, key);
        const CliHome home;
        const ModelProgram model(slowReply());
        setUpProfile(home, u"default"_s, freeBase());
        useModel(home, model);
        const RunningGateway gateway(home, u"default"_s);
        const TerminalDialog dialog = playOnTerminal(home, {u"tui"_s},
                                                     {{ready, "tell it slowly\r"},
                                                      {"I begin", key},
                                                      {"(stopped)", "still there?\r"},
                                                      {"You said: still there?", leave}});
        QCOMPARE(dialog.exitCode, 0);
    }

    /// The arrow keys begin with Escape, and stop nothing.
    void keysThatBeginWithEscape()
    {
        const CliHome home;
        const ModelProgram model;
        setUpProfile(home, u"default"_s, freeBase());
        useModel(home, model);
        const RunningGateway gateway(home, u"default"_s);
        const TerminalDialog dialog = playOnTerminal(
            home, {u"tui"_s},
            {{ready, "one\r"}, {"You said: one", "\x1b[A two\r"}, {"You said: one two", leave}});
        QCOMPARE(dialog.exitCode, 0);
    }

    void needsATerminal()
    {
        const CliHome home;
        setUpProfile(home, u"default"_s, freeBase());
        const CliResult refused = home.run({u"tui"_s});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY(refused.err.contains("needs a terminal"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestTui)
#include "tst_tui.moc"
