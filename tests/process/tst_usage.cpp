#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QRegularExpression>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// The words below a command, as completion offers them; options when `word` is "-".
QStringList offered(const test::CliHome &home, const QStringList &command, const QString &word)
{
    const auto result = home.run(QStringList{u"__complete"_s, u"ws-agent"_s} + command + QStringList{word});
    QStringList words;
    for (const QString &line : QString::fromUtf8(result.out).split(u'\n', Qt::SkipEmptyParts)) {
        if (line.contains(u'\t')) // commands and options have a description, values have none
            words += line.section(u'\t', 0, 0);
    }
    return words;
}

void addCommands(const test::CliHome &home, const QStringList &command, QList<QStringList> &commands)
{
    // A config key is offered with its label, and has nothing below it that is a command.
    if (command.startsWith(u"config"_s) && command.size() > 1) {
        commands += command;
        return;
    }
    if (!command.isEmpty())
        commands += command;
    for (const QString &word : offered(home, command, {}))
        addCommands(home, command + QStringList{word}, commands);
}

/// `  --port PORT   Base port` → "--port"; flags have no word after them in capitals or braces.
QStringList valueOptions(const QByteArray &help)
{
    static const QRegularExpression option(uR"(^\s+(?:-\w,)?(--[\w-]+) (?:[A-Z]+\b|\{))"_s,
                                           QRegularExpression::MultilineOption);
    QStringList options;
    auto matches = option.globalMatch(QString::fromUtf8(help));
    while (matches.hasNext())
        options += matches.next().captured(1);
    options.removeAll(u"--profile"_s); // a root option; it has its own tests
    options.removeAll(u"--log-level"_s);
    return options;
}

bool isOneDocument(const QByteArray &out)
{
    QJsonParseError error;
    return QJsonDocument::fromJson(out, &error).isObject() && error.error == QJsonParseError::NoError;
}

} // namespace

