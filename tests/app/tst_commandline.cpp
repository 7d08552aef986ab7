#include "app/commandline.h"
#include "gateway/instances/profilename.h"
#include "tests/support/specvectors.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QStringList strings(const QJsonValue &array)
{
    QStringList list;
    for (const QJsonValue &value : array.toArray())
        list += value.toString();
    return list;
}

bool messageTakesValue(const QStringList &, const QString &option)
{
    return option == "--message"_L1 || option == "--browser-profile"_L1;
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void vectors_data()
    {
        QTest::addColumn<QJsonObject>("vector");

        const auto vectors = test::specVectors(u"ports.json"_s);
        WSAGENT_SKIP_WITHOUT(vectors);
        for (const QJsonValue &vector : (*vectors)["argv"_L1].toArray()) {
            const QByteArray name = strings(vector["argv"_L1]).join(u' ').toUtf8();
            QTest::newRow(name.constData()) << vector.toObject();
        }
    }

    void vectors()
    {
        QFETCH(QJsonObject, vector);
        const auto options = takeRootOptions(strings(vector["argv"_L1]), messageTakesValue);

        if (vector.contains("error"_L1)) {
            QVERIFY(!options);
            QCOMPARE(options.error().message, vector["error"_L1].toString());
            QCOMPARE(options.error().kind, ErrorKind::Usage);
            return;
        }
        QVERIFY2(options, qPrintable(options ? QString() : options.error().message));
        QCOMPARE(options->profile.value_or(QString()), vector["profile"_L1].toString());
        QCOMPARE(options->rest, strings(vector["rest"_L1]));
    }

    void valuesOfOtherOptionsAreText_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("rest");

        QTest::newRow("a value that looks like a root option")
            << QStringList{u"agent"_s, u"--message"_s, u"--dev"_s}
            << QStringList{u"agent"_s, u"--message"_s, u"--dev"_s};
        QTest::newRow("an inline value")
            << QStringList{u"agent"_s, u"--message=--dev"_s} << QStringList{u"agent"_s, u"--message=--dev"_s};
        QTest::newRow("after the separator")
            << QStringList{u"--"_s, u"--no-gui"_s} << QStringList{u"--"_s, u"--no-gui"_s};
    }

    void valuesOfOtherOptionsAreText()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, rest);
        const auto options = takeRootOptions(arguments, messageTakesValue);

        QVERIFY(bool(options));
        QVERIFY(!options->dev && !options->noGui && !options->profile);
        QCOMPARE(options->rest, rest);
    }

    /// It is well written, so that it is not well written would be no answer.
    void reservedNames()
    {
        const auto options = takeRootOptions({u"--profile"_s, u"Gateway"_s, u"status"_s}, messageTakesValue);
        QVERIFY(!options);
        QVERIFY2(options.error().message.contains("reserved"_L1), qPrintable(options.error().message));
        QCOMPARE(options.error().kind, ErrorKind::Usage);
        QVERIFY(!options.error().fix.isEmpty());
    }

    void theLastProfileWins()
    {
        const auto options =
            takeRootOptions({u"--profile"_s, u"a"_s, u"status"_s, u"--profile=b"_s}, messageTakesValue);

        QVERIFY(bool(options));
        QCOMPARE(options->profile.value(), u"b"_s);
    }

    void hintsNameTheProfile()
    {
        QCOMPARE(commandHint(u"rescue"_s, u"doctor --fix"_s), u"ws-agent --profile rescue doctor --fix"_s);
        QCOMPARE(commandHint(u"default"_s, u"doctor"_s), u"ws-agent doctor"_s);
        QCOMPARE(commandHint(u"rescue"_s, u"--profile main doctor"_s), u"ws-agent --profile main doctor"_s);
        QCOMPARE(commandHint(u"rescue"_s, u"x --profile-id a --device b"_s),
                 u"ws-agent --profile rescue x --profile-id a --device b"_s);
    }

    void hintsHaveTheVariables_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("stateDir");
        QTest::addColumn<QString>("configPath");
        QTest::addColumn<QString>("hint");

        QTest::newRow("the default one") << QString() << u"/home/u/.ws-agent"_s
                                         << u"/home/u/.ws-agent/ws-agent.json"_s << u"ws-agent setup"_s;
        QTest::newRow("a profile") << u"a"_s << u"/home/u/.ws-agent-a"_s
                                   << u"/home/u/.ws-agent-a/ws-agent.json"_s
                                   << u"ws-agent --profile a setup"_s;
        QTest::newRow("one without a name")
            << QString() << u"/srv/my state"_s << u"/srv/main.json"_s
            << u"WS_AGENT_CONFIG_PATH=/srv/main.json WS_AGENT_STATE_DIR='/srv/my state' ws-agent setup"_s;
        QTest::newRow("its config in its state directory")
            << QString() << u"/srv/state"_s << u"/srv/state/ws-agent.json"_s
            << u"WS_AGENT_STATE_DIR=/srv/state ws-agent setup"_s;
    }

    /// Typed literally, without them, it would be about another instance.
    void hintsHaveTheVariables()
    {
        QFETCH(QString, profile);
        QFETCH(QString, stateDir);
        QFETCH(QString, configPath);
        InstanceSelection selection{.profile = {}, .environment = {}, .paths = {}};
        if (!profile.isEmpty())
            selection.profile = *ProfileName::parse(profile);
        selection.paths = canonicalPaths(selection.profile, u"/home/u"_s);
        selection.paths.stateDir = stateDir;
        selection.paths.configPath = configPath;

        QTEST(commandHint(selection, u"setup"_s), "hint");
    }
};

WSAGENT_TEST(TestCommandLine)
#include "tst_commandline.moc"