/// What holds for every command, whichever there are.
class TestUsage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        addCommands(m_home, {}, m_commands);
        QVERIFY(m_commands.contains(QStringList{u"setup"_s}));
        QVERIFY(m_commands.contains(QStringList{u"completion"_s}));
        QVERIFY(m_commands.contains(QStringList{u"profiles"_s, u"check"_s}));
        QVERIFY(m_commands.contains(QStringList{u"config"_s, u"set"_s}));
    }

    void command_data()
    {
        QTest::addColumn<QStringList>("command");

        for (const QStringList &command : std::as_const(m_commands))
            QTest::newRow(qPrintable(command.join(u' '))) << command;
    }

    void command()
    {
        QFETCH(QStringList, command);
        helps(command);
        unknownOption(command);
        failsInJson(command);
    }

    void value_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("option");

        for (const QStringList &command : std::as_const(m_commands)) {
            for (const QString &option : valueOptions(m_home.run(command + QStringList{u"--help"_s}).out))
                QTest::newRow(qPrintable(command.join(u' ') + u' ' + option)) << command << option;
        }
    }

    void value()
    {
        QFETCH(QStringList, command);
        QFETCH(QString, option);

        const auto missing = m_home.run(command + QStringList{option});
        QCOMPARE(missing.exitCode, 2);
        QVERIFY2(missing.err.contains("Usage"), missing.err.constData());
        QVERIFY2(missing.err.contains(option.toUtf8()), missing.err.constData());

        if (option == "--wrapper"_L1)
            return; // an empty one takes the old one away
        for (const QStringList &empty : {QStringList{option, u""_s}, QStringList{option + u'='}}) {
            const auto result = m_home.run(command + empty);
            QCOMPARE(result.exitCode, 2);
            QVERIFY2(result.err.contains(option.toUtf8() + " was given an empty value"),
                     result.err.constData());
        }
    }

    void anEmptyValueBehindAFlag()
    {
        const auto result = m_home.run({u"setup"_s, u"--baseline"_s, u"--workspace"_s, u""_s});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("--workspace was given an empty value"), result.err.constData());
    }

    void optionsAreFound()
    {
        const QByteArray setup = m_home.run({u"setup"_s, u"--help"_s}).out;
        const QStringList options = valueOptions(setup);

        QVERIFY2(options.contains(u"--port"_s), setup.constData());
        QVERIFY(options.contains(u"--mode"_s));
        QVERIFY(!options.contains(u"--baseline"_s));
    }

    void rootOption_data()
    {
        QTest::addColumn<QStringList>("arguments");

        QTest::newRow("no profile") << QStringList{u"--profile"_s};
        QTest::newRow("an empty profile") << QStringList{u"--profile"_s, u""_s};
        QTest::newRow("an empty profile in one word") << QStringList{u"--profile="_s};
        QTest::newRow("an option instead of a profile") << QStringList{u"--profile"_s, u"--dev"_s};
        QTest::newRow("an impossible profile") << QStringList{u"--profile"_s, u"a/b"_s};
        QTest::newRow("two profiles") << QStringList{u"--dev"_s, u"--profile"_s, u"a"_s};
        QTest::newRow("no level") << QStringList{u"--log-level"_s};
        QTest::newRow("an unknown level") << QStringList{u"--log-level"_s, u"loud"_s};
    }

    void rootOption()
    {
        QFETCH(QStringList, arguments);

        const auto text = m_home.run(QStringList{u"profiles"_s, u"list"_s} + arguments);
        QCOMPARE(text.exitCode, 2);
        QVERIFY2(text.err.startsWith("ws-agent: "), text.err.constData());
        QCOMPARE(text.out, QByteArray());

        const auto json = m_home.run(QStringList{u"profiles"_s, u"list"_s, u"--json"_s} + arguments);
        QCOMPARE(json.exitCode, 2);
        QVERIFY2(isOneDocument(json.out), json.out.constData());
        QCOMPARE(json.json()["error"_L1]["type"_L1].toString(), u"usage"_s);
    }

    void unknownCommand_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("sentence");

        QTest::newRow("at the root") << QStringList{u"nonsense"_s} << "there is no command 'nonsense'\n"_ba;
        QTest::newRow("below a command")
            << QStringList{u"profiles"_s, u"nonsense"_s} << "there is no command 'nonsense'\n"_ba;
        QTest::newRow("before one that there is")
            << QStringList{u"nonsense"_s, u"status"_s} << "there is no command 'nonsense'\n"_ba;
        QTest::newRow("behind a root option with a value")
            << QStringList{u"--profile"_s, u"main"_s, u"nonsense"_s} << "there is no command 'nonsense'\n"_ba;
        QTest::newRow("nearly one that there is")
            << QStringList{u"profiles"_s, u"lst"_s} << "there is no command 'lst'; did you mean list?\n"_ba;
        QTest::newRow("none where one is needed") << QStringList{u"profiles"_s} << QByteArray();
    }

    void unknownCommand()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, sentence);

        const auto result = m_home.run(words);

        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.err.contains("Usage"));
        QVERIFY2(result.err.contains(sentence), result.err.constData());
        QVERIFY(result.out.isEmpty());
    }

private:
    void helps(const QStringList &command)
    {
        const auto help = m_home.run(command + QStringList{u"--help"_s});

        QCOMPARE(help.exitCode, 0);
        QVERIFY2(help.out.contains("Usage: ws-agent " + command.join(u' ').toUtf8()), help.out.constData());
        QCOMPARE(help.err, QByteArray());
    }

    void unknownOption(const QStringList &command)
    {
        const auto result = m_home.run(command + QStringList{u"--no-such-option"_s});

        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("Usage: ws-agent " + command.join(u' ').toUtf8()),
                 result.err.constData());
        // What is missing altogether is said before what is too much.
        QVERIFY2(result.err.contains("--no-such-option") || result.err.contains("required"),
                 result.err.constData());
        QCOMPARE(result.out, QByteArray());
    }

    void failsInJson(const QStringList &command)
    {
        const auto result = m_home.run(command + QStringList{u"--json"_s, u"--no-such-option"_s});

        QCOMPARE(result.exitCode, 2);
        QVERIFY2(isOneDocument(result.out), result.out.constData());
        QCOMPARE(result.json()["ok"_L1], QJsonValue(false));
        QCOMPARE(result.json()["error"_L1]["type"_L1].toString(), u"usage"_s);
        QVERIFY(!result.json()["error"_L1]["message"_L1].toString().isEmpty());
    }

    const test::CliHome m_home;
    QList<QStringList> m_commands;
};

WSAGENT_TEST_WITH(QCoreApplication, TestUsage)
#include "tst_usage.moc"
